import ContractChecks
import MNCore

extension ContractCheck {
    /// All checks, in the order in which they are made.
    package static let all: [ContractCheck] = {
        do throws(DocumentFault) {
            return try read(ContractFiles.texts)
        } catch {
            preconditionFailure(error.problem)
        }
    }()

    /// Reads checks from the texts of files, one after the other by the names of the files.
    static func read(_ texts: [String: String]) throws(DocumentFault) -> [ContractCheck] {
        var reader = ContractReader()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            try Document.read(Array(text.utf8), kind: "list of contract checks", name: name) {
                (field) throws(JSONFault) in try reader.add(field)
            }
        }
        return reader.checks
    }
}

/// Takes checks, and the shapes that they name, from one file after the other.
private struct ContractReader {
    private(set) var checks: [ContractCheck] = []
    private var shapes: [String: JSONShape] = [
        "string": .string, "bool": .bool, "integer": .integer(.min ... .max), "digest": .digest,
        "emptyList": .emptyList,
    ]

    mutating func add(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["schema", "changing", "shapes", "checks"])
        try members.requireSchema("mn.contract-checks/1")
        let isChanging = try members.optional("changing")?.bool() ?? false
        for (name, field) in try members.optional("shapes")?.anyObject().all ?? [] {
            guard shapes[name] == nil, name != "absent" else {
                throw field.fault(.breaksRule("a shape of this name is there already"))
            }
            shapes[name] = try shape(field)
        }
        for field in try members.optional("checks")?.array() ?? [] {
            checks.append(try check(field, isChanging: isChanging))
        }
    }

    private func check(
        _ field: JSONField, isChanging: Bool
    ) throws(JSONFault) -> ContractCheck {
        let members = try field.object(keys: [
            "name", "paragraph", "after", "request", "headers", "json", "body", "blanks", "limits",
            "learns", "note", "answers",
        ])
        let nameField = try members.required("name")
        let name = try nameField.nonEmptyString()
        if checks.contains(where: { $0.name == name }) {
            throw nameField.fault(.breaksRule("a check of this name is there already"))
        }
        let paragraphField = try members.required("paragraph")
        let paragraph = try paragraphField.string()
        let numbers = paragraph.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "0"..."9" ~= $0 } }) else {
            throw paragraphField.fault(
                .outOfRange(wanted: "numbers such as 1.3.1", found: "'\(paragraph)'"))
        }
        var after: [String] = []
        for field in try members.optional("after")?.array() ?? [] {
            let name = try field.string()
            guard isChanging, checks.contains(where: { $0.name == name && $0.isChanging }) else {
                throw field.fault(
                    .breaksRule("no check called '\(name)' that changes something is before"))
            }
            after.append(name)
        }
        // What it means, for whoever reads the file.
        _ = try members.optional("note")?.nonEmptyString()
        var answers: [AcceptedAnswer] = []
        let answersField = try members.required("answers")
        for field in try answersField.array() { answers.append(try answer(field)) }
        if answers.isEmpty { throw answersField.fault(.breaksRule("accepts no answer")) }
        return ContractCheck(
            name: name, request: try request(members), accepted: answers, paragraph: paragraph,
            after: after, isChanging: isChanging,
            limits: try members.optional("limits")?.word(RunnerLimits.self) ?? .remove,
            lesson: try members.optional("learns")?.word(ContractCheck.Lesson.self))
    }

    private func request(_ members: JSONMembers) throws(JSONFault) -> ContractCheck.Request {
        let field = try members.required("request")
        let line = try field.string()
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, !words[0].isEmpty, words[1].hasPrefix("/") else {
            throw field.fault(
                .outOfRange(wanted: "a method and a path, as in GET /models", found: "'\(line)'"))
        }
        var headers: [(String, String)] = []
        var body = ContractCheck.Request.Body.text("")
        switch try members.only(of: ["json", "body", "blanks"]) {
        case ("json", let field)?:
            headers.append(("Content-Type", "application/json"))
            body = .text(GoJSON.text(field.value, escapesHTML: false))
        case ("body", let field)?: body = .text(try field.string())
        case (_, let field)?: body = .blanks(try field.integer(in: 0...(1 << 30)))
        case nil: break
        }
        for (name, value) in try members.optional("headers")?.anyObject().all ?? [] {
            headers.append((name, try value.string()))
        }
        return ContractCheck.Request(
            method: String(words[0]), target: String(words[1]), headers: HTTPHeaders(headers),
            body: body)
    }

    private func answer(_ field: JSONField) throws(JSONFault) -> AcceptedAnswer {
        let members = try field.object(keys: [
            "status", "headers", "refusal", "text", "begins", "json", "lineFeed", "lines", "last",
            "escaped", "events", "only", "before",
        ])
        var headers: [AcceptedAnswer.HeaderRule] = []
        for (name, value) in try members.optional("headers")?.anyObject().all ?? [] {
            headers.append(value.value == .null ? .absent(name) : .value(name, try texts(value)))
        }
        let body: BodyRule
        var ownKeys: [String] = []
        switch try members.only(of: ["refusal", "text", "begins", "json", "lines", "events"]) {
        case ("refusal", let field)?:
            // An error is a line of text (dmr-contract §0.3).
            headers.insert(.value("Content-Type", ["text/plain; charset=utf-8"]), at: 0)
            headers.insert(.value("X-Content-Type-Options", ["nosniff"]), at: 1)
            body = .text([try field.string() + "\n"])
        case ("text", let field)?: body = .text(try texts(field))
        case ("begins", let field)?: body = .begins(try field.string())
        case ("json", let field)?:
            ownKeys = ["lineFeed"]
            // As the runner itself writes JSON (dmr-contract §0.3).
            if members.optional("headers")?.value["Content-Type"] == nil {
                headers.insert(.value("Content-Type", ["application/json"]), at: 0)
            }
            let lineFeed = members.optional("lineFeed")
            body = .json(
                try shape(field),
                lineFeed: lineFeed?.value == .null ? nil : try lineFeed?.bool() ?? true)
        case ("lines", let field)?:
            ownKeys = ["last", "escaped"]
            body = .lines(
                try shape(field), last: try shape(try members.required("last")),
                areEscaped: try members.optional("escaped")?.bool() ?? false)
        case (_, let field)?: body = .events(try shape(field))
        case nil: body = .empty
        }
        for key in ["lineFeed", "last", "escaped"] where !ownKeys.contains(key) {
            if let field = members.optional(key) {
                throw field.fault(.breaksRule("such a body has no '\(key)'"))
            }
        }
        let before = members.optional("before")
        if let before, RunnerRelease(try before.string()) == nil {
            throw before.fault(
                .outOfRange(wanted: "a release such as v1.2.6", found: "'\(try before.string())'"))
        }
        return AcceptedAnswer(
            status: try members.required("status").integer(in: 100...599), headers: headers,
            body: body, only: try members.optional("only")?.nonEmptyString(),
            before: try before?.string())
    }

    private func shape(_ field: JSONField) throws(JSONFault) -> JSONShape {
        if let name = field.value.string {
            if let shape = shapes[name] { return shape }
            let nearest = Spelling.nearest(to: name, in: shapes.keys.sorted())
            throw field.fault(
                .breaksRule(
                    "no shape is called '\(name)'"
                        + (nearest.map { "; did you mean '\($0)'?" } ?? "")))
        }
        let members = try field.object(keys: [
            "is", "atLeast", "begins", "tag", "list", "holds", "lacks", "named", "map", "like",
            "object",
        ])
        let kind = try members.only(of: [
            "is", "atLeast", "begins", "tag", "list", "holds", "lacks", "map", "object",
        ])
        guard let kind else { throw members.fault(.breaksRule("does not say what it is")) }
        for (key, kinds) in [("named", ["holds", "lacks"]), ("like", ["object"])]
        where !kinds.contains(kind.key) {
            if let field = members.optional(key) {
                throw field.fault(.breaksRule("such a shape has no '\(key)'"))
            }
        }
        switch kind {
        case ("is", let field):
            guard let number = field.value.integer else { return .text(try texts(field)) }
            return .integer(number...number)
        case ("atLeast", let field): return .integer(try field.integer() ... .max)
        case ("begins", let field): return .beginning(try field.string())
        case ("tag", let field): return .tag(try field.string())
        case ("list", let field): return .list(try shape(field))
        case ("holds", let field):
            return .holds(try members.required("named").string(), try shape(field))
        case ("lacks", let field):
            return .lacks(try members.required("named").string(), try shape(field))
        case ("map", let field): return .map(try shape(field))
        case (_, let field):
            return .object(try self.members(field, like: members.optional("like")))
        }
    }

    /// The members of another shape of an object, less those that are stated, and then these.
    private func members(
        _ field: JSONField, like other: JSONField?
    ) throws(JSONFault) -> [JSONShape.Member] {
        var own: [JSONShape.Member] = []
        for (word, field) in try field.anyObject().all {
            let isOptional = word.hasSuffix("?")
            let key = isOptional ? String(word.dropLast()) : word
            if own.contains(where: { $0.key == key }) || isOptional && field.value == "absent" {
                throw field.fault(.breaksRule("'\(key)' is stated in two ways"))
            }
            if field.value == "absent" {
                own.append(JSONShape.Member(key: key, shape: .string, presence: .mustNot))
            } else {
                own.append(
                    JSONShape.Member(
                        key: key, shape: try shape(field), presence: isOptional ? .may : .must))
            }
        }
        guard let other else { return own }
        guard case .object(let inherited) = try shape(other) else {
            throw other.fault(.breaksRule("is not the shape of an object"))
        }
        return inherited.filter { member in !own.contains { $0.key == member.key } } + own
    }

    /// A text, or several of which each will do.
    private func texts(_ field: JSONField) throws(JSONFault) -> [String] {
        if let text = field.value.string { return [text] }
        let texts = try field.strings()
        if texts.isEmpty { throw field.fault(.breaksRule("is empty")) }
        return texts
    }
}

extension JSONMembers {
    /// The one member that is there of these; nil if there is none.
    fileprivate func only(
        of keys: [String]
    ) throws(JSONFault) -> (key: String, field: JSONField)? {
        let found = all.filter { keys.contains($0.key) }
        if found.count > 1 {
            throw found[1].field.fault(
                .breaksRule("stands beside '\(found[0].key)', and only one of them can"))
        }
        return found.first
    }
}
