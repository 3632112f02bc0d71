import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// What was measured beside a real Docker Model Runner v1.2.6 on 26 November 2026, beyond the recordings.
@Suite struct `A fake runner beside a real one` {
    private static func archive(_ files: [(String, String)]) -> [UInt8] {
        files.flatMap { TarArchive.entry($0.0, Array($0.1.utf8)) }
            + [UInt8](repeating: 0, count: 1024)
    }

    private static let configuration =
        #"{"config":{"format":"gguf","quantization":"Q4_K_M","parameters":"361.82 M","#
        + #""architecture":"llama","size":"256.35 MiB","gguf":{"general.name":"Real"},"#
        + #""context_size":2048},"descriptor":{"created":"2026-11-23T20:56:39Z"},"#
        + #""rootfs":{"type":"rootfs","diff_ids":[]}}"#
    private static let weights = DeterministicID.digest("weights")
    private static let licence = DeterministicID.digest("licence")

    private static var manifest: String {
        let digest = SHA256.name(Array(configuration.utf8))
        return #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","#
            + #""config":{"mediaType":"application/vnd.docker.ai.model.config.v0.1+json","#
            + #""size":1,"digest":"\#(digest)"},"layers":["#
            + #"{"mediaType":"application/vnd.docker.ai.gguf.v3","size":1000,"digest":"\#(weights)"},"#
            + #"{"mediaType":"application/vnd.docker.ai.license","size":5,"digest":"\#(licence)"}]}"#
    }

    private static func blob(_ text: String) -> (String, String) {
        ("blobs/sha256/\(SHA256.name(Array(text.utf8)).dropFirst(7))", text)
    }

    /// `docker model package` writes the manifest itself; an OCI layout has an index.
    private static let archives: [[UInt8]] = [
        archive([blob(configuration), ("manifest.json", manifest)]),
        archive([
            ("oci-layout", "{}"), blob(configuration), blob(manifest),
            (
                "index.json",
                #"{"manifests":[{"digest":"\#(SHA256.name(Array(manifest.utf8)))"}]}"#
            ), ("manifest.json", "[]"),
        ]),
    ]

    @Test func `B3 loads the archive of a real model`() throws {
        for archive in Self.archives {
            var client = Client()
            let request = HTTPRequest("POST", "/models/load", body: archive)
            let response = client.runner.respond(to: request, at: client.now)
            #expect(response.status == 200)
            #expect(response.text.contains("Model loaded successfully"))
            let model = try #require(client.get("/models").json?.array?.first)
            #expect(model["id"]?.string == SHA256.name(Array(Self.manifest.utf8)))
            #expect(model["tags"] == nil)
            #expect(model["created"] == 1_795_467_399)
            #expect(model["config"]?["parameters"] == "361.82 M")
            #expect(model["config"]?["gguf"]?["general.name"] == "Real")
            let layers = client.runner.runner.state.models[0].content.layers
            #expect(layers.map(\.kind) == [.weights, .licence])
            #expect(layers.map(\.size) == [ByteCount(1000), ByteCount(5)])
        }
    }

    @Test func `B3 refuses what is no archive of a model`() {
        let whole = Self.archives[0]
        for (bytes, words) in [
            (Array(whole.prefix(700)), "unexpected EOF"), (Array("hello".utf8), "unexpected EOF"),
            (Self.archive([("blobs/x", "y")]), "manifest not found"),
            (Self.archive([("manifest.json", "{}")]), "unexpected EOF"),
            (Self.archive([("manifest.json", "[]")]), "manifest not found"),
            (Self.archive([("manifest.json", Self.manifest)]), "unexpected EOF"),
        ] {
            var client = Client()
            let request = HTTPRequest("POST", "/models/load", body: bytes)
            let response = client.runner.respond(to: request, at: client.now)
            #expect(response.status == 500)
            #expect(response.text.contains(words), "\(response.text)")
        }
    }

    @Test func `B4 puts idle models out even for a request that it cannot serve`() {
        var state = Client.usualState()
        state.slotLimit = 2
        var client = Client(state)
        for name in ["small", "large"] {
            _ = client.pull("ai/\(name)")
            _ = client.chat("ai/\(name)")
        }
        #expect(client.get("/engines/ps").json?.array?.count == 2)
        let images = client.post("/v1/images/generations", #"{"model":"ai/small","prompt":"x"}"#)
        #expect(images.status == 500)
        #expect(images.text.contains(#"unsupported backend mode "image-generation""#))
        #expect(client.get("/engines/ps").text == "[]\n")
    }

    @Test func `B4 leaves them alone while there is room`() {
        var client = Client(Client.stateWithSmall())
        _ = client.chat("ai/small")
        _ = client.post("/v1/images/generations", #"{"model":"ai/small","prompt":"x"}"#)
        #expect(client.get("/engines/ps").json?.array?.count == 1)
    }

    @Test(arguments: [
        ("ai/nosuch", #"failed to pull model \"ai/nosuch:latest\": UNKNOWN - resolving"#),
        (
            "ai/small:no",
            #"failed to pull model \"ai/small:no\": MANIFEST_UNKNOWN - Model not found"#
        ),
    ])
    func `B5 tells a failed pull of Ollama's in chunks`(_ name: String, _ words: String) {
        var client = Client()
        let response = client.post("/api/pull", #"{"model":"\#(name)"}"#)
        #expect(response.status == 500)
        #expect(response.isChunked)
        #expect(response.head?.headers["Cache-Control"] == "no-cache")
        #expect(response.head?.headers["Connection"] == "keep-alive")
        #expect(response.head?.headers["Content-Type"] == "application/json")
        #expect(response.text.contains(words), "\(response.text)")
    }

    @Test func `B7 does not load a model whose draft model is missing`() {
        var client = Client(Client.stateWithSmall())
        let configured = client.post(
            "/engines/_configure",
            #"{"model":"ai/small","speculative":{"draft_model":"ai/nosuch"}}"#)
        #expect(configured.status == 202)
        let response = client.chat("ai/small")
        #expect(response.status == 500)
        #expect(response.text.contains("failed to get draft model"))
        _ = client.post(
            "/engines/_configure",
            #"{"model":"ai/small","speculative":{"draft_model":"ai/small"}}"#)
        #expect(client.chat("ai/small").status == 200)
    }

    private static func diskUsage(_ client: inout Client) -> Int {
        client.get("/engines/df").json?["models_disk_usage"]?.integer ?? -1
    }

    @Test func `B8 counts the files of a model twice once it was loaded`() {
        var client = Client(Client.stateWithSmall())
        let before = Self.diskUsage(&client)
        _ = client.chat("ai/small")
        let after = Self.diskUsage(&client)
        #expect(after - before >= 8 << 20)
        #expect(after - before < (8 << 20) + 1000)
        client.wait(.seconds(301))
        #expect(client.get("/engines/ps").text == "[]\n")
        #expect(Self.diskUsage(&client) == after)
        let state = try? RunnerState(JSONField(client.runner.runner.state.json))
        #expect(state?.models.first?.isUnpacked == true)
    }

    @Test func `B8 counts 44 bytes for a store that became empty, 42 for a new one`() {
        var client = Client(Client.stateWithSmall())
        _ = client.send("DELETE", "/models/ai/small")
        #expect(Self.diskUsage(&client) == 44)
        client.runner.runner.state.restart(at: client.now)
        #expect(Self.diskUsage(&client) == 44)
        _ = client.send("DELETE", "/models/purge")
        #expect(Self.diskUsage(&client) == 42)
    }

    @Test func `B9 has no name for a configuration whose model lost its tag`() {
        var client = Client(Client.stateWithSmall())
        _ = client.post("/engines/_configure", #"{"model":"ai/small","context-size":512}"#)
        client.runner.runner.state.models[0].tags = []
        #expect(client.get("/engines/_configure").json?.array?.first?["Model"] == "")
    }

    @Test func `B10 refuses a repository of more than 255 letters`() {
        var client = Client()
        for (length, status) in [(252, 500), (253, 400), (4 << 20, 400)] {
            let response = client.pull("ai/" + String(repeating: "a", count: length))
            #expect(response.status == status, "\(length)")
            if status == 400 { #expect(response.text == "Invalid model reference\n") }
        }
    }

    @Test func `B11 says why vLLM is gone`() {
        var client = Client()
        _ = client.post("/engines/uninstall-backend", #"{"backend":"vllm"}"#)
        #expect(
            client.get("/engines/status").json?["vllm"] == "Not Installed: binary not found")
    }

    @Test(arguments: [
        ("not a url", #"parse "http://not a url": invalid character " " in host name"#),
        ("http://a\u{1}b", "net/url: invalid control character in URL"),
        ("http://:::bad", #"invalid port ":bad" after host"#),
    ])
    func `B12 does not ask at an address that is none`(_ host: String, _ words: String) {
        guard case .failure(let problem) = RunnerEndpoint.manual(host) else {
            Issue.record("\(host) is taken")
            return
        }
        #expect(problem.words.hasPrefix("invalid model runner URL ("))
        #expect(problem.words.contains(words), "\(problem.words)")
    }

    @Test func `B13 names the part of the runner in its log, and bad tags in lower case`() {
        var client = Client(Client.stateWithSmall())
        _ = client.get("/models")
        let log = client.get("/logs").text
        #expect(log.contains(#"msg="Successfully initialized store" component=model-manager"#))
        #expect(log.contains(#"msg="Listing available models" component=model-manager"#))
        #expect(!log.contains(#"/metrics" component"#))
        let response = client.post("/models/ai/small/tag?repo=ai/Bad!Name&tag=V1")
        #expect(response.text.contains(#"invalid reference "ai/bad!name:V1""#), "\(response.text)")
    }

    @Test(arguments: [
        ("llama.cpp", RunnerSystem.linux, "llama.cpp"), ("vllm", .linux, "vLLM"),
        ("vllm", .macOS, "vllm-metal"), ("mlx", .macOS, "MLX"), ("sglang", .linux, "SGLang"),
        ("diffusers", .linux, "Diffusers"),
    ])
    func `tells a crash in the engine's own name`(
        _ backend: String, _ system: RunnerSystem, _ name: String
    ) {
        var state = Client.stateWithSmall()
        state.system = system
        state.backends = ["llama.cpp", "vllm", "mlx", "sglang", "diffusers"].map {
            RunnerBackend(name: $0, status: $0 == backend ? "Running: x" : "Not Installed")
        }
        let isImages = backend == "diffusers"
        state.models[0].content.configuration.format =
            isImages ? "diffusers" : backend == "llama.cpp" ? "gguf" : "safetensors"
        for (crash, ending) in [
            (
                ModelBehaviour.Crash.beforeAnswer(words: nil, exitCode: 9),
                "exit status: exit status 9"
            ),
            (.beforeAnswer(words: "bye", exitCode: 1), "failed: bye"),
        ] {
            state.models[0].content.behaviour.crash = crash
            var client = Client(state)
            let response =
                isImages
                ? client.post("/v1/images/generations", #"{"model":"ai/small","prompt":"x"}"#)
                : client.chat("ai/small")
            #expect(response.status == 500)
            #expect(
                response.json?["message"]?.string
                    == "\(name) terminated unexpectedly: \(name) \(ending)")
        }
        state.models[0].content.behaviour.crash = nil
        state.models[0].content.behaviour.loadFailure = .outOfMemory
        var client = Client(state)
        let load =
            isImages
            ? client.post("/v1/images/generations", #"{"model":"ai/small","prompt":"x"}"#)
            : client.chat("ai/small")
        #expect(load.text.contains("\(name) terminated unexpectedly: \(name) failed: "))
    }
}
