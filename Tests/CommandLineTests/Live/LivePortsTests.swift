import MNCore
import MNSim
import Testing

@testable import mn

/// A runner at a port of this machine, and clients of all kinds.
@Suite struct `A port` {
    static let get = HTTPRequest("GET", "/version")

    static func asksVersion(_ endpoint: Endpoint) async throws {
        let response = try await LiveHTTP().send(
            get, to: endpoint, patience: .seconds(120), limit: nil)
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"version\":\"v1.2.6\"}\n")
    }

    @Test func `answers 200 clients at once while others say nothing and read nothing`()
        async throws
    {
        try await TestServer.with(TestServer.runner()) { endpoint in
            // They say half a word, or never take what is sent to them.
            let stop = try EndSignal()
            guard case .tcp(let host, let port) = endpoint.address else { return }
            let mute = try Mute(SocketAddress.resolve(host, port), count: 60, stop)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { try await Self.asksVersion(endpoint) } }
                try await group.waitForAll()
            }
            withExtendedLifetime(mute) {}
        }
    }

    /// Connections on which a client says half a word, or asks for much and reads none of it.
    final class Mute {
        private var connections: [Holder] = []

        init(_ addresses: [SocketAddress], count: Int, _ stop: EndSignal) throws {
            let question = "GET /models HTTP/1.1\r\nHost: localhost\r\n\r\n"
            for index in 0..<count {
                let connection = try Connection.open(
                    addresses, within: .seconds(120), patience: .milliseconds(200), stop: stop)
                let text =
                    index.isMultiple(of: 2) ? "GET /mod" : String(repeating: question, count: 2000)
                // The server takes no more from a client who does not read.
                _ = try? connection.send(Array(text.utf8))
                connections.append(Holder(connection))
            }
        }

        final class Holder {
            private let connection: Connection
            init(_ connection: consuming Connection) { self.connection = connection }
        }
    }

    @Test func `survives what is no request`() async throws {
        try await TestServer.with(TestServer.runner()) { endpoint in
            guard case .tcp(let host, let port) = endpoint.address else { return }
            for text in [
                "\u{0}\u{0}\n\n", "GET\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            ] {
                let connection = try Connection.open(
                    SocketAddress.resolve(host, port), within: .seconds(120),
                    patience: .seconds(120), stop: try EndSignal())
                #expect(try connection.send(Array(text.utf8)))
                var buffer = [UInt8](repeating: 0, count: 4096)
                let answer = try connection.receive(into: &buffer)
                #expect(
                    String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 400 Bad Request"))
                #expect(try connection.receive(into: &buffer).isEmpty)
            }
            try await Self.asksVersion(endpoint)
        }
    }

    @Test func `is wanted from its first client on, and not after a request to end`() async throws {
        let end = GracefulShutdown()
        let port = ListeningPort(try ListeningSocket(loopback: 0), gracefulShutdown: end)
        let connection = try Connection.open(
            SocketAddress.resolve("127.0.0.1", port.number), within: .seconds(120),
            patience: .seconds(120), stop: try EndSignal())
        #expect(try await port.isWanted())
        _ = connection
        let other = ListeningPort(try ListeningSocket(loopback: 0), gracefulShutdown: end)
        async let isWanted = other.isWanted()
        while !end.isAsked {
            end.take()?()
            await Task.yield()
        }
        #expect(try await !isWanted)
        let waiting = Task { try await other.isWanted() }
        waiting.cancel()
        #expect(try await !waiting.value)
    }

    @Test func `that is taken is not taken again`() throws {
        let ports = LivePorts(gracefulShutdown: GracefulShutdown())
        let port = try ports.open(0)
        #expect(throws: PortFault.taken(port.number)) { try ports.open(port.number) }
    }

    @Test func `brings faults over the wire`() async throws {
        let faults: [(RunnerFault.Kind, TransportFault)] = [
            (.closeAfter(ByteCount(5)), .cut), (.closeAfter(ByteCount(0)), .cut),
            (.resetByPeer, .cut), (.garbageThenClose, .garbled("not HTTP")),
            (.stallAfter(parts: 0), .timedOut),
        ]
        for (kind, fault) in faults {
            try await TestServer.with(TestServer.runner([RunnerFault("fault", kind)])) { endpoint in
                _ = await #expect(throws: fault) {
                    try await LiveHTTP().send(
                        Self.get, to: endpoint,
                        patience: fault == .timedOut ? .milliseconds(500) : .seconds(120),
                        limit: nil)
                }
            }
        }
    }
}
