import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A runner fault` {
    private func client(
        _ kind: RunnerFault.Kind, _ state: RunnerState = Client.usualState(),
        on target: RunnerFault.Target? = nil
    ) -> Client {
        Client(state, faults: [RunnerFault("f", kind, on: target)])
    }

    @Test(arguments: [
        (RunnerFault.Kind.notInstalled, FakeResponse.ConnectionFailure.refused),
        (.daemonDown, .refused), (.refused, .refused), (.socketDenied, .denied),
        (.dnsFail, .unknownHost),
    ])
    func `can keep a client from connecting`(
        _ kind: RunnerFault.Kind, _ failure: FakeResponse.ConnectionFailure
    ) {
        var client = client(kind)
        #expect(client.get("/models").connectionFailure == failure)
        #expect(client.runner.faults[0].fired == 1)
    }

    @Test func `can end a connection in every way`() {
        var client = client(.resetByPeer)
        #expect(client.get("/models").ending == .reset)
        client = self.client(.garbageThenClose)
        #expect(client.get("/models").rawBytes?.isEmpty == false)
        client = self.client(.closeAfter(ByteCount(1)))
        let closed = client.get("/models")
        #expect(closed.text == "[")
        #expect(closed.head?.headers["Content-Length"] == "3")
        #expect(closed.ending == .cut)
        client = self.client(.closeAfter(ByteCount(0)))
        #expect(client.get("/models").head == nil)
        client = self.client(.stallAfter(parts: 0))
        #expect(client.get("/models").ending == .stall)
        client = self.client(.malformedChunk)
        let malformed = client.pull("ai/small")
        #expect(malformed.ending == .malformedChunk)
        #expect(malformed.pieces.count == 1)
    }

    @Test(arguments: [
        (RunnerFault.Kind.portInUse, 404), (.proxyInjectsHTML, 200),
        (.http(status: 503, body: "busy"), 503), (.unauthorized, 401), (.modelNotFound, 404),
        (.unsupportedMediaType, 422), (.conflict, 409),
    ])
    func `can answer in the runner's place`(_ kind: RunnerFault.Kind, _ status: Int) {
        var client = client(kind)
        #expect(client.get("/models").status == status)
        #expect(client.runner.faults[0].fired == 1)
    }

    @Test func `can delay the first byte`() {
        var client = client(.slowFirstByte(.seconds(3)))
        let response = client.get("/models")
        #expect(response.headAfter == .seconds(3))
        #expect(response.endAfter == .seconds(3))
    }

    @Test func `breaks a pull without leaving a model behind`() {
        for kind in [
            RunnerFault.Kind.closeAfter(ByteCount(300)), .stallAfter(parts: 1),
            .errorAfter200("unexpected EOF", parts: 1), .noTerminalEvent, .malformedChunk,
        ] {
            for bandwidth in [nil, ByteCount(1 << 20)] {
                var client = client(kind, Client.usualState(bandwidth: bandwidth))
                let response = client.pull("ai/small")
                #expect(!response.text.contains("Model pulled successfully"))
                if kind == .stallAfter(parts: 1), let operation = response.operation {
                    client.runner.hangUp(operation, at: client.now)
                }
                client.wait(.seconds(60))
                #expect(client.tags.isEmpty, "\(kind)")
            }
        }
    }

    @Test func `gives an error line and the same as text after 200`() {
        var client = client(.errorAfter200("unexpected EOF", parts: 2))
        let response = client.pull("ai/small")
        #expect(response.status == 200)
        #expect(response.lines.count == 4)
        #expect(response.lines[2].contains(#""message":"Error: unexpected EOF""#))
        #expect(response.lines[3] == "error while pulling model: unexpected EOF")
    }

    @Test func `can repeat progress and let it go back`() throws {
        var client = client(.duplicateProgress)
        let doubled = client.pull("ai/small")
        #expect(doubled.lines[0] == doubled.lines[1])
        client = self.client(.progressGoesBack)
        let lines = client.pull("ai/small").lines.dropLast()
        let amounts = try lines.map {
            try JSON.parse(String($0))["layer"]?["current"]?.integer ?? 0
        }
        #expect(amounts != amounts.sorted())
    }

    @Test func `can let a backend be installed for a while`() {
        var client = client(
            .backendInstalling(until: .seconds(30)), Client.stateWithSmall())
        #expect(client.get("/engines/status").text.contains("Installing: downloading llama.cpp"))
        #expect(client.chat("ai/small").headAfter == .seconds(30))
        client.wait(.seconds(31))
        #expect(client.get("/engines/status").text.contains("Running: llama.cpp"))
        #expect(client.chat("ai/small").headAfter == .zero)
    }

    @Test func `can break a backend and make its status unreadable`() {
        var client = client(.backendError("import failed"), Client.stateWithSmall())
        #expect(client.get("/engines/status").json?["llama.cpp"] == "Error: import failed")
        #expect(client.chat("ai/small").status == 503)
        client = self.client(.statusUnreadable)
        #expect(client.get("/engines/status").json == nil)
        #expect(client.get("/models").text == "[]\n")
    }

    @Test func `can fill the disk`() {
        var client = client(.diskFull(after: ByteCount(5 << 20)))
        let response = client.pull("ai/small")
        #expect(response.text.contains("no space left on device"))
        #expect(client.runner.runner.state.partials.isEmpty == false)
        #expect(client.tags.isEmpty)
    }

    @Test func `can put engines away, hold them up and kill them`() {
        var client = client(
            .evicted, Client.stateWithSmall(), on: .route(method: "GET", path: "/engines/ps"))
        _ = client.chat("ai/small")
        #expect(client.get("/engines/ps").text == "[]\n")
        client = self.client(.loadTimeout, Client.stateWithSmall())
        let late = client.chat("ai/small")
        #expect(late.headAfter == .seconds(300))
        #expect(late.text.contains("took too long to initialize"))
        client = self.client(.quitUnexpectedly, Client.stateWithSmall())
        #expect(client.chat("ai/small").text.contains("llama.cpp terminated unexpectedly"))
    }

    @Test func `can make the runner older or newer`() {
        var client = client(.olderAPI, Client.stateWithSmall())
        #expect(client.get("/version").status == 404)
        #expect(client.get("/models").json?.array?.first?["tags"] == ["ai/small:latest"])
        #expect(client.get("/models/ai/small").status == 200)
        client = self.client(.newerUnknownField, Client.stateWithSmall())
        let response = client.get("/models")
        #expect(response.json?.array?.first?["from_the_future"] != nil)
        #expect(response.head?.headers["Content-Length"] == "\(response.body.count)")
    }

    @Test func `happens on its route, at its call and in its time`() {
        let fault = RunnerFault(
            "f", .refused, on: .route(method: "GET", path: "/models/*"), firstCall: 2, times: 2,
            from: .seconds(10), until: .seconds(20))
        var client = Client(Client.usualState(), faults: [fault])
        #expect(client.get("/models").connectionFailure == nil)
        #expect(client.get("/models/ai/x").connectionFailure == nil)
        #expect(client.get("/models/ai/x").connectionFailure == nil)
        client.wait(.seconds(10))
        #expect(client.post("/models/create").connectionFailure == nil)
        #expect(client.get("/models/ai/x").connectionFailure == .refused)
        #expect(client.get("/models/ai/x").connectionFailure == .refused)
        #expect(client.get("/models/ai/x").connectionFailure == nil)
        client.wait(.seconds(10))
        #expect(client.runner.faults[0].fired == 2)
        #expect(client.runner.faults[0].calls == 5)
        #expect(fault.isOn(command: ["pull"]) == false)
        #expect(RunnerFault("c", .refused, on: .command(["pull"])).isOn(command: ["pull", "x"]))
    }

    @Test func `is felt only by the calls that meet it`() {
        let fault = RunnerFault(
            "f", .quitUnexpectedly, on: .route(method: "POST", path: "*"), times: 1)
        var client = Client(Client.stateWithSmall(), faults: [fault])
        #expect(client.chat("ai/small").status == 500)
        #expect(client.chat("ai/small").status == 200)
    }

    @Test(arguments: [
        #"{"id": "a", "kind": "refused"}"#,
        #"{"id": "b", "on": "POST /models/*", "firstCall": 2, "times": 3, "kind": "conflict"}"#,
        #"""
        {"id": "c", "on": "/engines/ps", "fromSeconds": 1.5, "untilSeconds": 9,
         "kind": {"http": {"status": 502, "body": "x"}}}
        """#,
        #"""
        {"id": "d", "on": {"command": ["pull"]},
         "kind": {"errorAfter200": {"message": "m", "afterParts": 2}}}
        """#,
        #"{"id": "e", "kind": {"closeAfterBytes": 4096}}"#,
        #"{"id": "f", "kind": {"backendInstallingUntilSeconds": 30}}"#,
        #"{"id": "g", "kind": {"slowFirstByteSeconds": 3}}"#,
        #"{"id": "h", "kind": {"stallAfterParts": 3}}"#,
        #"{"id": "l", "kind": {"dripSeconds": 4}}"#,
        #"{"id": "i", "kind": {"backendError": "no"}}"#,
        #"{"id": "j", "kind": {"diskFullAfterBytes": 3}}"#,
        #"{"id": "k", "kind": "proxyInjectsHtml"}"#,
    ])
    func `reads back what it wrote`(_ text: String) throws {
        let value = try JSON.parse(text)
        #expect(try RunnerFault(JSONField(value)).json == value)
    }

    @Test(arguments: [
        #"{"id": "a"}"#, #"{"kind": "refused"}"#, #"{"id": "a", "kind": "explode"}"#,
        #"{"id": "a", "kind": "refused", "on": "models"}"#,
        #"{"id": "a", "kind": {"closeAfterBytes": -1}}"#,
        #"{"id": "a", "kind": "refused", "at": 1}"#,
    ])
    func `is refused when it is not understood`(_ text: String) {
        #expect(throws: JSONFault.self) { try RunnerFault(JSONField(try JSON.parse(text))) }
    }
}
