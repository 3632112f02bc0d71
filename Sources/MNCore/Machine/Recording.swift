/// Questions and their answers: what a profile holds, and what a recorder writes down.
package struct Recording: Hashable, Sendable {
    package struct Exchange: Hashable, Sendable {
        package var access: Access
        package var outcome: Outcome
        /// Whether it was asked for the sake of other programs, not by a probe.
        package var isForOthers: Bool

        package init(_ access: Access, _ outcome: Outcome, isForOthers: Bool = false) {
            self.access = access
            self.outcome = outcome
            self.isForOthers = isForOthers
        }
    }

    /// In the order of the file, or sorted by access if a recorder made them; no access twice.
    package private(set) var exchanges: [Exchange]
    private var index: [Access: Int]

    package init() {
        exchanges = []
        index = [:]
    }

    package init(_ outcomes: [Access: Outcome]) {
        self.init()
        for (access, outcome) in outcomes.sorted(by: { $0.key < $1.key }) { self[access] = outcome }
    }

    /// Adds an exchange at the end; of one access the later answer counts.
    package mutating func add(_ exchange: Exchange) {
        self[exchange.access] = exchange.outcome
        if exchange.isForOthers, let position = index[exchange.access] {
            exchanges[position].isForOthers = true
        }
    }

    /// The recorded answer, or nil if the question was never asked.
    package subscript(access: Access) -> Outcome? {
        get { index[access].map { exchanges[$0].outcome } }
        set {
            switch (index[access], newValue) {
            case (let position?, let outcome?): exchanges[position].outcome = outcome
            case (nil, let outcome?):
                index[access] = exchanges.count
                exchanges.append(Exchange(access, outcome))
            case (let position?, nil):
                exchanges.remove(at: position)
                index = Dictionary(
                    uniqueKeysWithValues: exchanges.enumerated().map { ($1.access, $0) })
            case (nil, nil): break
            }
        }
    }
}

// The one JSON form of evidence: an object for each exchange.
//
//     {"platform": {"system": "Linux", "release": "6.8.0", "machine": "x86_64", "process": "x86_64"}}
//     {"file": "/proc/meminfo", "text": ["MemTotal: 32768000 kB"]}
//     {"directory": "/sys/class/drm", "entries": ["card0", {"name": "version", "target": "../v"}]}
//     {"command": ["nvidia-smi", "-L"], "exit": 0, "stdout": "…", "stderr": "…"}
//     {"environment": "WSL_DISTRO_NAME", "value": "Ubuntu"}
//     {"file": "/etc/nv_tegra_release", "outcome": "absent"}
//     {"environment": "PATH", "value": "/usr/bin", "for": "others"}
//
// Text is a string, or an array of the lines that each end with a line feed; bytes that are not UTF-8
// are {"base64": "…"}.
extension Recording {
    /// Reads an array of exchanges.
    package init(_ field: JSONField) throws(JSONFault) {
        self.init()
        for element in try field.array() {
            let exchange = try Exchange(element)
            guard self[exchange.access] == nil else {
                throw element.fault(.breaksRule("'\(exchange.access)' is answered twice"))
            }
            add(exchange)
        }
    }

    package var json: JSON { .array(exchanges.map(\.json)) }
}

extension Recording.Exchange {
    /// For whom a question was asked, if not for a probe.
    private enum Audience: String, CaseIterable { case others }

    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(
            keys: Access.questions + CommandResult.endedKeys + [
                "text", "entries", "value", "outcome", "error", "for",
            ])
        access = try Access(members)
        let question = access.question
        let subject = try members.required(question)
        let answers =
            switch access {
            case .platform: [String]()
            case .file: ["text"]
            case .directory: ["entries"]
            case .command: CommandResult.endedKeys
            case .environment: ["value"]
            }
        isForOthers = try members.optional("for")?.word(Audience.self) == .others
        let word = members.optional("outcome")
        let allowed = [question, "for"] + (word == nil ? answers : ["outcome", "error"])
        for (key, member) in members.all where !allowed.contains(key) {
            throw member.fault(.breaksRule("'\(key)' does not go with '\(question)' here"))
        }
        if let word {
            if question == "platform", subject.value != .null {
                throw subject.fault(.breaksRule("null is expected beside an outcome"))
            }
            outcome = try Self.wordedOutcome(word, members)
            if outcome == .timedOut, question != "command" {
                throw word.fault(.breaksRule("only a command can be out of time"))
            }
            if case .failed = outcome {
            } else if let error = members.optional("error") {
                throw error.fault(.breaksRule("'error' goes with the outcome 'failed' only"))
            }
        } else {
            outcome = try Self.answer(question, subject, members)
        }
    }

    private static func wordedOutcome(
        _ word: JSONField, _ members: JSONMembers
    ) throws(JSONFault) -> Outcome {
        switch try word.string() {
        case "absent": return .absent
        case "denied": return .denied
        case "timedOut": return .timedOut
        case "failed": return .failed(try members.required("error").nonEmptyString())
        case let other:
            throw word.fault(
                .outOfRange(wanted: "absent, denied, timedOut or failed", found: "'\(other)'"))
        }
    }

    private static func answer(
        _ question: String, _ subject: JSONField, _ members: JSONMembers
    ) throws(JSONFault) -> Outcome {
        switch question {
        case "platform": return .platform(try Platform(subject))
        case "file": return .bytes(try members.required("text").bytes())
        case "directory":
            var entries: [DirectoryEntry] = []
            for element in try members.required("entries").array() {
                entries.append(try DirectoryEntry(element))
            }
            return .entries(entries.sorted { $0.name < $1.name })
        case "command":
            return .ended(try CommandResult(members))
        default: return .value(try members.required("value").string())
        }
    }

    /// The object of this exchange.
    ///
    /// - Precondition: the outcome is an answer, not `unrecorded`.
    package var json: JSON {
        var members = access.json
        switch outcome {
        case .bytes(let bytes): members["text"] = .bytes(bytes)
        case .entries(let entries): members["entries"] = .array(entries.map(\.json))
        case .value(let value): members["value"] = .string(value)
        case .platform(let platform): members["platform"] = platform.json
        case .ended(let result):
            result.add(to: &members)
        case .absent: members["outcome"] = "absent"
        case .denied: members["outcome"] = "denied"
        case .timedOut: members["outcome"] = "timedOut"
        case .failed(let error):
            members["outcome"] = "failed"
            members["error"] = .string(error)
        case .unrecorded: preconditionFailure("an unrecorded outcome is no answer to write")
        }
        if isForOthers { members["for"] = .string(Audience.others.rawValue) }
        return .object(members)
    }
}

extension CommandResult {
    /// The members of a program that came to an end.
    fileprivate static let endedKeys = ["exit", "signal", "stdout", "stderr", "truncated"]

    /// Reads how a program ended, and what it wrote.
    package init(_ members: JSONMembers) throws(JSONFault) {
        self.init(
            try Self.ending(members),
            standardOutput: try members.optional("stdout")?.bytes() ?? [],
            standardError: try members.optional("stderr")?.bytes() ?? [],
            isTruncated: try members.optional("truncated")?.bool() ?? false)
    }

    private static func ending(_ members: JSONMembers) throws(JSONFault) -> ProcessOutcome {
        switch (members.optional("exit"), members.optional("signal"), members.optional("outcome")) {
        case (let exit?, nil, nil): return .exited(try exit.integer(in: 0...0xFFFF_FFFF))
        case (nil, let signal?, nil): return .signalled(try signal.integer(in: 1...127))
        case (nil, nil, let word?): return try ProcessOutcome(word, members)
        default: throw members.fault(.breaksRule("a command needs 'exit' or 'signal'"))
        }
    }

    /// Adds how the program ended, and what it wrote, to an object.
    package func add(to members: inout JSONObject) {
        var hasEnded = true
        switch ending {
        case .exited(let code): members["exit"] = .integer(code)
        case .signalled(let signal): members["signal"] = .integer(signal)
        default:
            hasEnded = false
            ending.addWord(to: &members)
        }
        if hasEnded || !standardOutput.isEmpty {
            members["stdout"] = .bytes(standardOutput)
        }
        if !standardError.isEmpty { members["stderr"] = .bytes(standardError) }
        if isTruncated { members["truncated"] = true }
    }
}

extension ProcessOutcome {
    /// Reads the word of an outcome that is no end of the program's own.
    package init(_ word: JSONField, _ members: JSONMembers) throws(JSONFault) {
        switch try word.string() {
        case "absent": self = .absent
        case "denied": self = .denied
        case "timedOut": self = .timedOut
        case "interrupted": self = .interrupted
        case "unrecorded": self = .unrecorded
        case "failed": self = .failed(try members.required("error").string())
        case let other:
            throw word.fault(.outOfRange(wanted: "the end of a command", found: "'\(other)'"))
        }
    }

    /// Adds that word to an object.
    package func addWord(to members: inout JSONObject) {
        switch self {
        case .exited, .signalled: return
        case .absent: members["outcome"] = "absent"
        case .denied: members["outcome"] = "denied"
        case .timedOut: members["outcome"] = "timedOut"
        case .interrupted: members["outcome"] = "interrupted"
        case .unrecorded: members["outcome"] = "unrecorded"
        case .failed(let error):
            members["outcome"] = "failed"
            members["error"] = .string(error)
        }
    }
}

extension Platform {
    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["system", "release", "machine", "process"])
        let machine = try members.required("machine").nonEmptyString()
        self.init(
            system: try members.required("system").nonEmptyString(),
            release: try members.required("release").string(), machine: machine,
            process: try members.optional("process")?.nonEmptyString() ?? machine)
    }

    var json: JSON {
        [
            "system": .string(system), "release": .string(release), "machine": .string(machine),
            "process": .string(process),
        ]
    }
}

extension DirectoryEntry {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        if case .string(let name) = field.value {
            self.init(name)
        } else {
            let members = try field.object(keys: ["name", "target"])
            self.init(
                try members.required("name").nonEmptyString(),
                target: try members.required("target").nonEmptyString())
        }
    }

    fileprivate var json: JSON {
        if let target { ["name": .string(name), "target": .string(target)] } else { .string(name) }
    }
}
