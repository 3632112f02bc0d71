import MNCore

@testable import MNRunner
@testable import MNSim

/// A client with a clock of its own that talks to a fake runner.
struct Client {
    var runner: FaultyRunner
    var now = Duration.seconds(1_795_467_509)

    init(_ state: RunnerState = Client.usualState(), faults: [RunnerFault] = []) {
        runner = FaultyRunner(FakeRunner(state, at: now), faults: faults)
    }

    /// A runner without models whose registry has two, of 8 and of 30 MiB.
    static func usualState(bandwidth: ByteCount? = nil) -> RunnerState {
        var state = RunnerState()
        state.registry = Registry([
            offer("docker.io/ai/small:latest", mebibytes: 8, bandwidth),
            offer("docker.io/ai/large:latest", mebibytes: 30, bandwidth),
        ])
        return state
    }

    /// The same with the small model in the store.
    static func stateWithSmall() -> RunnerState {
        var state = usualState()
        state.models = state.registry.offers.prefix(1).compactMap { offer in
            offer.content.map { StoredModel(content: $0, tags: [offer.reference]) }
        }
        return state
    }

    private static func offer(
        _ reference: String, mebibytes: Int, _ bandwidth: ByteCount?
    ) -> RegistryOffer {
        var content = ModelContent(
            simulating: reference, size: ByteCount(mebibytes << 20),
            configuration: ModelConfiguration(architecture: "llama", size: "\(mebibytes) MiB"))
        content.layers.append(
            ModelContent.Layer(
                digest: DeterministicID.digest("licence"), size: ByteCount(1000), kind: .licence))
        return RegistryOffer(reference, content, bandwidth: bandwidth)
    }

    mutating func send(
        _ method: String, _ target: String, _ body: String = "", headers: HTTPHeaders = [:]
    ) -> FakeResponse {
        runner.respond(
            to: HTTPRequest(method, target, headers: headers, body: Array(body.utf8)), at: now)
    }

    mutating func get(_ target: String, headers: HTTPHeaders = [:]) -> FakeResponse {
        send("GET", target, headers: headers)
    }

    mutating func post(
        _ target: String, _ body: String = "", headers: HTTPHeaders = [:]
    ) -> FakeResponse {
        send("POST", target, body, headers: headers)
    }

    mutating func pull(_ name: String, accept: String? = "application/json") -> FakeResponse {
        let headers = HTTPHeaders(accept.map { [("Accept", $0)] } ?? [])
        return post("/models/create", #"{"from":"\#(name)"}"#, headers: headers)
    }

    mutating func chat(_ model: String, isStreamed: Bool = false) -> FakeResponse {
        post(
            "/v1/chat/completions",
            #"{"model":"\#(model)","messages":[{"role":"user","content":"hi"}],"#
                + #""stream":\#(isStreamed)}"#)
    }

    mutating func wait(_ time: Duration) {
        now += time
        runner.advance(to: now)
    }

    /// The tags of all stored models.
    var tags: [String] { runner.runner.state.models.flatMap(\.tags) }
}

extension FakeResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
    var status: Int? { head?.status }
    var json: JSON? { try? JSON.parse(text) }
    var lines: [Substring] { text.split(separator: "\n") }
}
