import MNCore
import MNSim
import Testing

@testable import mn

/// The client against a server in this process, over TCP and a unix socket.
@Suite struct `A live runner` {
    static let get = HTTPRequest("GET", "/models")

    /// What a client makes of a server's bytes, on both kinds of socket.
    static func meet(
        _ server: ScriptedServer, patience: Duration = .seconds(120)
    ) async throws -> [Result<HTTPResponse, TransportFault>] {
        let folder = try TemporaryFolder()
        var results: [Result<HTTPResponse, TransportFault>] = []
        for path in [nil, folder("s")] {
            results.append(
                try await TestServer.with(server, at: path) { endpoint in
                    await Self.send(endpoint, patience: patience)
                })
        }
        return results
    }

    static func send(
        _ endpoint: Endpoint, patience: Duration = .seconds(120), _ request: HTTPRequest = get,
        limit: Duration? = nil
    ) async -> Result<HTTPResponse, TransportFault> {
        do throws(TransportFault) {
            return .success(
                try await LiveHTTP().send(
                    request, to: endpoint, patience: patience, limit: limit))
        } catch {
            return .failure(error)
        }
    }

    static let framings = [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc more that nobody asked for",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc",
    ]

    @Test(arguments: framings) func `is understood in every framing`(text: String) async throws {
        for result in try await Self.meet(ScriptedServer(text)) {
            #expect(try result.get().body == Array("abc".utf8))
        }
    }

    static let faults: [(text: String, fault: TransportFault)] = [
        ("", .cut), ("HTTP/1.1 200 OK\r\n", .cut),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", .cut),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", .cut),
        ("SSH-2.0-OpenSSH_9.6\r\n", .garbled("not HTTP")),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno\r\n",
            .garbled("a chunk without size")
        ),
    ]

    @Test(arguments: faults)
    func `that breaks off or speaks nonsense is a fault`(text: String, fault: TransportFault)
        async throws
    {
        let server = text.isEmpty ? ScriptedServer([.close]) : ScriptedServer(text)
        for result in try await Self.meet(server) { #expect(result == .failure(fault)) }
    }

    @Test func `that resets the connection cuts it`() async throws {
        let server = ScriptedServer([.reset])
        let result = try await TestServer.with(server) { await Self.send($0) }
        #expect(result == .failure(.cut))
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
    func `that says nothing more is not waited for beyond patience`(text: String) async throws {
        let steps: [ConnectionStep] = text.isEmpty ? [] : [.send(Array(text.utf8))]
        let results = try await Self.meet(
            ScriptedServer(steps + [.wait(until: nil)]), patience: .milliseconds(50))
        #expect(results == [.failure(.timedOut), .failure(.timedOut)])
    }

    /// It sends a byte more whenever it is asked; only the total limit can end that.
    @Test(.timeLimit(.minutes(30))) func `that sends a byte now and then is left in time`()
        async throws
    {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", "HTTP/1.1 100 Continue\r\nX: ",
        ] {
            let result = try await TestServer.with(DrippingServer(text)) { endpoint in
                await Self.send(endpoint, limit: .milliseconds(300))
            }
            #expect(result == .failure(.timedOut))
        }
    }

    @Test func `gets nothing that would be another request`() async throws {
        let server = ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let requests = [
            HTTPRequest("GET", "/models/x HTTP/1.1\r\nHost: h\r\n\r\nDELETE /models/y"),
            HTTPRequest("GET /", "/"), HTTPRequest("GET", "/", headers: ["A": "b\r\nC: d"]),
        ]
        for request in requests {
            let result = try await TestServer.with(server) { await Self.send($0, request) }
            guard case .failure(.failed(let words)) = result else {
                Issue.record("\(result)")
                continue
            }
            #expect(words.hasSuffix("cannot be sent"))
        }
    }

    @Test func `that is not there is a fault of its own kind`() async throws {
        let folder = try TemporaryFolder()
        // A port of which no program that asks for any free one gets hold.
        #expect(await Self.send(Endpoint(host: "127.0.0.1", port: 1)) == .failure(.refused))
        #expect(await Self.send(Endpoint(.socket(folder("none")))) == .failure(.refused))
        #expect(
            await Self.send(Endpoint(host: "no such host", port: 1)) == .failure(.unknownHost))
        let long = "/" + String(repeating: "x", count: 200)
        guard case .failure(.failed) = await Self.send(Endpoint(.socket(long))) else {
            Issue.record("a path that is too long was taken")
            return
        }
    }

    @Test(.enabled(if: !Processes.isSuperuser, "the superuser may use every socket"))
    func `whose socket is not for this user is denied`() async throws {
        let folder = try TemporaryFolder()
        let result = try await TestServer.with(ScriptedServer(""), at: folder("s")) { endpoint in
            try Processes.forbid(folder("s"))
            return await Self.send(endpoint)
        }
        #expect(result == .failure(.denied))
    }

    @Test func `is left when its receiver has enough`() async throws {
        let text = "HTTP/1.1 200 OK\r\n\r\nabc"
        let server = ScriptedServer(text, then: .wait(until: nil))
        try await TestServer.with(server) { endpoint in
            for stop in ["head", "body"] {
                await #expect(throws: TransportFault.stopped) {
                    try await LiveHTTP().exchange(
                        Self.get, with: endpoint, patience: .seconds(120), limit: nil
                    ) { part in
                        if case .head = part { stop != "head" } else { false }
                    }
                }
            }
        }
    }

    /// The patience is so long that only the cancellation can end the wait.
    @Test(.timeLimit(.minutes(30)))
    func `is left when the task is cancelled, though nothing comes`()
        async throws
    {
        let server = ScriptedServer("HTTP/1.1 200 OK\r\n\r\nabc", then: .wait(until: nil))
        try await TestServer.with(server) { endpoint in
            let (heard, hear) = AsyncStream.makeStream(of: Void.self)
            let exchange = Task { () -> TransportFault? in
                do throws(TransportFault) {
                    try await LiveHTTP().exchange(
                        Self.get, with: endpoint, patience: .seconds(3600), limit: nil
                    ) { part in
                        if case .body = part { hear.yield() }
                        return true
                    }
                    return nil
                } catch {
                    return error
                }
            }
            for await _ in heard { break }
            exchange.cancel()
            #expect(await exchange.value == .stopped)
        }
    }

    @Test func `takes a body larger than any buffer, both ways`() async throws {
        let body = [UInt8](repeating: UInt8(ascii: " "), count: 3 << 20)
        try await TestServer.with(TestServer.runner()) { endpoint in
            let request = HTTPRequest("POST", "/engines/unload", body: body + Array("{}".utf8))
            let response = try await Self.send(endpoint, request).get()
            #expect(String(decoding: response.body, as: UTF8.self) == "{\"unloaded_runners\":0}\n")
        }
    }

    @Test func `is asked by docker, which ends in time and has its variables`()
        async throws
    {
        let folder = try TemporaryFolder()
        let _: String = try folder.program(
            "docker",
            "echo \"$1 $MORE $MODEL_RUNNER_NO_AUTO_INSTALL\"; printf two; [ $1 = ok ] || sleep 60")
        func run(_ word: String, _ limit: Duration, path: String) async -> CommandResult {
            let processes = LiveProcesses(environment: ["PATH": path, "MORE": "x"])
            return await Docker(LiveHTTP(), processes).run(word, within: limit)
        }
        let path = folder.path + ":/usr/bin:/bin"
        let result = await run("ok", .seconds(60), path: path)
        #expect(result.ending == .exited(0))
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == "ok x 1\ntwo")
        #expect(await run("hang", .milliseconds(300), path: path).ending == .timedOut)
        #expect(await run("ok", .seconds(60), path: "/nowhere").ending == .absent)
    }
}
