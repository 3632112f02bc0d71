import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// What a fake runner does as virtual time passes.
@Suite struct `A fake runner over time` {
    @Test func `stores a model when its last byte has come`() {
        var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
        let pull = client.pull("ai/small")
        #expect(pull.endAfter > .seconds(8))
        #expect(pull.endAfter < .seconds(9))
        client.wait(.seconds(8))
        #expect(client.tags.isEmpty)
        client.wait(.seconds(1))
        #expect(client.tags == ["docker.io/ai/small:latest"])
    }

    @Test func `reports progress that rises to the size of each layer`() throws {
        var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
        var last: [String: Int] = [:]
        var sizes: [String: Int] = [:]
        let pull = client.pull("ai/small")
        for line in pull.lines.dropLast() {
            let layer = try #require(try JSON.parse(String(line))["layer"])
            let id = try #require(layer["id"]?.string)
            let current = try #require(layer["current"]?.integer)
            #expect(current > last[id, default: 0])
            last[id] = current
            sizes[id] = layer["size"]?.integer
        }
        #expect(last == sizes)
        #expect(pull.pieces.map(\.after) == pull.pieces.map(\.after).sorted())
        #expect(pull.pieces.count == pull.lines.count)
    }

    @Test func `keeps what a cancelled pull has got and goes on from there`() throws {
        var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
        let first = client.pull("ai/small")
        client.wait(.seconds(6))
        client.runner.hangUp(try #require(first.operation), at: client.now)
        client.wait(.seconds(60))
        #expect(client.tags.isEmpty)
        #expect(client.pull("ai/small").endAfter < .seconds(3))
    }

    @Test func `heals an offer that misbehaves for a while`() {
        var state = Client.usualState()
        state.registry.offers[0].answer = .status(429, detail: nil)
        state.registry.offers[0].times = 2
        var client = Client(state)
        #expect(client.pull("ai/small").status == 500)
        #expect(client.pull("ai/small").status == 500)
        #expect(client.pull("ai/small").status == 200)
    }

    @Test func `fills the disk and leaves what it has`() {
        var state = Client.usualState()
        state.diskFree = ByteCount(20 << 20)
        var client = Client(state)
        #expect(client.pull("ai/large").text.contains("no space left on device"))
        #expect(client.runner.runner.state.diskFree == ByteCount(0))
        #expect(client.pull("ai/small").text.contains("no space left on device"))
        _ = client.send("DELETE", "/models/purge")
        #expect(client.pull("ai/small").text.contains("Model pulled successfully"))
    }

    @Test func `asks the registry before it says that a model is there`() {
        var state = Client.stateWithSmall()
        state.registry.isOffline = true
        var client = Client(state)
        #expect(client.pull("ai/small").status == 500)
        #expect(client.get("/models/ai/small").status == 200)
    }

    @Test func `puts an idle engine away after five minutes or its own time`() {
        var client = Client(Client.stateWithSmall())
        _ = client.chat("ai/small")
        client.wait(.seconds(299))
        #expect(client.get("/engines/ps").json?.array?.count == 1)
        client.wait(.seconds(1))
        #expect(client.get("/engines/ps").text == "[]\n")
        _ = client.post("/engines/_configure", #"{"model":"ai/small","keep_alive":"-1"}"#)
        client.wait(.seconds(100_000))
        #expect(client.get("/engines/ps").text.contains(#""keep_alive":"-1""#))
    }

    @Test func `gives up a load whose only client leaves`() throws {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.loadTime = .seconds(10)
        var client = Client(state)
        let chat = client.chat("ai/small")
        #expect(chat.headAfter == .seconds(10))
        client.wait(.seconds(3))
        client.runner.hangUp(try #require(chat.operation), at: client.now)
        #expect(client.get("/engines/ps").text == "[]\n")
    }

    @Test func `lets a second chat wait for the load of the first`() {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.loadTime = .seconds(10)
        var client = Client(state)
        _ = client.chat("ai/small")
        client.wait(.seconds(4))
        #expect(client.chat("ai/small").headAfter == .seconds(6))
    }

    @Test func `streams tokens at the model's pace and dies when told`() {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.tokensPerSecond = 2
        var client = Client(state)
        let calm = client.chat("ai/small", isStreamed: true)
        #expect(calm.pieces.dropFirst().first?.after == .milliseconds(500))
        #expect(calm.text.hasSuffix("data: [DONE]\n\n"))
        client.runner.runner.state.models[0].content.behaviour.crash = .afterTokens(2)
        let dying = client.chat("ai/small", isStreamed: true)
        #expect(dying.ending == .cut)
        #expect(!dying.text.contains("[DONE]"))
    }

    @Test func `holds back a reconfiguration while a model answers`() {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.tokensPerSecond = 1
        var client = Client(state)
        _ = client.chat("ai/small", isStreamed: true)
        let body = #"{"model":"ai/small","context-size":512}"#
        #expect(client.post("/engines/_configure", body).status == 409)
        #expect(client.post("/engines/unload", #"{"all":true}"#).json?["unloaded_runners"] == 0)
        client.wait(.seconds(60))
        #expect(client.post("/engines/_configure", body).status == 202)
    }

    @Test func `installs a backend once and hangs for ever without one`() {
        var state = Client.stateWithSmall()
        state.backends[0].installTime = .seconds(90)
        var client = Client(state)
        let install = client.post("/engines/install-backend", #"{"backend":"diffusers"}"#)
        #expect(install.status == 200)
        #expect(install.headAfter == .seconds(90))
        client.wait(.seconds(1))
        #expect(client.get("/engines/status").text.contains("Installing: downloading diffusers"))
        client.wait(.seconds(90))
        #expect(client.get("/engines/status").text.contains("Running: diffusers"))
        _ = client.post("/engines/uninstall-backend", #"{"backend":"vllm"}"#)
        let chat = client.post("/engines/vllm/v1/completions", #"{"model":"small","prompt":"x"}"#)
        #expect(chat.head == nil)
        #expect(chat.ending == .stall)
    }

    @Test func `forgets all but its store when it is started anew`() {
        var client = Client(Client.usualState(bandwidth: ByteCount(1 << 20)))
        _ = client.pull("ai/small")
        client.wait(.seconds(60))
        _ = client.post("/engines/_configure", #"{"model":"ai/small","keep_alive":"-1"}"#)
        _ = client.pull("ai/large")
        client.wait(.seconds(10))
        client.runner.runner.state.restart(at: client.now)
        client.wait(.seconds(60))
        #expect(client.tags == ["docker.io/ai/small:latest"])
        #expect(client.get("/engines/ps").text == "[]\n")
        #expect(client.get("/engines/_configure").text == "[]\n")
        #expect(client.runner.runner.state.partials.count == 1)
    }

    @Test func `is sent as HTTP with and without chunks`() {
        var client = Client()
        let version = client.get("/version")
        let head = String(decoding: version.wireHead(), as: UTF8.self)
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: "))
        #expect(head.hasSuffix("\r\nContent-Length: 21\r\n\r\n"))
        #expect(version.pieces.map(version.wire) == [version.body])
        #expect(version.wireEnd.isEmpty)
        #expect(client.send("HEAD", "/logs").isChunked == false)
        let refused = client.pull("")
        #expect(
            refused.pieces.map(refused.wire) == [Array("18\r\nInvalid model reference\n\r\n".utf8)])
        #expect(refused.wireEnd == Array("0\r\n\r\n".utf8))
    }

    @Test func `says for ever that a failed download is under way`() {
        var state = RunnerState()
        state.backends[0].failure = .installation("no route to host")
        var client = Client(state)
        let install = client.post("/engines/install-backend", #"{"backend":"diffusers"}"#)
        #expect(install.status == 500)
        #expect(install.text == "backend installation failed: no route to host\n")
        client.wait(.seconds(100_000))
        #expect(
            client.get("/engines/status").json?["diffusers"]
                == "Installing: downloading diffusers v0.1.0-20260617-000000")
    }

    @Test func `keeps the last ten requests to an engine until it is unloaded`() {
        var client = Client(Client.stateWithSmall())
        for _ in 0..<12 { _ = client.chat("small") }
        _ = client.post("/v1/completions", #"{"prompt":"<a>","model":"small"}"#)
        let entry = client.get("/engines/requests").json?.array?.first
        #expect(entry?["count"] == 10)
        let last = entry?["records"]?.array?.last
        #expect(last?["request"] == #"{"model":"small","prompt":"\u003ca\u003e"}"#)
        #expect(last?["status_code"] == 200)
        _ = client.post("/engines/unload", #"{"all":true}"#)
        #expect(client.get("/engines/requests").text == "[]\n")
    }

    @Test func `forgets a response after an hour`() throws {
        var client = Client(Client.stateWithSmall())
        let made = client.post("/v1/responses", #"{"model":"ai/small","input":"hi"}"#)
        let id = try #require(made.json?["id"]?.string)
        client.wait(.seconds(3599))
        #expect(client.get("/responses/\(id)").json == made.json)
        client.wait(.seconds(1))
        #expect(client.get("/responses/\(id)").status == 404)
    }

    @Test func `refuses a body of more than ten mebibytes and hangs up`() {
        var client = Client(Client.stateWithSmall())
        let request = HTTPRequest(
            "POST", "/v1/completions",
            body: [UInt8](repeating: UInt8(ascii: " "), count: 10 << 20) + Array("{}".utf8))
        let response = client.runner.respond(to: request, at: client.now)
        #expect(response.status == 400)
        #expect(response.text == "request too large\n")
        #expect(response.head?.headers["Connection"] == "close")
    }

    @Test func `is found on Docker Desktop below its own path`() {
        var state = RunnerState()
        #expect(Client(state).runner.runner.state.kind == .dockerEngine)
        var client = Client(state)
        #expect(client.get("/exp/vDD4.40/models").status == 404)
        state.kind = .dockerDesktop
        client = Client(state)
        #expect(client.get("/exp/vDD4.40/models").text == "[]\n")
    }

    @Test func `exports what it can load again`() {
        var client = Client(Client.stateWithSmall())
        let model = client.runner.runner.state.models[0].content
        let archive = client.get("/models/ai/small/export")
        _ = client.send("DELETE", "/models/ai/small")
        let request = HTTPRequest("POST", "/models/load", body: archive.body)
        #expect(client.runner.respond(to: request, at: client.now).status == 200)
        #expect(client.runner.runner.state.models == [StoredModel(content: model, tags: [])])
    }

    @Test func `pulls from Hugging Face in two phases`() {
        var state = RunnerState()
        state.registry.offers = [
            RegistryOffer(
                "huggingface.co/org/model:Q4_K_M",
                ModelContent(
                    simulating: "hf", size: ByteCount(3 << 20),
                    configuration: ModelConfiguration()))
        ]
        var client = Client(state)
        let pull = client.pull("hf.co/Org/Model:Q4_K_M")
        #expect(pull.text.contains("Selected Q4_K_M quantization"))
        #expect(pull.text.contains("Found 1 files (3.00 MB total)"))
        #expect(pull.text.contains("Building model artifact..."))
        #expect(pull.lines.last?.contains("Model pulled successfully") == true)
        #expect(client.tags == ["huggingface.co/org/model:Q4_K_M"])
        client.runner.runner.state.registry.isOffline = true
        #expect(client.pull("hf.co/Org/Model:Q4_K_M").text.contains("Using cached model"))
    }
}
