import MNCore

/// An answer that the contract allows.
struct AcceptedAnswer: Hashable, Sendable {
    /// What a header has to be.
    enum HeaderRule: Hashable, Sendable {
        case value(String, [String])
        case absent(String)
    }

    var status: Int
    var headers: [HeaderRule] = []
    var body: BodyRule
    /// When it is so, where it is not always; a clause.
    var note: String?
    /// The release from which on it is so no more; nil is always.
    var before: String?

    /// Whether the contract allows it of this runner.
    func isAllowed(_ facts: ContractFacts) -> Bool { before.map(facts.isBefore) ?? true }

    /// In what way an answer of its status is otherwise; nil if it is so.
    func difference(_ response: HTTPResponse, _ facts: ContractFacts) -> ContractDifference? {
        for rule in headers {
            switch rule {
            case .value(let name, let texts):
                let values = facts.filled(each: texts)
                let found = response.head.headers[name]
                if let found, values.contains(found) { continue }
                return ContractDifference(
                    wanted: "\(name) \(Words.list(values.map { "'\($0)'" }, "or"))",
                    found: ContractQuote.of(header: found)
                        + (name == "Content-Type"
                            ? ", \(ContractQuote.of(response.body))" : ""))
            case .absent(let name):
                guard let found = response.head.headers[name] else { continue }
                return ContractDifference(
                    wanted: "no header \(name)", found: ContractQuote.of(header: found))
            }
        }
        return body.difference(response.body, facts)
    }

    /// When it is so; nil if always.
    var clause: String? { note ?? before.map { "before \($0)" } }
}

extension AcceptedAnswer {
    /// A JSON document, as the runner itself writes it (dmr-contract §0.3).
    static func json(_ shape: JSONShape, status: Int = 200) -> AcceptedAnswer {
        AcceptedAnswer(
            status: status, headers: [.value("Content-Type", ["application/json"])],
            body: .json(shape, lineFeed: true))
    }

    /// An error: a line of text (dmr-contract §0.3).
    static func refusal(_ status: Int, _ line: String) -> AcceptedAnswer {
        AcceptedAnswer(
            status: status,
            headers: [
                .value("Content-Type", ["text/plain; charset=utf-8"]),
                .value("X-Content-Type-Options", ["nosniff"]),
            ], body: .text([line + "\n"]))
    }

    /// Another place to ask at.
    static func moved(to location: String, status: Int = 301, body: BodyRule) -> AcceptedAnswer {
        AcceptedAnswer(
            status: status, headers: [.value("Location", [location, "{prefix}\(location)"])],
            body: body)
    }

    /// A status and no body.
    static func empty(_ status: Int, _ headers: [HeaderRule] = []) -> AcceptedAnswer {
        AcceptedAnswer(status: status, headers: headers, body: .empty)
    }

    func with(_ headers: HeaderRule...) -> AcceptedAnswer {
        var result = self
        result.headers += headers
        return result
    }

    /// The same, which is so only in a case that the clause names.
    func only(_ note: String) -> AcceptedAnswer {
        var result = self
        result.note = note
        return result
    }

    /// The same, which is so only before a release.
    func before(_ release: String) -> AcceptedAnswer {
        var result = self
        result.before = release
        return result
    }

    static let notFound = refusal(404, "not found")
    static let pageNotFound = refusal(404, "404 page not found")
}
