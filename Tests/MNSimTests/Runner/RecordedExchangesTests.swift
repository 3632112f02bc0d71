import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `The recorded exchanges` {
    /// Exchanges that the fake does not answer alike, each with the reason.
    static let reasons: [String: String] = [
        "299-chat-json-schema": "llama.cpp fails on a schema with the vocabulary of that model",
        "311-rerank": "the scores follow from the weights",
        "387-embeddings-ok": "the numbers follow from the weights",
        "388-embeddings-ok-many": "the numbers follow from the weights",
        "389-embeddings-base64": "the numbers follow from the weights",
        "390-embeddings-empty": "the numbers follow from the weights",
        "405-chat-logprobs": "the probabilities follow from the weights",
    ]

    @Test(.enabled(if: RecordedExchange.folder != nil, "no ../shared/dmr beside the package"))
    func `are answered by the fake as by a real runner`() throws {
        let exchanges = try RecordedExchange.all()
        #expect(exchanges.count > 300)
        var replay = RecordedReplay()
        var matched: [String: Int] = [:]
        var count: [String: Int] = [:]
        for exchange in exchanges {
            let response = replay.answer(to: exchange)
            let difference = ExchangeComparison(exchange: exchange, response: response).difference
            count[exchange.origin, default: 0] += 1
            if let difference {
                let reason = Self.reasons[exchange.name]
                #expect(reason != nil, "\(exchange.name): \(difference)")
            } else {
                matched[exchange.origin, default: 0] += 1
                #expect(
                    Self.reasons[exchange.name] == nil, "\(exchange.name) matches; drop its reason")
            }
        }
        for (origin, total) in count.sorted(by: { $0.key < $1.key }) {
            print(
                "recorded exchanges of origin \(origin): \(matched[origin] ?? 0) of \(total) match")
        }
        for (name, reason) in Self.reasons.sorted(by: { $0.key < $1.key }) {
            print("does not match: \(name): \(reason)")
        }
    }
}
