import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// A served runner without a socket: bytes in, bytes out, at times that the test makes.
@Suite struct `A served runner` {
    /// Everything that is sent to a client until it waits or ends; how it stands then.
    static func drain(
        _ runner: inout ServedRunner, _ client: Int = 1, at now: Duration = .zero
    ) -> (text: String, step: ConnectionStep) {
        var bytes: [UInt8] = []
        while true {
            let step = runner.next(for: client, at: now)
            guard case .send(let more) = step else {
                return (String(decoding: bytes, as: UTF8.self), step)
            }
            bytes += more
        }
    }

    /// Whether time is taken from those who only wait.
    static func rest(_ runner: inout ServedRunner, at now: Duration = .zero) -> Bool {
        runner.rest(at: now)
    }

    static func served(
        _ faults: [RunnerFault] = [], waits: Bool = false, transfer: Duration = .zero
    ) -> ServedRunner {
        var state = RunnerState()
        state.registry.offers = RegistryOffer.offers(of: .builtin)
        if transfer > .zero {
            for index in state.registry.offers.indices {
                state.registry.offers[index].bandwidth = ByteCount(10_000_000)
            }
        }
        var runner = ServedRunner(state, faults: faults, at: .zero, waits: waits)
        runner.connect(1, at: .zero)
        return runner
    }

    static func send(_ text: String, to runner: inout ServedRunner, at now: Duration = .zero) {
        runner.receive(Array(text.utf8), from: 1, at: now)
    }

    static let version = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func `answers requests one after another and keeps the connection`() {
        var runner = Self.served()
        Self.send(Self.version + Self.version, to: &runner)
        let (text, step) = Self.drain(&runner)
        #expect(text.ranges(of: "HTTP/1.1 200 OK\r\n").count == 2)
        #expect(text.ranges(of: #"{"version":"v1.2.6"}"#).count == 2)
        #expect(step == .wait(until: ServedLimits.idle))
    }

    @Test(arguments: [
        "GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n", "garbage\r\n\r\n",
    ])
    func `ends the connection when it is asked to, and after what is no request`(text: String) {
        var runner = Self.served()
        Self.send(text + Self.version, to: &runner)
        let (answer, step) = Self.drain(&runner)
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
        #expect(answer.contains("Connection: close\r\n"))
        #expect(step == .close)
    }

    @Test func `sends no chunks to a client of HTTP 1.0, even one that wants to stay`() {
        for wish in ["", "Connection: keep-alive\r\n"] {
            var runner = Self.served()
            Self.send(
                "POST /models/create HTTP/1.0\r\n\(wish)Content-Length: 20\r\n\r\n{\"from\":\"ai/nosuch\"}",
                to: &runner)
            let (answer, step) = Self.drain(&runner)
            #expect(answer.hasPrefix("HTTP/1.0 "))
            #expect(!answer.contains("chunked"))
            #expect(!answer.contains("Connection:"))
            #expect(step == .close)
        }
    }

    /// What Go's server does (net/http/server.go, writeHeader).
    static let olds: [(wish: String, stays: Bool)] = [
        ("", false), ("Connection: close\r\n", false), ("Connection: keep-alive\r\n", true),
        ("Connection: x, Keep-Alive\r\n", true), ("Connection: \u{212A}eep-alive\r\n", false),
        ("Connection: keep-alive, close\r\n", false),
        ("Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n", false),
    ]

    @Test(arguments: olds)
    func `keeps a client of HTTP 1.0 that asks for it and knows the length`(
        wish: String, stays: Bool
    ) {
        for method in ["GET", "HEAD"] {
            var runner = Self.served()
            Self.send("\(method) /version HTTP/1.0\r\n\(wish)\r\n", to: &runner)
            let (answer, step) = Self.drain(&runner)
            #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(answer.contains("Connection: keep-alive\r\n") == stays)
            #expect(!answer.contains("Connection: close"))
            #expect(step == (stays ? .wait(until: ServedLimits.idle) : .close))
        }
    }

    static let hosts: [(head: String, status: Int)] = [
        ("GET /version HTTP/1.1\r\nHost: localhost:12434", 200),
        ("GET /version HTTP/1.1\r\nHost: LOCALHOST.", 200),
        ("GET /version HTTP/1.1\r\nHost: 127.0.0.1:1", 200),
        ("GET /version HTTP/1.1\r\nHost: [::1]:80", 200),
        ("GET /version HTTP/1.1\r\nHost: model-runner.docker.internal", 200),
        ("GET /version HTTP/1.1\r\nHost: ours.example:80", 200),
        ("GET http://localhost/version HTTP/1.1\r\nHost: evil.example", 200),
        ("GET /version HTTP/1.0", 200),
        ("GET http://evil.example/version HTTP/1.1\r\nHost: localhost", 421),
        ("GET http://localhost@evil.example/version HTTP/1.1\r\nHost: localhost", 421),
        ("GET /version HTTP/1.1\r\nHost: evil.example", 421),
        ("GET /version HTTP/1.0\r\nHost: evil.example", 421),
        ("GET /version HTTP/1.1\r\nHost: ", 421), ("GET /version HTTP/1.1\r\nHost: :80", 421),
        ("GET /version HTTP/1.1\r\nHost: localhost.evil.example", 421),
        ("GET /version HTTP/1.1\r\nHost: evillocalhost", 421),
        ("GET /version HTTP/1.1\r\nHost: 127.0.0.1.evil.example", 421),
        ("GET /version HTTP/1.1\r\nHost: [::1", 421), ("GET /version HTTP/1.1\r\nHost: [::2]", 421),
        ("GET /version HTTP/1.1\r\nHost: localhost:99999", 421),
        ("GET /version HTTP/1.1\r\nHost: loc\u{212A}alhost", 400),
        ("GET /version HTTP/1.1\r\nHost: localhost evil", 400),
        ("GET /version HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", 400),
        ("GET /version HTTP/1.1", 400),
    ]

    @Test(arguments: hosts)
    func `answers those alone who ask for this machine`(head: String, status: Int) {
        var runner = ServedRunner(
            RunnerState(), at: .zero, hosts: ServedHosts(["ours.example"]))
        runner.connect(1, at: .zero)
        Self.send(head + "\r\n\r\n", to: &runner)
        let (answer, step) = Self.drain(&runner)
        #expect(answer.dropFirst("HTTP/1.1 ".count).hasPrefix("\(status) "), "\(answer)")
        if status != 200 { #expect(step == .close) }
    }

    @Test func `leaves a client who says nothing, or whose body does not come`() {
        var silent = Self.served()
        Self.send(Self.version, to: &silent)
        _ = Self.drain(&silent)
        #expect(Self.drain(&silent, at: .seconds(119)).step == .wait(until: .seconds(120)))
        #expect(Self.drain(&silent, at: .seconds(120)).step == .close)

        var slow = Self.served()
        Self.send(Self.pull.replacing("24", with: "5000"), to: &slow)
        var now = Duration.zero
        while Self.drain(&slow, at: now).step != .close, now < .seconds(1000) {
            now += .seconds(9)
            Self.send(" ", to: &slow, at: now)
        }
        #expect((.seconds(300)...(.seconds(310))).contains(now))

        // Blank lines are no beginning of a request.
        var blank = Self.served()
        now = .zero
        while Self.drain(&blank, at: now).step != .close, now < .seconds(1000) {
            now += .seconds(3)
            Self.send("\r\n", to: &blank, at: now)
        }
        #expect((.seconds(10)...(.seconds(13))).contains(now))
    }

    @Test func `bounds the bodies that come at once`() {
        var runner = Self.served()
        let head =
            "POST /engines/unload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16000000\r\n\r\n"
        let part = [UInt8](repeating: 32, count: 10_000_000)
        var statuses: [String] = []
        for client in 1...4 {
            if client > 1 { runner.connect(client, at: .zero) }
            runner.receive(Array(head.utf8) + part, from: client, at: .zero)
            statuses.append(String(Self.drain(&runner, client).text.prefix(12)))
        }
        #expect(statuses == [""] + Array(repeating: "HTTP/1.1 503", count: 3))
        #expect(Self.drain(&runner, 3).step == .close)
    }

    @Test func `tells a client to go on that asks first`() {
        var runner = Self.served()
        Self.send(
            "POST /engines/unload HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n",
            to: &runner)
        #expect(Self.drain(&runner).text == "HTTP/1.1 100 Continue\r\n\r\n")
        Self.send(#"{"all":true}"#, to: &runner)
        #expect(Self.drain(&runner).text.contains(#"{"unloaded_runners":0}"#))
    }

    @Test func `sends a client away that does not finish a head`() {
        var runner = Self.served()
        Self.send("GET /version HTT", to: &runner)
        #expect(Self.drain(&runner, at: .seconds(9)).step == .wait(until: .seconds(10)))
        #expect(Self.drain(&runner, at: .seconds(10)).step == .close)
    }

    @Test func `bounds what it takes from a client who waits`() {
        var runner = Self.served([RunnerFault("stall", .stallAfter(parts: 0))])
        Self.send(Self.version, to: &runner)
        #expect(Self.drain(&runner).step == .wait(until: nil))
        #expect(runner.wantsInput(from: 1))
        runner.receive([UInt8](repeating: 0, count: ServedLimits.unread), from: 1, at: .zero)
        #expect(!runner.wantsInput(from: 1))
    }

    static let pull =
        "POST /models/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: 24\r\n\r\n"
        + #"{"from":"ai/gemma4:E2B"}"#

    @Test func `lets a client wait in real time if it is to`() throws {
        var runner = Self.served(
            [RunnerFault("slow", .slowFirstByte(.seconds(3)))], waits: true)
        Self.send(Self.version, to: &runner)
        #expect(Self.drain(&runner).step == .wait(until: .seconds(3)))
        #expect(!Self.rest(&runner, at: .seconds(1)))
        #expect(Self.drain(&runner, at: .seconds(2)).text.isEmpty)
        #expect(Self.drain(&runner, at: .seconds(3)).text.contains("v1.2.6"))
    }

    @Test func `otherwise jumps ahead to what comes next, and stalls all the same`() {
        var runner = Self.served([
            RunnerFault("slow", .slowFirstByte(.seconds(3)), times: 1),
            RunnerFault("stall", .stallAfter(parts: 0), firstCall: 2),
        ])
        Self.send(Self.version, to: &runner)
        #expect(Self.drain(&runner).text.isEmpty)
        #expect(Self.rest(&runner))
        #expect(Self.drain(&runner).text.contains("v1.2.6"))
        Self.send(Self.version, to: &runner)
        let (text, step) = Self.drain(&runner)
        #expect(text.hasPrefix("HTTP/1.1 200 OK"))
        #expect(!text.contains("v1.2.6"))
        #expect(step == .wait(until: nil))
        #expect(!Self.rest(&runner, at: .seconds(1000)))
    }

    @Test func `stores what is pulled, and drops a pull whose client has gone`() {
        var runner = Self.served()
        Self.send(Self.pull, to: &runner)
        var text = ""
        repeat { text += Self.drain(&runner).text } while runner.rest(at: .zero)
        #expect(text.contains("success"))
        #expect(text.hasSuffix("0\r\n\r\n"))
        #expect(runner.state.models.count == 1)

        var left = Self.served(transfer: .seconds(1))
        Self.send(Self.pull, to: &left)
        _ = Self.drain(&left)
        #expect(Self.rest(&left))
        _ = Self.drain(&left)
        left.disconnect(1, at: .zero)
        #expect(left.state.models.isEmpty)
        #expect(!Self.rest(&left))
    }

    static let endings: [(kind: RunnerFault.Kind, step: ConnectionStep)] = [
        (.refused, .reset), (.resetByPeer, .reset), (.closeAfter(ByteCount(3)), .close),
        (.closeAfter(ByteCount(0)), .close), (.garbageThenClose, .close),
    ]

    @Test(arguments: endings)
    func `ends a connection as a fault says`(kind: RunnerFault.Kind, step: ConnectionStep) {
        var runner = Self.served([RunnerFault("end", kind)])
        Self.send(Self.version, to: &runner)
        let (text, end) = Self.drain(&runner)
        #expect(end == step)
        #expect(!text.contains("v1.2.6"))
    }
}
