import Dispatch
import MNCore
import MNSim
import Testing

@testable import mn

/// A server in this process, for as long as a test talks to it.
enum TestServer {
    /// Answers at a free port, or at the path of a unix socket.
    static func with<Value: Sendable>(
        _ handler: some ConnectionHandler, at path: String? = nil,
        _ body: @Sendable (Endpoint) async throws -> Value
    ) async throws -> Value {
        let socket = try path.map(ListeningSocket.init(path:)) ?? ListeningSocket(loopback: 0)
        let endpoint =
            path.map { Endpoint(.socket($0)) } ?? Endpoint(host: "127.0.0.1", port: socket.port)
        let end = try EndSignal()
        // A thread of its own: tests that compute keep all of Swift's busy.
        DispatchQueue(label: "mn.test-server").async {
            var loop = PortLoop(socket, handler, end: end)
            do throws(SystemFault) { try loop.run() } catch { Issue.record("\(error)") }
        }
        defer { end.send() }
        return try await body(endpoint)
    }

    /// A fake runner in good health that can pull every model of the catalog.
    static func runner(_ faults: [RunnerFault] = []) -> ServedRunner {
        var state = RunnerState()
        state.registry.offers = RegistryOffer.offers(of: .builtin)
        return ServedRunner(state, faults: faults, at: LiveTime().sinceEpoch)
    }
}

/// Does the same for every client that has sent something, byte by byte as the test says.
struct ScriptedServer: ConnectionHandler {
    /// In order; after the last nothing more happens.
    var steps: [ConnectionStep]
    /// How many steps each client has had; none before it has sent anything.
    private var progress: [Int: Int] = [:]

    init(_ steps: [ConnectionStep]) { self.steps = steps }

    /// Sends a text and does one thing more.
    init(_ text: String, then step: ConnectionStep = .close) {
        self.init([.send(Array(text.utf8)), step])
    }

    func connect(_ client: Int, at now: Duration) {}
    mutating func receive(_ bytes: [UInt8], from client: Int, at now: Duration) {
        if progress[client] == nil, !bytes.isEmpty { progress[client] = 0 }
        if bytes.isEmpty { progress[client] = steps.count + 1 }
    }
    mutating func disconnect(_ client: Int, at now: Duration) { progress[client] = nil }
    func wantsInput(from client: Int) -> Bool { progress[client] ?? 0 <= steps.count }
    mutating func next(for client: Int, at now: Duration) -> ConnectionStep {
        guard let index = progress[client] else { return .wait(until: nil) }
        if index > steps.count { return .close }
        guard index < steps.count else { return .wait(until: nil) }
        progress[client] = index + 1
        return steps[index]
    }
    func rest(at now: Duration) -> Bool { false }
}

/// Sends a text, and then a byte every 50 milliseconds for ever.
struct DrippingServer: ConnectionHandler {
    private let text: [UInt8]
    private var due: [Int: Duration] = [:]

    init(_ text: String) { self.text = Array(text.utf8) }

    func connect(_ client: Int, at now: Duration) {}
    mutating func receive(_ bytes: [UInt8], from client: Int, at now: Duration) {
        if due[client] == nil { due[client] = .zero }
    }
    mutating func disconnect(_ client: Int, at now: Duration) { due[client] = nil }
    func wantsInput(from client: Int) -> Bool { true }
    mutating func next(for client: Int, at now: Duration) -> ConnectionStep {
        guard let turn = due[client] else { return .wait(until: nil) }
        if turn > now { return .wait(until: turn) }
        due[client] = now + .milliseconds(50)
        return .send(turn == .zero ? text : [UInt8(ascii: "x")])
    }
    func rest(at now: Duration) -> Bool { false }
}
