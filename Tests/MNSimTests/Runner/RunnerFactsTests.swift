import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// What a naive fake gets wrong; each test states one of the fifteen (dmr-contract 10).
@Suite struct `A fake runner` {
    @Test func `1 escapes progress lines as HTML unless asked for exactly application json`() {
        var client = Client()
        #expect(client.pull("ai/small").text.hasPrefix(#"{"type":"progress""#))
        for accept in [nil, "*/*", "application/json; charset=utf-8"] {
            let response = client.pull("ai/small", accept: accept)
            #expect(response.text.hasPrefix("{&#34;type&#34;:&#34;success&#34;"))
            #expect(response.head?.headers["Content-Type"] == "text/plain")
        }
    }

    @Test func `2 answers 200 to a pull that fails once a line was sent`() {
        var state = Client.usualState()
        state.registry.offers[0].transferFault = .cut(after: ByteCount(1 << 20))
        var client = Client(state)
        let response = client.pull("ai/small")
        #expect(response.status == 200)
        #expect(response.ending == .complete)
        #expect(response.lines.dropLast().last?.contains(#""type":"error""#) == true)
        #expect(response.lines.last?.hasPrefix("error while pulling model: writing image") == true)
        #expect(client.tags.isEmpty)
    }

    @Test(arguments: [
        (RegistryAnswer.tokenRefused, "Unauthorized"), (.notFound, "Model not found"),
    ])
    func `3 gives no error line when Hugging Face refuses its list`(
        _ answer: RegistryAnswer, _ word: String
    ) {
        var state = RunnerState()
        state.registry.offers = [
            RegistryOffer("huggingface.co/org/model:latest", nil, answer: answer)
        ]
        var client = Client(state)
        let response = client.pull("hf.co/org/model")
        #expect(response.status == 200)
        #expect(response.lines.count == 2)
        #expect(response.lines.first?.contains("Fetching file list...") == true)
        #expect(response.lines.last == word[...])
    }

    @Test func `4 answers 500 for a missing repository and 404 for a missing tag`() {
        var client = Client()
        let repository = client.pull("ai/nosuch")
        #expect(repository.status == 500)
        #expect(repository.text.contains("insufficient_scope: authorization failed"))
        let tag = client.pull("ai/small:nosuch")
        #expect(tag.status == 404)
        #expect(tag.text == "Model not found\n")
    }

    @Test func `5 shows tags with their registry`() {
        var client = Client()
        _ = client.pull("small")
        #expect(client.get("/models").json?.array?.first?["tags"] == ["docker.io/ai/small:latest"])
        #expect(
            client.get("/v1/models").json?["data"]?.array?.first?["id"]
                == "docker.io/ai/small:latest")
    }

    @Test(arguments: [
        "PUT /models", "PATCH /models/ai/x", "POST /engines/status", "GET /v1/chat/completions",
    ])
    func `6 answers a wrong method with 404`(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        var client = Client()
        let response = client.send(words[0], words[1])
        #expect(response.status == 404)
        #expect(response.text == "not found\n")
    }

    @Test func `6 redirects a post to models`() {
        var client = Client()
        let response = client.post("/models")
        #expect(response.status == 301)
        #expect(response.head?.headers["Location"] == "/models/")
        #expect(response.text.isEmpty)
    }

    @Test func `7 refuses the origin localhost 3000 whatever DMR_ORIGINS says`() {
        var state = RunnerState()
        state.origins = ["*"]
        var client = Client(state)
        #expect(client.get("/models", headers: ["Origin": "http://localhost:3000"]).status == 403)
        #expect(client.get("/models", headers: ["Origin": "http://localhost:*"]).status == 200)
        #expect(client.get("/version", headers: ["Origin": "http://localhost:3000"]).status == 200)
    }

    @Test func `8 deletes a model that is answering`() {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.tokensPerSecond = 1
        var client = Client(state)
        _ = client.chat("ai/small", isStreamed: true)
        client.wait(.seconds(1))
        #expect(client.get("/engines/ps").text.contains(#""in_use":true"#))
        #expect(client.send("DELETE", "/models/ai/small").status == 200)
        #expect(client.get("/engines/ps").json?.array?.count == 1)
        #expect(client.tags.isEmpty)
    }

    @Test func `8 only refuses to delete by id what has several tags`() {
        var client = Client(Client.stateWithSmall())
        _ = client.post("/models/ai/small/tag?repo=ai/other&tag=v1")
        let id = client.runner.runner.state.models[0].id
        let refused = client.send("DELETE", "/models/\(id)")
        #expect(refused.status == 409)
        #expect(refused.text.hasSuffix("due to multiple tag references: resource conflict\n"))
        let forced = client.send("DELETE", "/models/\(id)?force")
        #expect(
            forced.json?.array?.map { $0.object?.keys ?? [] } == [
                ["Untagged"], ["Untagged"], ["Deleted"],
            ])
    }

    @Test func `9 reports no progress for layers on the disk and resumes one byte on`() throws {
        var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
        let first = client.pull("ai/small")
        client.wait(.seconds(4))
        client.runner.hangUp(try #require(first.operation), at: client.now)
        let partial = try #require(client.runner.runner.state.partials.values.first?.rawCount)
        #expect(partial == (4 << 20) - 1000)
        let second = client.pull("ai/small")
        let line = try JSON.parse(String(second.lines[0]))
        #expect(line["layer"]?["current"]?.integer == partial + 1)
        #expect(line["total"]?.integer == (8 << 20) + 1000)
        #expect(!second.text.contains(DeterministicID.digest("licence")))
    }

    @Test func `10 sends the third pull no head until a place is free`() throws {
        var state = Client.usualState(bandwidth: ByteCount(1 << 20))
        state.registry.offers.append(
            RegistryOffer(
                "docker.io/ai/third:latest",
                ModelContent(
                    simulating: "third", size: ByteCount(1 << 20),
                    configuration: ModelConfiguration())))
        var client = Client(state)
        let small = client.pull("ai/small")
        _ = client.pull("ai/large")
        let third = client.pull("ai/third")
        #expect(third.headAfter == small.endAfter)
        // If the client of the first leaves, the third need not wait so long.
        client.wait(.seconds(2))
        client.runner.hangUp(try #require(small.operation), at: client.now)
        let operation = try #require(third.operation)
        let updated = try #require(client.runner.updated(operation))
        #expect(updated.headAfter == .seconds(2))
    }

    @Test func `10 lets two pulls of one model spoil each other`() throws {
        var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
        let first = client.pull("ai/small")
        client.wait(.seconds(2))
        let second = client.pull("ai/small")
        let operation = try #require(first.operation)
        let updated = try #require(client.runner.updated(operation))
        #expect(updated.text.contains("blob digest mismatch"))
        #expect(second.text.contains(".incomplete: no such file or directory"))
        client.wait(.seconds(60))
        #expect(client.tags.isEmpty)
        #expect(client.pull("ai/small").text.contains("Model pulled successfully"))
    }

    @Test func `11 is off for Docker Desktop with 503`() {
        var state = RunnerState()
        state.availability = .disabled
        var client = Client(state)
        #expect(client.get("/models").status == 503)
        #expect(client.get("/engines/status").status == 503)
    }

    @Test func `12 says Running without an engine and fails to tell a missing directory's size`() {
        var state = Client.stateWithSmall()
        state.hasEngineProgram = false
        state.backendSize = nil
        var client = Client(state)
        #expect(client.get("/engines/status").json?["llama.cpp"] == "Running: llama.cpp unknown")
        #expect(client.get("/engines/df").status == 500)
        let chat = client.chat("ai/small")
        #expect(chat.status == 500)
        #expect(chat.text.contains("unable to start llama.cpp: unable to start process"))
    }

    @Test func `13 has no memory check but that of the engine`() {
        var state = Client.usualState()
        state.gpuMemory = ByteCount(20 << 20)
        var client = Client(state)
        #expect(client.pull("ai/large").text.contains("Model pulled successfully"))
        let chat = client.chat("ai/large")
        #expect(chat.status == 500)
        #expect(
            chat.text.hasPrefix(
                "unable to load runner: error waiting for runner to be ready: llama.cpp terminated "
                    + "unexpectedly: llama.cpp failed: not enough GPU memory to load the model "
                    + "(CUDA)"
            ))
        _ = client.pull("ai/small")
        #expect(client.chat("ai/small").status == 200)
    }

    @Test func `14 accepts any configuration and loads the model behind it`() throws {
        var client = Client(Client.stateWithSmall())
        #expect(client.post("/engines/_configure", "{}").status == 202)
        #expect(client.post("/engines/_configure", #"{"model":"ai/nosuch"}"#).status == 202)
        #expect(
            client.post("/engines/_configure", #"{"model":"small","context-size":99}"#).status
                == 202)
        let entry = try #require(client.get("/engines/_configure").json?.array?.first)
        #expect(entry.object?.keys == ["Backend", "Model", "ModelID", "Mode", "Config"])
        #expect(entry["Config"] == ["context-size": 99])
        #expect(client.get("/engines/ps").json?.array?.first?["model_name"] == "small")
    }

    /// A context of 32 bits, and keys that are names (dmr-contract 1.4.5).
    @Test(arguments: [
        (#"{"model":"small","context-size":2147483647}"#, 202),
        (#"{"model":"small","context-size":2147483648}"#, 400),
        (#"{"model":"small","context-size":-2147483649}"#, 400),
        (#"{"model":"small","vllm":{"hf-overrides":{"rope_theta":1,"_a2":{}}}}"#, 202),
        (#"{"model":"small","vllm":{"hf-overrides":{"--x":1}}}"#, 500),
        (#"{"model":"small","vllm":{"hf-overrides":{"2a":1}}}"#, 500),
        (#"{"model":"small","vllm":{"hf-overrides":{"":1}}}"#, 500),
    ])
    func `14 refuses a configuration that cannot be`(body: String, status: Int) {
        var client = Client(Client.stateWithSmall())
        #expect(client.post("/engines/_configure", body).status == status)
    }

    @Test func `14 has no time of last use while a model is busy`() {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.loadTime = .seconds(5)
        var client = Client(state)
        _ = client.chat("ai/small")
        client.wait(.seconds(1))
        let entry = client.get("/engines/ps").json?.array?.first
        #expect(entry?["loading"] == true)
        #expect(entry?["last_used"] == "0001-01-01T00:00:00Z")
    }

    @Test func `15 answers docker model in another way while it installs a backend`() {
        var state = Client.stateWithSmall()
        state.models[0].content.configuration.format = "dduf"
        state.backends[0].installTime = .seconds(60)
        let body = #"{"model":"small","prompt":"a cat"}"#
        var client = Client(state)
        let plain = client.post("/v1/images/generations", body)
        #expect(plain.headAfter == .seconds(60))
        client = Client(state)
        let ours = client.post(
            "/v1/images/generations", body, headers: ["User-Agent": "docker-model-cli/v1.2.6"])
        #expect(ours.headAfter == .zero)
        #expect(ours.status == 200)
        #expect(ours.lines.first == "Installing diffusers backend...")
        #expect(ours.lines.dropFirst().first == "diffusers backend installed successfully")
    }

    @Test func `15 labels the JSON of a dead engine as text`() {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.crash = .beforeAnswer(words: nil, exitCode: 9)
        var client = Client(state)
        let response = client.chat("ai/small")
        #expect(response.status == 500)
        #expect(response.head?.headers["Content-Type"] == "text/plain; charset=utf-8")
        #expect(response.json?["type"] == "error")
    }
}
