import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// The checks against what a real runner answered.
@Suite struct `The contract and the recordings` {
    static let facts: ContractFacts = {
        var facts = ContractBench.facts("ai/tinyrec")
        facts.id = RecordedModel.tinyrec.id
        facts.release = RunnerRelease("v1.2.6")
        facts.unknown = "ai/nosuch"
        facts.secondRepository = "ai/other"
        facts.secondTag = "v1"
        return facts
    }()

    /// Recordings of a request that a check makes too, but of a runner in another state: a model that
    /// is there already, or not yet, or no more; an engine that is missing, busy or dies.
    static let otherState: [String: [String]] = [
        "pull": ["114", "118"], "pull-again": ["113", "254", "415", "455"],
        "pulled-listed": ["003", "072", "252", "414", "457"], "pulled-openai-listed": ["458"],
        "pulled-ollama": ["010", "459"], "chat": ["380", "428", "432", "433", "436", "437", "438"],
        "loaded": ["012", "367", "379", "400", "423"], "chat-stream": ["417", "429"],
        "unload": ["445"], "unload-again": ["337", "402"], "configuration-forgotten": ["363"],
        "delete": ["247"], "delete-again": ["378", "446"],
        "deleted-not-listed": ["125", "133", "209", "457"],
    ]

    /// Recordings of a request that is another only in a name or a number.
    static let alike: [(check: String, recording: String, unknown: String)] = [
        ("model-action-unknown", "184", "ai/tinyrec"),
        ("openai-model-unknown", "178", "ai/tinyrec:nope"),
        ("chat-unknown-backend", "271", "ai/tinyrec"), ("configure", "344", "ai/nosuch"),
        ("inspect-other-tag", "152", "ai/nosuch"), ("chat-full-name", "287", "ai/nosuch"),
        ("delete-one-name", "244", "ai/nosuch"), ("unload-backend", "339", "ai/nosuch"),
        ("embeddings-unknown", "420", "ai/nosuch"), ("ollama-chat-get", "330", "ai/nosuch"),
    ]

    /// Checks of which there is no recording.
    static let unrecorded: Set<String> = [
        "logs-bad-follow", "api-redirect", "unload-get", "root-foreign", "models-slash",
        "openai-models-any-backend", "status", "configurations-backend", "requests-unknown",
        "chat-too-large", "ollama-version", "responses-unknown", "inspect-id",
        "configuration-forgotten", "origin-local",
    ]

    /// A request without its content type, which no runner looks at (dmr-contract §0.3).
    static func key(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.headers = HTTPHeaders(
            request.headers.fields.filter { $0.name != "Content-Type" }
                .map { ($0.name, $0.value) }.sorted { $0.0 < $1.0 })
        return request
    }

    @Test(.enabled(if: RecordedExchange.folder != nil, "no ../shared/dmr beside the package"))
    func `agree wherever they speak of one request`() throws {
        // The one without a Host header is no request that a client of ours can make.
        let exchanges = try RecordedExchange.all().filter {
            !$0.isRaw && !$0.isCut && $0.name != "068-no-host"
        }
        let byRequest = Dictionary(grouping: exchanges, by: { Self.key($0.request) })
        var compared: Set<String> = []
        for check in ContractCheck.all {
            let others = Self.otherState[check.name] ?? []
            for exchange in byRequest[Self.key(check.request(Self.facts))] ?? [] {
                let isOther = others.contains { exchange.name.hasPrefix("\($0)-") }
                #expect(
                    Self.difference(check, exchange, Self.facts) == nil || isOther,
                    "\(check.name), \(exchange.name)")
                if !isOther { compared.insert(check.name) }
            }
        }
        for (name, recording, unknown) in Self.alike {
            let check = try #require(ContractCheck.all.first { $0.name == name })
            let exchange = try #require(exchanges.first { $0.name.hasPrefix("\(recording)-") })
            var facts = Self.facts
            facts.unknown = unknown
            #expect(Self.difference(check, exchange, facts) == nil, "\(name), \(exchange.name)")
            compared.insert(name)
        }
        let rest = Set(ContractCheck.all.map(\.name)).subtracting(compared)
        #expect(rest == Self.unrecorded)
        print("checks held against recordings: \(compared.count) of \(ContractCheck.all.count)")
    }

    static func difference(
        _ check: ContractCheck, _ exchange: RecordedExchange, _ facts: ContractFacts
    ) -> ContractDifference? {
        let response = HTTPResponse(
            HTTPResponseHead(status: exchange.status, headers: exchange.headers),
            body: Array(exchange.body.utf8))
        guard case .differs(let difference) = check.judgement(of: response, facts) else {
            return nil
        }
        return difference
    }
}
