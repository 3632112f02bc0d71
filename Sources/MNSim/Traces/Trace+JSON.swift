package import MNCore

// A trace is JSON Lines, each line canonical: equal runs give equal bytes. No clock is in it. Lines are only
// ever added, so that it can be written while the run goes on; where the run was killed, the exit lacks.
//
//     {"arguments":["model","show"],"colour":false,…,"schema":"mn.trace/2","t":"header"}
//     {"name":"HOME","t":"variable","value":"/home/user"}
//     {"file":"/proc/meminfo","t":"access","text":["MemTotal: …"]}
//     {"endpoint":"http://localhost:12434","fault":"refused","method":"GET","t":"call","target":"/models"}
//     {"fault":"notFound","path":"/home/user/.mn/models/catalog.json","t":"read"}
//     {"model":"gemma4:e2b","rule":"cuda","status":"pass","t":"rule"}
//     {"stream":"stdout","t":"printed","text":"…"}
//     {"bytes":70123,"events":12,"t":"cut"}
//     {"code":0,"t":"exit"}
//
// In `mn.trace/1` the header holds the variables, as `environment`, and the exit what was printed.
extension Trace {
    /// The format of traces; within it only optional keys are ever added.
    package static let schema = "mn.trace/2"
    /// The format that was written before, and is still read.
    private static let firstSchema = "mn.trace/1"

    /// The trace as a file.
    package var text: String { lines.map { $0.text(.canonical) + "\n" }.joined() }

    /// The lines of the file, each an object.
    package var lines: [JSON] { [header] + events.map(\.json) + (exit.map { [$0] } ?? []) }

    /// The first line.
    package var header: JSON {
        var header: JSONObject = [
            "t": "header", "schema": .string(Self.schema), "mn": .string(version),
            "arguments": .strings(arguments), "width": .integer(orNull: width),
            "colour": .bool(hasColour), "simulated": .string(orNull: simulatedMachine),
        ]
        if signs != .unicode { header["signs"] = .string(signs.rawValue) }
        if areServicesKnown { header["services"] = true }
        if seed != 0 { header["seed"] = .string(String(seed, radix: 16)) }
        return .object(header)
    }

    /// The last line; nil where the run ended without a word.
    package var exit: JSON? { exitCode.map { ["t": "exit", "code": .integer($0)] } }

    /// Reads a trace file; a last line that was not written to its end is left out, and that is said by a
    /// cut.
    ///
    /// - Parameter name: the file, as the user would name it.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Trace {
        var reader = Reader()
        var lines = bytes.split(separator: UInt8(ascii: "\n"))
        var torn: ArraySlice<UInt8>?
        if lines.count > 1, let last = lines.last, last.endIndex == bytes.endIndex,
            (try? JSON.parse(Array(last))) == nil
        {
            torn = lines.removeLast()
        }
        for (index, line) in lines.enumerated() {
            try Document.read(Array(line), kind: "trace", name: "\(name), line \(index + 1)") {
                (field) throws(JSONFault) in try reader.take(field)
            }
        }
        return try Document.read(Array("{}".utf8), kind: "trace", name: name) {
            (field) throws(JSONFault) in
            if let torn { try reader.miss(torn.count, field) }
            return try reader.trace(field)
        }
    }

    /// Reads a trace that stands in a document, as an array of its lines.
    package init(lines field: JSONField) throws(JSONFault) {
        var reader = Reader()
        for line in try field.array() { try reader.take(line) }
        self = try reader.trace(field)
    }

    /// What was read of a trace so far.
    private struct Reader {
        private var trace: Trace?
        private var isFirst = false

        mutating func take(_ field: JSONField) throws(JSONFault) {
            let members = try field.anyObject()
            try requireNoExit(field)
            let tag = try members.required("t").string()
            guard trace != nil else {
                guard tag == "header" else {
                    throw field.fault(.breaksRule("a trace begins with its header"))
                }
                isFirst = members.optional("schema")?.value == .string(Trace.firstSchema)
                if !isFirst { try members.requireSchema(schema) }
                trace = try Trace(header: members, isFirst: isFirst)
                return
            }
            if tag == "exit" {
                try end(members)
            } else {
                trace?.events.append(try Event(field, members))
            }
        }

        /// Takes note of the last line, of which only so many bytes were written.
        mutating func miss(_ bytes: Int, _ field: JSONField) throws(JSONFault) {
            try requireNoExit(field)
            trace?.events.append(.cut(events: 1, bytes: bytes))
        }

        private func requireNoExit(_ field: JSONField) throws(JSONFault) {
            if trace?.exitCode != nil { throw field.fault(.breaksRule("stands behind the exit")) }
        }

        private mutating func end(_ exit: JSONMembers) throws(JSONFault) {
            if isFirst {
                for output: ProcessOutput in [.error, .standard] {
                    let text = try exit.required(output.rawValue).string()
                    if !text.isEmpty { trace?.events.append(.printed(output, text)) }
                }
            }
            trace?.exitCode = try exit.required("code").integer(in: 0...255)
        }

        func trace(_ whole: JSONField) throws(JSONFault) -> Trace {
            guard let trace else { throw whole.fault(.breaksRule("needs a header first")) }
            // What is written in one piece has its end.
            if isFirst, trace.exitCode == nil {
                throw whole.fault(.breaksRule("needs an exit last"))
            }
            return trace
        }
    }

    private init(header: JSONMembers, isFirst: Bool) throws(JSONFault) {
        version = try header.required("mn").string()
        arguments = try header.required("arguments").texts()
        let widthField = try header.required("width")
        width = widthField.value == .null ? nil : try widthField.integer(in: 1...10_000)
        hasColour = try header.required("colour").bool()
        if let field = header.optional("signs") {
            signs = try field.word(Signs.self)
        }
        let simulated = try header.required("simulated")
        simulatedMachine = simulated.value == .null ? nil : try simulated.string()
        areServicesKnown = try header.optional("services")?.bool() ?? false
        if let field = header.optional("seed") {
            guard let number = UInt64(try field.string(), radix: 16) else {
                throw field.fault(.breaksRule("is no hexadecimal number of 64 bits"))
            }
            seed = number
        }
        events = []
        guard isFirst else { return }
        for (name, value) in try header.required("environment").anyObject().all {
            events.append(.variable(name, try value.string()))
        }
    }
}
