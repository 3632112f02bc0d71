package import MNCore

/// Everything a run of `mn` asked of its world, what was answered, and how it ended.
package struct Trace: Hashable, Sendable {
    /// One thing that happened, in order.
    package enum Event: Hashable, Sendable {
        case access(Recording.Exchange)
        case call(HTTPRequest, Endpoint, HTTPOutcome)
        /// A connection was tried, and let go at once.
        case connect(Endpoint, TransportFault?)
        /// A program ran with these words, the first of which is its name; what it saw is not kept.
        case process([String], CommandResult)
        /// It was looked whether a program could be started.
        case obstacle([String], ProcessOutcome?)
        case read(path: String, Result<[UInt8], FileFault>)
        case list(path: String, Result<[String], FileFault>)
        /// A file was written, or was to be; its bytes are not kept.
        case changed(Change, path: String, FileFault?)
        /// What was left in a directory by writers that were killed was looked for.
        case cleared(directory: String)
        /// A lock was tried; it is false where somebody else had it.
        case locked(path: String, Result<Bool, FileFault>)
        case resolved(path: String, Result<String, FileFault>)
        /// A rule decided.
        case rule(model: String, rule: String, status: String)
    }

    /// What was done to a file.
    package enum Change: String, Hashable, Sendable {
        case wrote, appended
        /// All of it was written but the last step.
        case rehearsed
    }

    /// How the run ended.
    package struct Ending: Hashable, Sendable {
        package var exitCode: Int
        package var standardOutput: String
        package var standardError: String

        package init(exitCode: Int, standardOutput: String, standardError: String) {
            self.exitCode = exitCode
            self.standardOutput = standardOutput
            self.standardError = standardError
        }
    }

    /// The version of `mn` that ran.
    package var version: String
    /// The words after `mn`, without those that ask for the trace.
    package var arguments: [String]
    /// The variables that the run has read, if they are set.
    package var environment: [String: String]
    /// The columns of the terminal, if there was one.
    package var width: Int?
    package var hasColour: Bool
    /// The machine, if it was not the one the program ran on.
    package var simulatedMachine: String?
    /// What the run had that others had not, for its pauses.
    package var seed: UInt64 = 0
    /// Whether services and programs of the user were asked; older traces hold no word of them.
    package var areServicesKnown = false
    package var events: [Event]
    package var ending: Ending

    package init(
        version: String, arguments: [String], environment: [String: String], width: Int?,
        hasColour: Bool, simulatedMachine: String?, events: [Event], ending: Ending
    ) {
        self.version = version
        self.arguments = arguments
        self.environment = environment
        self.width = width
        self.hasColour = hasColour
        self.simulatedMachine = simulatedMachine
        self.events = events
        self.ending = ending
    }
}

// A trace is JSON Lines, each line canonical: equal runs give equal bytes. No clock is in it.
//
//     {"arguments":["model","show"],"colour":false,…,"schema":"mn.trace/1","t":"header"}
//     {"file":"/proc/meminfo","t":"access","text":["MemTotal: …"]}
//     {"endpoint":"http://localhost:12434","fault":"refused","method":"GET","t":"call","target":"/models"}
//     {"fault":"notFound","path":"/home/user/.mn/models/catalog.json","t":"read"}
//     {"model":"gemma4:e2b","rule":"cuda","status":"pass","t":"rule"}
//     {"code":0,"stderr":"","stdout":"…","t":"exit"}
extension Trace {
    /// The format of traces; within it only optional keys are ever added.
    package static let schema = "mn.trace/1"

    /// The trace as a file.
    package var text: String { lines.map { $0.text(.canonical) + "\n" }.joined() }

    /// The lines of the file, each an object.
    package var lines: [JSON] {
        var header: JSONObject = [
            "t": "header", "schema": .string(Self.schema), "mn": .string(version),
            "arguments": .strings(arguments),
            "environment": .object(
                JSONObject(environment.sorted { $0.key < $1.key }.map { ($0, .string($1)) })),
            "width": .integer(orNull: width), "colour": .bool(hasColour),
            "simulated": .string(orNull: simulatedMachine),
        ]
        if areServicesKnown { header["services"] = true }
        if seed != 0 { header["seed"] = .string(String(seed, radix: 16)) }
        let exit: JSON = [
            "t": "exit", "code": .integer(ending.exitCode),
            "stdout": .string(ending.standardOutput), "stderr": .string(ending.standardError),
        ]
        return [.object(header)] + events.map(\.json) + [exit]
    }

    /// Reads a trace file.
    ///
    /// - Parameter name: the file, as the user would name it.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Trace {
        var reader = Reader()
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            try Document.read(Array(line), kind: "trace", name: "\(name), line \(index + 1)") {
                (field) throws(JSONFault) in try reader.take(field)
            }
        }
        return try Document.read(Array("{}".utf8), kind: "trace", name: name) {
            (field) throws(JSONFault) in try reader.trace(field)
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
        private var header: JSONMembers?
        private var exit: JSONMembers?
        private var events: [Event] = []

        mutating func take(_ field: JSONField) throws(JSONFault) {
            let members = try field.anyObject()
            if exit != nil { throw field.fault(.breaksRule("stands behind the exit")) }
            switch try members.required("t").string() {
            case "header" where header == nil && events.isEmpty:
                try members.requireSchema(schema)
                header = members
            case "exit": exit = members
            default: events.append(try Event(field, members))
            }
        }

        func trace(_ whole: JSONField) throws(JSONFault) -> Trace {
            guard let header, let exit else {
                throw whole.fault(.breaksRule("needs a header first and an exit last"))
            }
            return try Trace(header, exit, events)
        }
    }

    private init(
        _ header: JSONMembers, _ exit: JSONMembers, _ events: [Event]
    ) throws(JSONFault) {
        version = try header.required("mn").string()
        arguments = []
        for word in try header.required("arguments").array() { arguments.append(try word.string()) }
        environment = [:]
        for (key, value) in try header.required("environment").anyObject().all {
            environment[key] = try value.string()
        }
        let widthField = try header.required("width")
        width = widthField.value == .null ? nil : try widthField.integer(in: 1...10_000)
        hasColour = try header.required("colour").bool()
        let simulated = try header.required("simulated")
        simulatedMachine = simulated.value == .null ? nil : try simulated.string()
        areServicesKnown = try header.optional("services")?.bool() ?? false
        if let field = header.optional("seed") {
            guard let number = UInt64(try field.string(), radix: 16) else {
                throw field.fault(.breaksRule("is no hexadecimal number of 64 bits"))
            }
            seed = number
        }
        self.events = events
        ending = Ending(
            exitCode: try exit.required("code").integer(in: 0...255),
            standardOutput: try exit.required("stdout").string(),
            standardError: try exit.required("stderr").string())
    }
}
