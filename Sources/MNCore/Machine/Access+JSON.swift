// A question as JSON: an object with one of five keys, such as {"file": "/proc/meminfo"}.

extension Access {
    static let questions = ["platform", "file", "directory", "command", "environment"]

    /// Reads an object that holds a question and nothing else.
    package init(question field: JSONField) throws(JSONFault) {
        try self.init(try field.object(keys: Self.questions))
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
    var json: JSONObject {
        switch self {
        case .platform: ["platform": .null]
        case .file(let path): ["file": .string(path)]
        case .directory(let path): ["directory": .string(path)]
        case .command(let argv): ["command": .strings(argv)]
        case .environment(let name): ["environment": .string(name)]
        }
    }
}
