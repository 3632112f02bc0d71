import MNCore

// A fault of the machine as JSON; an example stands above the reader of the whole scenario.
extension Scenario.NamedFault {
    private static let kinds = [
        "absent", "denied", "hang", "unrecorded", "failed", "exit", "crash", "empty", "replaced",
        "truncated", "crlf", "byteOrderMark", "utf16", "preceded",
    ]

    /// The keys that go with a kind.
    private static let details = [
        "failed": ["error"], "exit": ["code", "stdout", "stderr"], "crash": ["signal"],
        "replaced": ["text"], "truncated": ["bytes"], "preceded": ["text"],
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let common = ["id", "on", "kind", "fromSeconds", "untilSeconds"]
        let kindField = try field.anyObject().required("kind")
        let word = try kindField.string()
        guard Self.kinds.contains(word) else {
            throw kindField.fault(
                .outOfRange(
                    wanted: "one of \(Self.kinds.joined(separator: ", "))", found: "'\(word)'"))
        }
        let members = try field.object(keys: common + (Self.details[word] ?? []))
        id = try members.required("id").identifier()
        target = try Access(question: try members.required("on"))
        kind = try Self.kind(word, members)
        from = try members.optional("fromSeconds")?.seconds() ?? .zero
        until = try members.optional("untilSeconds")?.seconds()
        if kind == .hang {
            guard case .command = target else {
                throw kindField.fault(.breaksRule("only a command can hang"))
            }
        }
    }

    private static func kind(
        _ word: String, _ members: JSONMembers
    ) throws(JSONFault) -> MachineFault.Kind {
        func text(_ key: String) throws(JSONFault) -> [UInt8] {
            Array(try members.optional(key)?.string().utf8 ?? "".utf8)
        }
        switch word {
        case "absent": return .absent
        case "denied": return .denied
        case "hang": return .hang
        case "unrecorded": return .unrecorded
        case "failed": return .failed(try members.required("error").nonEmptyString())
        case "exit":
            return .exit(
                code: try members.required("code").integer(in: 0...255),
                standardOutput: try text("stdout"), standardError: try text("stderr"))
        case "crash": return .crash(signal: try members.required("signal").integer(in: 1...64))
        case "empty": return .empty
        case "replaced": return .replaced(try text("text"))
        case "truncated":
            return .truncated(bytes: try members.required("bytes").integer(in: 0...Int.max))
        case "crlf": return .crlf
        case "byteOrderMark": return .byteOrderMark
        case "utf16": return .utf16
        default: return .preceded(try text("text"))
        }
    }
}

extension Access {
    /// Whether a question is the one that this pattern means; `*` stands for anything.
    func covers(_ access: Access) -> Bool {
        switch (self, access) {
        case (.platform, .platform): true
        case (.file(let pattern), .file(let text)), (.directory(let pattern), .directory(let text)),
            (.environment(let pattern), .environment(let text)):
            pattern == text || Glob(pattern).matches(text)
        case (.command(let pattern), .command(let words)):
            pattern == words
                || Glob(pattern.joined(separator: " ")).matches(words.joined(separator: " "))
        default: false
        }
    }
}

extension Access {
    /// The pattern as it was written, without the quotes of a shell around `*`.
    var patternWords: String {
        if case .command(let words) = self {
            "command \(words.joined(separator: " "))"
        } else {
            description
        }
    }
}

extension MachineFault.Kind {
    /// The fault in words: `exits with 9`.
    var words: String {
        switch self {
        case .absent: "absent"
        case .denied: "denied"
        case .hang: "hangs"
        case .unrecorded: "not recorded"
        case .failed(let error): "fails: \(Sanitized.line(error))"
        case .exit(let code, let output, let error):
            ["exits with \(code)", Sanitized.line(output), Sanitized.line(error)]
                .filter { !$0.isEmpty }.joined(separator: ": ")
        case .crash(let signal): "crashes with signal \(signal)"
        case .empty: "empty"
        case .replaced(let text): "replaced by: \(Sanitized.line(text))"
        case .truncated(let bytes): "cut after \(bytes) bytes"
        case .crlf: "with CRLF"
        case .byteOrderMark: "with a byte order mark"
        case .utf16: "in UTF-16"
        case .preceded(let text): "after: \(Sanitized.line(text))"
        }
    }
}

// The `docker` of a scenario as JSON; an example stands above the reader of the whole.
extension DockerSetup {
    /// Reads what a scenario says of `docker`; without a word it is all there, and null is none.
    init?(scenario field: JSONField?) throws(JSONFault) {
        self.init()
        guard let field else { return }
        if field.value == .null { return nil }
        let members = try field.object(keys: ["plugin", "engine", "engineHost", "container"])
        if let word = members.optional("plugin") { plugin = try Plugin(word) }
        if let word = members.optional("engine") { engine = try Engine(word) }
        if let host = members.optional("engineHost") { engineHost = try host.nonEmptyString() }
        guard let field = members.optional("container") else { return }
        if field.value == .null {
            container = nil
            return
        }
        let failure = try field.object(keys: ["exitCode", "error"])
        containerFailure = ContainerFailure(
            exitCode: try failure.required("exitCode").integer(in: 0...255),
            error: try failure.optional("error")?.nonEmptyString() ?? "")
    }
}

extension DockerSetup.Plugin {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let (word, _) = try field.choice(["installed", "absent"])
        self = word == "absent" ? .absent : .installed
    }
}

extension DockerSetup.Engine {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(["running", "absent", "denied", "unreachable"])
        switch word {
        case "running": self = .running
        case "absent": self = .absent
        case "denied": self = .denied
        default: self = .unreachable(try more.nonEmptyString())
        }
    }
}
