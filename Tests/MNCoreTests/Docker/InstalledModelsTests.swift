import Synchronization
import TestSupport
import Testing

@testable import MNCore
@testable import MNMachine

/// What a runner lists, and what is found in it.
@Suite struct `A list of installed models` {
    static func body(_ count: Int, tags: Int = 1) -> [UInt8] {
        let models = (0..<count).map { model in
            let tags = (0..<tags).map { #""ai/m\#(model):t\#($0)""# }.joined(separator: ",")
            return #"{"id":"sha256:\#(model)","tags":[\#(tags)]}"#
        }
        return Array("[\(models.joined(separator: ","))]".utf8)
    }

    @Test func `is read up to its limits, and is an error beyond them`() throws {
        #expect(try RunnerClient.models(Self.body(RunnerLimits.models)).count == 10_000)
        let words = [
            (Self.body(RunnerLimits.models + 1), "it lists 10001 models"),
            (Self.body(100, tags: 201), "over 20000 names"),
            (Array(#"[{"id":"\#(String(repeating: "x", count: 1025))"}]"#.utf8), "1025 bytes"),
            (
                Array(#"[{"id":"x","tags":["\#(String(repeating: "é", count: 600))"]}]"#.utf8),
                "1200"
            ),
            (Array(#"[{"tags":[]}]"#.utf8), "without an id"), (Array("{}".utf8), "no JSON array"),
        ]
        for (body, word) in words {
            do throws(TransportFault) {
                _ = try RunnerClient.models(body)
                Issue.record("\(word) was taken")
            } catch {
                #expect("\(error)".contains(word))
            }
        }
    }

    static let models: [RunnerClient.InstalledModel] = [
        .init(id: "sha256:aaaaaaaaaaaabbbb", tags: ["docker.io/ai/x:latest", "ai/y:1"]),
        .init(id: "sha256:cccccccccccc", tags: []), .init(id: "short", tags: ["hf.co/a/b"]),
        .init(id: "sha256:aaaaaaaaaaaadddd", tags: ["ai/X", "z:1"]),
    ]

    /// The index, against the look through all that it stands for.
    @Test(arguments: [
        "x", "ai/x", "X:latest", "docker.io/ai/x", "y:1", "y", "huggingface.co/a/b", "z:1",
        "sha256:aaaaaaaaaaaabbbb", "aaaaaaaaaaaabbbb", "aaaaaaaaaaaa", "aaaaaaaaaaaadddd",
        "cccccccccccc", "sha256:cccccccccccc", "short", "", "none",
    ])
    func `finds the first model that a name or an id means`(text: String) {
        let listing = RunnerClient.Listing(
            endpoint: Endpoint.modelRunner, models: Self.models)
        func means(_ model: RunnerClient.InstalledModel) -> Bool {
            model.hasID(text) || model.tags.contains { Reference($0) == Reference(text) }
        }
        #expect(listing.model(called: text) == Self.models.first(where: means))
        #expect(listing.models(besides: [text]) == Self.models.filter { !means($0) })
    }

    /// Takes requests, and answers that what was named is gone.
    private final class Listener: StubTransports {
        let targets = Mutex<[String]>([])

        func exchange(
            _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
            _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
        ) async throws(TransportFault) {
            targets.withLock { $0.append(request.target) }
            _ = receive(.head(HTTPResponseHead(status: 200)))
            _ = receive(.body(Array(#"[{"Deleted":"sha256:0"}]"#.utf8)))
        }
    }

    @Test(arguments: [
        ("docker.io/ai/gemma4:E2B", "/models/docker.io/ai/gemma4:E2B"),
        ("x HTTP/1.1\r\nHost: h\r\n\r\nDELETE /models/y", nil), ("../engines/unload", nil),
        ("x?force=true", "/models/x%3Fforce%3Dtrue"), ("x#y", "/models/x%23y"),
        ("x%2Fy", "/models/x%252Fy"), ("..", nil), ("", nil), ("a\r\nb", "/models/a%0D%0Ab"),
    ])
    func `has names that are removed and nothing else`(name: String, target: String?) async {
        let listener = Listener()
        let runner = Runner(Docker(listener, listener), at: Endpoint.modelRunner)
        do throws(RunnerRefusal) {
            try await runner.delete(name)
        } catch {
            #expect(error.reason == .badReference)
        }
        let sent = listener.targets.withLock { $0 }
        if let target { #expect(sent == [target]) }
        for target in sent {
            #expect(target.hasPrefix("/models/"))
            #expect((try? HTTPRequest("DELETE", target).wireBytes(host: "h")) != nil)
        }
    }
}
