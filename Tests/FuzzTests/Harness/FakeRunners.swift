import MNCore

@testable import MNRunner
@testable import MNSim

/// Fake runners in a given state, and what they promise.
enum FakeRunners {
    static let start = Duration.seconds(1_795_467_509)

    /// A runner with a small model, whose registry has it and a larger one.
    static let usual: RunnerState = {
        var state = RunnerState()
        state.registry = Registry(
            [("docker.io/ai/small:latest", 8), ("docker.io/ai/large:latest", 30)].map {
                name, size in
                RegistryOffer(
                    name,
                    ModelContent(
                        simulating: name, size: ByteCount(size << 20),
                        configuration: ModelConfiguration(
                            architecture: "llama", size: "\(size) MiB")))
            })
        state.models = state.registry.offers.prefix(1).compactMap { offer in
            offer.content.map { StoredModel(content: $0, tags: [offer.reference]) }
        }
        return state
    }()

    /// What clients ask; NAME is the first model that is there.
    private static let requests: [(method: String, target: String, body: String)] = [
        ("GET", "/models", ""), ("GET", "/models/NAME", ""), ("GET", "/engines/df", ""),
        ("GET", "/engines/ps", ""), ("GET", "/engines/status", ""),
        ("GET", "/engines/_configure", ""), ("GET", "/engines/v1/models", ""),
        ("GET", "/api/tags", ""), ("GET", "/metrics", ""),
        ("POST", "/models/create", #"{"from":"ai/small"}"#),
        ("POST", "/models/create", #"{"from":"NAME"}"#),
        (
            "POST", "/v1/chat/completions",
            #"{"model":"NAME","messages":[{"role":"user","content":"hi"}],"max_tokens":3}"#
        ),
        ("GET", "/api/ps", ""), ("POST", "/engines/unload", #"{"all":true}"#),
        ("DELETE", "/models/NAME?force=1", ""), ("DELETE", "/models/purge", ""),
        ("GET", "/models", ""),
    ]

    private static let commands = [
        ["list"], ["ls", "--json"], ["df"], ["ps"], ["status"], ["inspect", "NAME"],
        ["pull", "NAME"], ["rm", "-f", "NAME"],
    ]

    /// The state is written as it is read, and a runner in it answers both faces by its own rules.
    static func check(_ state: RunnerState, faults: [RunnerFault] = []) throws {
        let json = state.json
        let again = try? RunnerState(JSONField(json))
        try promiseEqual(again?.models, state.models, "the models of a state are read back")
        try promiseEqual(again?.json, json, "a state is written the same again")
        // A file may state what no runner comes to.
        let isSound = (try? checkBooks(state)) != nil
        let name = state.models.first { !$0.tags.isEmpty }?.tags.first ?? "ai/small"
        var runner = FaultyRunner(FakeRunner(state, at: start), faults: faults)
        var now = start
        for request in requests {
            let response = runner.respond(
                to: HTTPRequest(
                    request.method, request.target.replacing("NAME", with: name),
                    body: Array(request.body.replacing("NAME", with: name).utf8)), at: now)
            // A fault may state any length.
            if faults.isEmpty { try check(response) }
            now += .seconds(2)
            runner.advance(to: now)
        }
        if isSound { try checkBooks(runner.runner.state) }
        var docker = FakeDocker(FaultyRunner(FakeRunner(state, at: start), faults: faults))
        now = start
        for words in commands {
            let script = docker.run(
                DockerCall(["docker", "model"] + words.map { $0 == "NAME" ? name : $0 }), at: now)
            try check(script)
            now += .seconds(2)
            docker.runner.advance(to: now)
        }
    }

    static func check(_ response: FakeResponse) throws(BrokenPromise) {
        let times = response.pieces.map(\.after)
        try promise(times == times.sorted(), "pieces come in their order")
        try promise(response.endAfter >= times.last ?? .zero, "the end comes last")
        guard let head = response.head else { return }
        try promise((200...599).contains(head.status), "a status is one: \(head.status)")
        if let length = head.headers["Content-Length"], !response.body.isEmpty,
            response.ending == .complete
        {
            try promiseEqual(length, String(response.body.count), "a length is that of the body")
        }
    }

    static func check(_ script: CommandScript) throws(BrokenPromise) {
        let times = script.pieces.map(\.after)
        try promise(times == times.sorted(), "an output comes in its order")
        try promise(script.exit.map((0...255).contains) ?? true, "an exit code is one")
    }

    static func checkBooks(_ state: RunnerState) throws(BrokenPromise) {
        let tags = state.models.flatMap(\.tags)
        try promise(Set(state.models.map(\.id)).count == state.models.count, "an id is one model's")
        try promise(Set(tags).count == tags.count, "a tag is one model's")
        try promise(
            Set(state.runners.map(\.key)).count == state.runners.count, "a model is loaded once")
        try promise(
            state.work.pulls.count(where: \.isRunning) <= RunnerState.pullLimit,
            "not more pulls run than may")
        try promise(
            Set(state.partials.keys).isDisjoint(with: state.blobs.keys),
            "a file is whole or a part")
    }
}
