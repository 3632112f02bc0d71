public import MNCore

extension Scenario {
    /// The format of scenario files; within it only optional keys are ever added.
    public static let schema = "mn.scenario/1"

    private static let keys = [
        "schema", "title", "intent", "tags", "profile", "changes", "machineFaults", "runner",
        "runnerFaults", "files", "environment", "terminal", "steps",
    ]

    /// Reads a scenario file.
    ///
    /// - Parameters:
    ///   - name: the name of the scenario.
    ///   - offers: what the runner's registry has if its state does not say.
    public static func read(
        _ bytes: [UInt8], name: String, offers: [RegistryOffer]
    ) throws(DocumentFault) -> Scenario {
        try Document.read(bytes, kind: "scenario", name: name) { (field) throws(JSONFault) in
            try Scenario(field, name: name, offers: offers)
        }
    }

    private init(
        _ field: JSONField, name: String, offers: [RegistryOffer]
    ) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        try members.requireSchema(Self.schema)
        self.name = name
        title = try members.required("title").nonEmptyString()
        intent = try members.required("intent").nonEmptyString()
        tags = try members.optional("tags")?.strings() ?? []
        profile = try members.optional("profile")?.identifier()
        changes =
            try members.optional("changes").map { (field) throws(JSONFault) in
                try Recording(field)
            } ?? Recording()
        runner = try members.optional("runner").map { (field) throws(JSONFault) in
            try RunnerState(field, offers: offers)
        }
        machineFaults = []
        for element in try members.optional("machineFaults")?.array() ?? [] {
            machineFaults.append(try NamedFault(element))
        }
        runnerFaults = []
        for element in try members.optional("runnerFaults")?.array() ?? [] {
            runnerFaults.append(try RunnerFault(element))
        }
        let ids = machineFaults.map(\.id) + runnerFaults.map(\.id)
        if Set(ids).count < ids.count {
            throw members.fault(.breaksRule("two faults have the same id"))
        }
        files = [:]
        for (path, element) in try members.optional("files")?.anyObject().all ?? [] {
            files[path] = Array(try element.string().utf8)
        }
        environment = [:]
        for (variable, element) in try members.optional("environment")?.anyObject().all ?? [] {
            environment[variable] = try element.string()
        }
        terminalWidth = try members.optional("terminal")?.integer(in: 20...500)
        steps = []
        let stepsField = try members.required("steps")
        for element in try stepsField.array() { steps.append(try Step(element)) }
        if steps.isEmpty { throw stepsField.fault(.breaksRule("a scenario needs a step")) }
    }
}

extension Scenario.Step {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["run", "exit", "stdout", "stderr"])
        let line = try members.required("run").array()
        guard try line.first?.string() == "mn" else {
            throw try members.required("run").fault(.breaksRule("the first word is 'mn'"))
        }
        arguments = []
        for word in line.dropFirst() { arguments.append(try word.string()) }
        expectation = Scenario.Expectation(
            exitCode: try members.required("exit").integer(in: 0...255),
            standardOutput: try Self.stream(members.optional("stdout")),
            standardError: try Self.stream(members.optional("stderr")))
    }

    private static func stream(
        _ field: JSONField?
    ) throws(JSONFault) -> Scenario.StreamExpectation {
        guard let field else { return .empty }
        if case .array = field.value {
            var lines: [String] = []
            for element in try field.array() { lines.append(try element.string()) }
            return .lines(lines)
        }
        let members = try field.object(keys: ["contains", "json"])
        switch (members.optional("contains"), members.optional("json")) {
        case (let contains?, nil): return .contains(try contains.strings())
        case (nil, let json?):
            var values: [JSONPointer: JSON] = [:]
            for (pointer, element) in try json.anyObject().all {
                guard let pointer = JSONPointer(parsing: pointer) else {
                    throw element.fault(.breaksRule("'\(pointer)' is no JSON pointer"))
                }
                values[pointer] = element.value
            }
            return .json(values)
        default: throw field.fault(.breaksRule("needs 'contains' or 'json', not both"))
        }
    }
}

extension Scenario.NamedFault {
    private static let kinds = [
        "absent", "denied", "hang", "unrecorded", "failed", "exit", "crash", "empty", "replaced",
        "truncated", "crlf", "byteOrderMark", "utf16", "preceded",
    ]

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(
            keys: [
                "id", "on", "kind", "error", "code", "stdout", "stderr", "signal", "bytes", "text",
            ])
        func text(_ key: String) throws(JSONFault) -> [UInt8] {
            Array(try members.optional(key)?.string().utf8 ?? "".utf8)
        }
        id = try members.required("id").identifier()
        let kindField = try members.required("kind")
        let kind: MachineFault.Kind
        switch try kindField.string() {
        case "absent": kind = .absent
        case "denied": kind = .denied
        case "hang": kind = .hang
        case "unrecorded": kind = .unrecorded
        case "failed": kind = .failed(try members.required("error").nonEmptyString())
        case "exit":
            kind = .exit(
                code: try members.required("code").integer(in: 0...255),
                standardOutput: try text("stdout"), standardError: try text("stderr"))
        case "crash": kind = .crash(signal: try members.required("signal").integer(in: 1...64))
        case "empty": kind = .empty
        case "replaced": kind = .replaced(try text("text"))
        case "truncated":
            kind = .truncated(bytes: try members.required("bytes").integer(in: 0...Int.max))
        case "crlf": kind = .crlf
        case "byteOrderMark": kind = .byteOrderMark
        case "utf16": kind = .utf16
        case "preceded": kind = .preceded(try text("text"))
        case let other:
            throw kindField.fault(
                .outOfRange(
                    wanted: "one of \(Self.kinds.joined(separator: ", "))", found: "'\(other)'"))
        }
        fault = MachineFault(try Access(question: try members.required("on")), kind)
    }
}
