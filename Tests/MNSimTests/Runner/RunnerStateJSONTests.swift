import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A runner state` {
    private func read(_ text: String) throws -> RunnerState {
        try RunnerState(JSONField(try JSON.parse(text)))
    }

    @Test func `reads back what it wrote`() throws {
        var state = RecordedGiven.loaded([.tinyrec, .embedrecPooled])
        state.kind = .dockerDesktop
        state.system = .macOS
        state.availability = .storeBroken
        state.version = nil
        state.backends[1].changes = [RunnerBackend.Change(after: .seconds(5), status: "Error: x")]
        state.partials = [RecordedModel.midrec.layers[0].digest: ByteCount(5)]
        state.orphans = [RecordedModel.midrec.layers[1].digest: ByteCount(6)]
        state.diskFree = ByteCount(7)
        state.gpuMemory = ByteCount(8)
        state.backendSize = nil
        state.registry.isOffline = true
        state.models[1].content.behaviour = ModelBehaviour(
            loadTime: .milliseconds(1500), loadFailure: .signalled("killed"),
            crash: .beforeAnswer(words: "bye", exitCode: 3), voice: ["a"], tokensPerSecond: 2.5,
            charactersPerToken: 2, embeddingLength: 4)
        state.configurations = [
            RuntimeConfiguration(
                key: state.runners[0].key, modelName: state.runners[0].key.modelID, contextSize: -1,
                flags: ["--temp", "1"], keepAlive: .forever, extras: ["vllm": [:]])
        ]
        #expect(try RunnerState(JSONField(state.json)) == state)
    }

    @Test(arguments: [
        "hf.Co/o", "HF.CO/Org/Model:Q4", "Docker.io/ai/X", "index.docker.io/x", "hf.co/hf.co/o",
    ])
    func `reads back the reference of an offer that it wrote`(reference: String) throws {
        let state = try read(
            """
            {"schema": "mn.runner-state/1",
             "registry": [{"reference": "\(reference)", "answer": "denied"}]}
            """)
        let again = try RunnerState(JSONField(state.json))
        #expect(again.json == state.json)
        #expect(again.registry == state.registry)
    }

    @Test func `keeps how long its engines were idle`() throws {
        var client = Client(Client.stateWithSmall())
        _ = client.chat("ai/small")
        client.wait(.seconds(100))
        let state = try RunnerState(JSONField(client.runner.runner.state.json))
        var later = Client(state)
        later.wait(.seconds(199))
        #expect(later.get("/engines/ps").json?.array?.count == 1)
        later.wait(.seconds(1))
        #expect(later.get("/engines/ps").text == "[]\n")
    }

    @Test func `without a file is up and empty and offers what it is given`() {
        var client = Client()
        #expect(client.get("/").text == "Docker Model Runner is running")
        #expect(client.get("/models").text == "[]\n")
        let pull = client.pull("ai/small")
        #expect(pull.endAfter == .zero)
        #expect(client.tags == ["docker.io/ai/small:latest"])
    }

    @Test func `takes offers only where it names none`() throws {
        let offers = Client.usualState().registry.offers
        let field = JSONField(["schema": "mn.runner-state/1"])
        #expect(try RunnerState(field, offers: offers).registry.offers == offers)
        let own = JSONField(["schema": "mn.runner-state/1", "registry": []])
        #expect(try RunnerState(own, offers: offers).registry.offers.isEmpty)
    }

    @Test(arguments: [
        #"{"schema": "mn.runner-state/2"}"#, #"[]"#,
        #"{"schema": "mn.runner-state/1", "modles": []}"#,
        #"{"schema": "mn.runner-state/1", "engine": "Podman"}"#,
        #"{"schema": "mn.runner-state/1", "models": [{"tags": ["ai/x"]}]}"#,
        #"{"schema": "mn.runner-state/1", "models": [{"bytes": 1, "id": "sha256:12"}]}"#,
        #"{"schema": "mn.runner-state/1", "registry": [{"reference": "ai/x"}]}"#,
        #"{"schema": "mn.runner-state/1", "registry": [{"reference": "A B", "bytes": 1}]}"#,
        #"{"schema": "mn.runner-state/1", "registry": [{"reference": "ai/x", "answer": "maybe"}]}"#,
        #"{"schema": "mn.runner-state/1", "gpuMemoryBytes": -1}"#,
    ])
    func `refuses what it does not understand`(_ text: String) {
        #expect(throws: JSONFault.self) { try read(text) }
    }

    @Test func `gives equal bytes for equal requests`() {
        func play() -> [FakeResponse] {
            var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
            var responses = [client.pull("ai/small"), client.pull("ai/large")]
            client.wait(.seconds(40))
            responses += [client.chat("small"), client.chat("large", isStreamed: true)]
            return responses + [client.get("/engines/requests"), client.get("/metrics")]
        }
        #expect(play() == play())
    }
}
