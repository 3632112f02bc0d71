import MNCore

/// A request, and the answers to it that the contract allows.
package struct ContractCheck: Hashable, Sendable {
    package let name: String
    var request: Request
    /// The first is the usual one.
    var accepted: [AcceptedAnswer]
    /// The paragraph of the contract: `1.3.1`.
    var paragraph: String
    /// The checks that have to be made before; only checks that change something have some.
    var after: [String] = []
    /// Whether it changes what the runner has.
    package var isChanging = false
    /// The longest wait for the next byte.
    var limits = RunnerLimits.remove

    /// A request with holes in its texts.
    struct Request: Hashable, Sendable {
        enum Body: Hashable, Sendable {
            case text(String)
            case blanks(Int)
        }

        var method: String
        var target: String
        var headers: [[String]] = []
        var body = Body.text("")
    }

    init(
        _ name: String, _ request: Request, _ accepted: AcceptedAnswer..., in paragraph: String
    ) {
        self.name = name
        self.request = request
        self.accepted = accepted
        self.paragraph = paragraph
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

    /// The same with other limits of time.
    func within(_ limits: RunnerLimits) -> ContractCheck {
        var check = self
        check.limits = limits
        return check
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
            headers: HTTPHeaders(request.headers.map { ($0[0], $0[1]) }), body: body)
    }

    /// The request in a line: `GET /models, Origin: http://localhost:3000`.
    package func words(_ facts: ContractFacts) -> String {
        var parts = ["\(request.method) \(facts.filled(request.target))"]
        parts += request.headers.map { "\($0[0]): \($0[1])" }
        switch request.body {
        case .text(""): break
        case .text(let text): parts.append(facts.filled(text))
        case .blanks(let count): parts.append("a body of \(ByteCount(count))")
        }
        return Sanitized.line(parts.joined(separator: ", "))
    }

    /// Where the contract says it.
    package var source: String { "dmr-contract §\(paragraph)" }
}

extension ContractCheck.Request {
    static func get(_ target: String, _ headers: [String]...) -> Self {
        Self(method: "GET", target: target, headers: headers)
    }

    static func head(_ target: String) -> Self { Self(method: "HEAD", target: target) }

    static func options(_ target: String, _ headers: [String]...) -> Self {
        Self(method: "OPTIONS", target: target, headers: headers)
    }

    static func put(_ target: String) -> Self { Self(method: "PUT", target: target) }

    static func delete(_ target: String) -> Self { Self(method: "DELETE", target: target) }

    static func post(_ target: String, _ body: String = "", _ headers: [String]...) -> Self {
        Self(method: "POST", target: target, headers: headers, body: .text(body))
    }
}
