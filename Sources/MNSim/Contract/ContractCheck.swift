import MNCore

/// A request, and the answers to it that the contract allows.
package struct ContractCheck: Hashable, Sendable {
    package let name: String
    let request: Request
    /// The first is the usual one.
    let accepted: [AcceptedAnswer]
    /// The paragraph of the contract: `1.3.1`.
    let paragraph: String
    /// The checks that have to be made before; only checks that change something have some.
    let after: [String]
    /// Whether it changes what the runner has.
    package let isChanging: Bool
    /// The longest wait for the next byte.
    let limits: RunnerLimits
    /// What the later checks have to know, and this one finds out.
    let lesson: Lesson?

    /// A request with holes in its texts.
    struct Request: Hashable, Sendable {
        enum Body: Hashable, Sendable {
            case text(String)
            case blanks(Int)
        }

        var method: String
        var target: String
        var headers: HTTPHeaders
        var body: Body
    }

    enum Lesson: String, CaseIterable, Sendable {
        /// The model that was pulled is there, and has this id.
        case model
        /// The backend that runs the model.
        case backend
    }

    /// What came of a check.
    enum Judgement: Hashable, Sendable {
        /// As the contract has it; the clause says when it is so, if not always.
        case holds(String?)
        case differs(ContractDifference)
    }

    /// Holds an answer against the contract.
    func judgement(of response: HTTPResponse, _ facts: ContractFacts) -> Judgement {
        let allowed = accepted.filter { $0.isAllowed(facts) }
        let alike = allowed.filter { $0.status == response.head.status }
        for answer in alike where answer.difference(response, facts) == nil {
            return .holds(answer.clause)
        }
        if let difference = alike.first?.difference(response, facts) { return .differs(difference) }
        let type = response.head.headers["Content-Type"]
        return .differs(
            ContractDifference(
                wanted: "status " + Words.list(Self.statuses(allowed), "or"),
                found: "status \(response.head.status), "
                    + (type.map { ContractQuote.of(header: $0) + ", " } ?? "")
                    + ContractQuote.of(response.body)))
    }

    /// Each status once, and when it is so, if not always.
    private static func statuses(_ answers: [AcceptedAnswer]) -> [String] {
        var words: [String] = []
        var statuses: Set<Int> = []
        for answer in answers where statuses.insert(answer.status).inserted {
            words.append("\(answer.status)" + (answer.clause.map { " (\($0))" } ?? ""))
        }
        return words
    }

    /// The request as it is sent.
    func request(_ facts: ContractFacts) -> HTTPRequest {
        let body: [UInt8]
        switch request.body {
        case .text(let text): body = Array(facts.filled(text).utf8)
        case .blanks(let count): body = [UInt8](repeating: UInt8(ascii: " "), count: count)
        }
        return HTTPRequest(
            request.method, facts.filled(request.target),
            headers: request.headers, body: body)
    }

    /// The request in a line: `GET /models, Origin: http://localhost:3000`.
    package func words(_ facts: ContractFacts) -> String {
        var parts = ["\(request.method) \(facts.filled(request.target))"]
        parts += request.headers.fields.map { "\($0.name): \($0.value)" }
        switch request.body {
        case .text(""): break
        case .text(let text): parts.append(facts.filled(text))
        case .blanks(let count): parts.append("a body of \(ByteCount(count))")
        }
        return Sanitized.line(parts.joined(separator: ", "))
    }

    /// Where the contract says it.
    package var source: String { "dmr-contract §\(paragraph)" }

    /// The checks whose names match, with those that have to be made before them; without patterns,
    /// all.
    ///
    /// - Parameter patterns: names in which `*` stands for any letters.
    package static func selected(
        _ patterns: [String], changing: Bool
    ) throws(ContractFault) -> [ContractCheck] {
        let possible = all.filter { changing || !$0.isChanging }
        if patterns.isEmpty { return possible }
        var names: Set<String> = []
        for pattern in patterns {
            let glob = Glob(pattern)
            let found = possible.filter { glob.matches($0.name) }.map(\.name)
            if found.isEmpty {
                throw .unknownCheck(
                    pattern, suggestion: Spelling.nearest(to: pattern, in: possible.map(\.name)))
            }
            names.formUnion(found)
        }
        // What a check needs stands before it.
        for check in possible.reversed() where names.contains(check.name) {
            names.formUnion(check.after)
        }
        return possible.filter { names.contains($0.name) }
    }
}
