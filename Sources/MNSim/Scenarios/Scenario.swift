package import MNCore

/// A situation and what `mn` must do in it: a machine, a runner, faults, files, and command lines.
public struct Scenario: Hashable, Sendable {
    /// One command line, and what it must do.
    package struct Step: Hashable, Sendable {
        /// The words after `mn`.
        package var arguments: [String]
        /// The virtual time that passes before it.
        package var pause: Duration
        /// The user's files that somebody changes before it, by path.
        package var files: [String: [UInt8]]
        /// What goes wrong while it runs, and no longer.
        package var faults = StepFaults()
        /// Where it is killed; nil if it comes to its own end.
        package var kill: Kill?
        /// The words after `mn` of another run that begins at the same time; of it nothing is expected.
        package var beside: [String]?
        package var expectation: Expectation
    }

    /// What a step must end with and print; of a stream that is not mentioned, any text will do.
    package struct Expectation: Hashable, Sendable {
        package var exitCode: Int
        package var standardOutput: StreamExpectation
        package var standardError: StreamExpectation
        /// How long it may take in virtual time; nil is any time.
        package var duration: ClosedRange<Duration>?
    }

    /// What a stream must hold.
    package struct StreamExpectation: Hashable, Sendable {
        package enum Form: Hashable, Sendable {
            case empty
            /// Any text.
            case any
            /// Exactly these lines.
            case lines([String])
            /// Each of these texts somewhere.
            case contains([String])
            /// One JSON document with these values at these pointers; null is also met by no value.
            case json([JSONPointer: JSON])
        }

        package var form: Form
        /// Texts that are nowhere in it.
        package var lacks: [String]

        package init(_ form: Form, lacks: [String] = []) {
            self.form = form
            self.lacks = lacks
        }
    }

    /// What must be true of the whole run.
    package struct Ending: Hashable, Sendable {
        /// Questions that the machine is never asked; `*` stands for anything.
        package var neverAsked: [Access] = []
        /// Requests that the runner never gets, as `METHOD /path`; `*` stands for anything.
        package var neverSent: [String] = []
        /// The files that are written, and no others; nil says nothing of them.
        package var written: Set<String>?
    }

    /// A fault of the machine, by a name that a report can use.
    package struct NamedFault: Hashable, Sendable {
        package var id: String
        /// What it happens to; `*` stands for anything in a path or in the words of a command.
        package var target: Access
        package var kind: MachineFault.Kind
        /// Since the beginning of the scenario.
        package var from: Duration
        /// Since the beginning of the scenario; nil is for ever.
        package var until: Duration?
        /// The first question, of those it happens to, that meets it; counted from 1.
        package var firstCall = 1
        /// How many questions meet it; nil is all from the first one on.
        package var times: Int?
    }

    /// The name of the file, without its ending.
    public var name: String
    public var title: String
    /// What must stay true, in one sentence; nil if nobody has said.
    package var intent: String?
    package var tags: [String]
    /// The profile of the machine; nil is a machine of which nothing is known.
    package var profile: String?
    /// Answers that differ from the profile's; each must be asked for.
    package var changes: Recording
    package var machineFaults: [NamedFault]
    /// The state of the Model Runner; nil if there is none.
    package var runner: RunnerState?
    /// Where the runner answers.
    package var runnerEndpoints: Set<Endpoint>
    package var runnerFaults: [RunnerFault]
    /// The `docker` program and what it finds; nil if there is none.
    package var dockerSetup: DockerSetup?
    /// What listens where, and the programs that blueprints may run; nil where neither can be asked.
    package var services: [SimulatedServices.Service]?
    /// The user's files by path.
    package var files: [String: [UInt8]]
    /// Where symbolic links among them lead, by path.
    package var links: [String: String]
    /// The files that can be neither read nor written nor locked, by path, and why.
    package var fileFaults: [String: FileFault.Reason]
    /// The locks that another program holds, by path, each until this time.
    package var heldLocks: [String: Duration]
    package var environment: [String: String]
    /// The columns of the terminal; nil if the output goes to a file.
    package var terminalWidth: Int?
    package var steps: [Step]
    package var ending: Ending
}

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
        let common = [
            "id", "on", "kind", "fromSeconds", "untilSeconds", "firstCall", "times",
        ]
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
        firstCall = try members.optional("firstCall")?.integer(in: 1...1_000_000) ?? 1
        times = try members.optional("times")?.integer(in: 1...1_000_000)
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
        let (word, more) = try field.choice(
            ["running", "absent", "denied"], detailed: ["unreachable"])
        switch word {
        case "running": self = .running
        case "absent": self = .absent
        case "denied": self = .denied
        default: self = .unreachable(try more.nonEmptyString())
        }
    }
}
