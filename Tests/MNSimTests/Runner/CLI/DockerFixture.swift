import MNCore

@testable import MNRunner
@testable import MNSim

/// A docker for tests: commands in, texts out.
struct DockerFixture {
    var docker: FakeDocker
    var now = DockerFixture.start

    static let start = Duration.seconds(1_795_468_089)

    init(_ change: (inout RunnerState) -> Void = { _ in }) {
        var state = RunnerState()
        state.registry = Registry([
            RegistryOffer("docker.io/ai/tinyrec:latest", RecordedModel.tinyrec),
            RegistryOffer(
                "docker.io/ai/midrec:latest", RecordedModel.midrec,
                bandwidth: ByteCount(10_000_000)),
        ])
        change(&state)
        docker = FakeDocker(FaultyRunner(FakeRunner(state, at: Self.start)))
    }

    /// Runs `docker model` with these words, and lets its time pass.
    mutating func model(
        _ words: String..., environment: [String: String] = [:],
        terminal: TerminalSize? = nil, input: String? = nil, interruptedAfter: Duration? = nil
    ) -> CommandScript {
        let call = DockerCall(
            ["docker", "model"] + words, environment: environment, terminal: terminal,
            input: input, interruptedAfter: interruptedAfter)
        let script = docker.run(call, at: now)
        now += script.endAfter + .seconds(1)
        docker.runner.advance(to: now)
        return script
    }

    /// The answer of the other face.
    mutating func get(_ path: String) -> String {
        let response = docker.runner.respond(to: HTTPRequest("GET", path), at: now)
        return String(decoding: response.body, as: UTF8.self)
    }
}

extension RunnerState {
    mutating func store(_ content: ModelContent, as tag: String) {
        models.append(StoredModel(content: content, tags: [tag]))
    }
}
