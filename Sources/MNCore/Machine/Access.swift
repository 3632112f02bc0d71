/// One question that may be asked of a machine; nothing else is ever asked.
package enum Access: Hashable, Sendable {
    /// The system, kernel release and processor.
    case platform
    /// The bytes of the file at an absolute path.
    case file(String)
    /// The names in the directory at an absolute path.
    case directory(String)
    /// The result of a program, found on PATH, with its arguments; no shell is involved.
    case command([String])
    /// The value of an environment variable.
    case environment(String)
}

extension Access: CustomStringConvertible {
    /// The question in words, which is also its id in evidence lists: `file /proc/meminfo`.
    package var description: String {
        switch self {
        case .platform: "platform"
        case .file(let path): "file \(path)"
        case .directory(let path): "directory \(path)"
        case .command(let argv): "command " + CommandWords.line(argv)
        case .environment(let name): "environment \(name)"
        }
    }

    /// The question in few words: of a command the program and what it is to do.
    package var summary: String {
        guard case .command(let argv) = self, let program = argv.first else { return description }
        if program == "powershell" {
            let words = argv.last?.split(separator: " ") ?? []
            if words.contains("Get-Content") { return "settings of Docker Desktop" }
            if words.contains("Get-ItemProperty") { return "registry of display adapters" }
            return words.first { $0.hasPrefix("Win32_") }.map { "CIM \($0)" } ?? program
        }
        let rest = argv.dropFirst()
        let name = program.split { "/\\".contains($0) }.last.map(String.init) ?? program
        if let option = rest.first, option.hasPrefix("-"), program != "sysctl" {
            return "\(name) \(option.prefix { $0 != "=" })"
        }
        return ([name] + rest.filter { !$0.hasPrefix("-") }.prefix(name == "docker" ? 1 : 3))
            .joined(separator: " ")
    }
}

extension Access: Comparable {
    package static func < (left: Access, right: Access) -> Bool {
        (left.rank, left.description) < (right.rank, right.description)
    }

    private var rank: Int {
        switch self {
        case .platform: 0
        case .environment: 1
        case .file: 2
        case .directory: 3
        case .command: 4
        }
    }
}

// A question as JSON: an object with one of five keys, such as {"file": "/proc/meminfo"}.
extension Access {
    static let questions = ["platform", "file", "directory", "command", "environment"]

    /// Reads an object that holds a question and nothing else.
    package init(question field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.questions)
        try self.init(members)
        if let field = members.optional("platform"), field.value != .null {
            throw field.fault(.breaksRule("null is expected"))
        }
    }

    /// Reads the one question among the members of an object.
    init(_ members: JSONMembers) throws(JSONFault) {
        let asked = Self.questions.filter { members.optional($0) != nil }
        guard let question = asked.first, asked.count == 1 else {
            throw members.fault(
                .breaksRule("needs one of \(Self.questions.joined(separator: ", "))"))
        }
        let subject = try members.required(question)
        switch question {
        case "platform": self = .platform
        case "file": self = .file(try subject.nonEmptyString())
        case "directory": self = .directory(try subject.nonEmptyString())
        case "command":
            var argv: [String] = []
            for argument in try subject.array() { argv.append(try argument.string()) }
            if argv.first?.isBlank ?? true {
                throw subject.fault(.breaksRule("a command needs its program"))
            }
            self = .command(argv)
        default: self = .environment(try subject.nonEmptyString())
        }
    }

    /// The key of this kind of question.
    var question: String {
        switch self {
        case .platform: "platform"
        case .file: "file"
        case .directory: "directory"
        case .command: "command"
        case .environment: "environment"
        }
    }

    /// The object of the question.
    package var json: JSONObject {
        switch self {
        case .platform: ["platform": .null]
        case .file(let path): ["file": .string(path)]
        case .directory(let path): ["directory": .string(path)]
        case .command(let argv): ["command": .strings(argv)]
        case .environment(let name): ["environment": .string(name)]
        }
    }
}
