import MNCore
import Synchronization
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A served runner that tells of its requests` {
    private final class Told: Sendable {
        let lines = Mutex<[String]>([])
    }

    /// What is told of requests that one client sends at once, and then leaves.
    private static func told(
        _ text: String, _ state: RunnerState = Client.stateWithSmall(), faults: [RunnerFault] = [],
        waits: Bool = false, leavesAfter: Duration? = nil
    ) -> [String] {
        let told = Told()
        var runner = ServedRunner(state, faults: faults, at: .zero, waits: waits) { exchange in
            told.lines.withLock { $0.append(exchange.line) }
        }
        runner.connect(1, at: .zero)
        runner.receive(Array(text.utf8), from: 1, at: .zero)
        var now = Duration.zero
        turns: for _ in 0..<10_000 {
            switch runner.next(for: 1, at: now) {
            case .send: continue
            case .close, .reset: break turns
            case .wait(let until):
                if let leavesAfter, now >= leavesAfter { break turns }
                if runner.rest(at: now) { continue }
                guard waits, let until, until < .seconds(100) else { break turns }
                now = until
            }
        }
        runner.disconnect(1, at: now)
        return told.lines.withLock { $0 }
    }

    private static func request(_ line: String, _ body: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: [
        (request("GET /version"), ["GET /version 200 0 ms 21 B"]),
        (request("HEAD /version"), ["HEAD /version 200 0 ms 0 B"]),
        (
            request("GET /version") + request("GET /nosuch"),
            ["GET /version 200 0 ms 21 B", "GET /nosuch 404 0 ms 19 B"]
        ),
        ("garbage\r\n\r\n", ["- - 400 0 ms 15 B"]),
        (
            "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            ["GET / 421 0 ms 92 B"]
        ),
    ])
    func `gives each a line`(_ text: String, _ lines: [String]) {
        let told = Self.told(text)
        #expect(told.count == lines.count)
        for (found, wanted) in zip(told, lines) {
            #expect(
                found.split(separator: " ").dropLast(2) == wanted.split(separator: " ").dropLast(2))
        }
    }

    @Test func `counts the time of the runner and the bytes of the body`() {
        var state = Client.usualState(bandwidth: ByteCount(4 << 20))
        state.registry.bandwidth = nil
        let pull = Self.request("POST /models/create", #"{"from":"ai/small"}"#)
        for waits in [false, true] {
            let lines = Self.told(pull, state, waits: waits)
            #expect(lines.first?.hasPrefix("POST /models/create 200 2000 ms ") == true, "\(lines)")
        }
    }

    @Test func `says which were broken off`() {
        let fault = RunnerFault("cut", .closeAfter(ByteCount(3)))
        let cut = Self.told(Self.request("GET /version"), faults: [fault])
        #expect(cut == ["GET /version 200 0 ms 3 B broken off"])
        let reset = Self.told(
            Self.request("GET /version"), faults: [RunnerFault("reset", .resetByPeer)])
        #expect(reset == ["GET /version - 0 ms 0 B broken off"])
    }

    @Test func `keeps what a client sends from the terminal`() {
        let exchange = ServedExchange(
            method: "GET", target: "/\u{1B}[31m\u{7}a\nb\u{202E}", status: 200, duration: .zero,
            bytes: ByteCount(1), isWhole: true)
        #expect(!exchange.line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
        #expect(!exchange.line.contains("\n"))
    }

    /// The rates of the offer, of the state and of the fault, in KiB a second, and the seconds for 8 MiB.
    private static let rates: [(offer: Int?, all: Int?, throttle: Int?, seconds: Int)] = [
        (nil, nil, nil, 0), (1024, nil, nil, 8), (nil, 2048, nil, 4), (1024, 8192, nil, 8),
        (nil, nil, 512, 16), (1024, nil, 512, 16), (1024, nil, 8192, 8),
    ]

    @Test(arguments: rates.indices)
    func `lets a model come at the rate of its offer, of the state, or of a fault`(index: Int) {
        let rates = Self.rates[index]
        var state = Client.usualState(bandwidth: rates.offer.map { ByteCount($0 << 10) })
        state.registry.bandwidth = rates.all.map { ByteCount($0 << 10) }
        for index in state.registry.offers.indices {
            state.registry.offers[index].content?.layers.removeLast()
        }
        let faults = rates.throttle.map {
            [RunnerFault("slow", .throttle(bytesPerSecond: ByteCount($0 << 10)))]
        }
        var client = Client(state, faults: faults ?? [])
        #expect(client.pull("ai/small").endAfter == .seconds(rates.seconds))
        #expect(client.runner.runner.state.registry.throttle == nil)
    }

    @Test func `lets any other answer come no faster than a fault allows`() {
        var client = Client(
            Client.stateWithSmall(),
            faults: [RunnerFault("slow", .throttle(bytesPerSecond: ByteCount(10)))])
        let response = client.get("/version")
        #expect(response.endAfter == .milliseconds(response.body.count * 100))
    }

    @Test func `has its rate in a state file, and the fault in its own form`() throws {
        var state = RunnerState()
        state.registry.bandwidth = ByteCount(5)
        #expect(try RunnerState(JSONField(state.json)) == state)
        let fault = RunnerFault("slow", .throttle(bytesPerSecond: ByteCount(7)))
        #expect(try RunnerFault(JSONField(fault.json)) == fault)
        #expect(throws: JSONFault.self) {
            try RunnerFault(JSONField(["id": "x", "kind": ["throttleBytesPerSecond": 0]]))
        }
    }
}
