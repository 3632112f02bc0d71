import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `A file that is checked` {
    private static func check(
        _ text: String, _ environment: [String: String] = ["HOME": "/home/user"]
    ) async throws -> Session {
        var world = TestWorld()
        world.environment = environment
        world.files = MemoryFiles(texts: ["/f": text])
        return await world.run("support check /f --json")
    }

    static let privates: [(text: String, kind: String)] = [
        ("a\npassword: canary-1\n", "secret"), ("hf_canarycanarycanary00", "secret"),
        ("{\"headers\": [{\"name\": \"Cookie\", \"value\": \"canary-2\"}]}", "secret"),
        ("{\"a\": 1}\n{\"args\": [\"--token\", \"canary-3\"]}\n", "secret"),
        ("http://me:canary@host/", "secret"),
        ("-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----", "secret"),
        ("it says canary-own here", "secret"),
        ("{\"x\": \"{\\\"pwd\\\": \\\"canary\\\"}\"}", "secret"),
        ("/home/canary/x", "identity"), ("10.1.2.3", "identity"),
        ("02:42:ca:fe:00:01", "identity"), ("canary@corp.example.net", "identity"),
        ("http://canary.corp/x", "identity"), ("on canaryhost now", "identity"),
    ]

    @Test(arguments: privates.map(\.text))
    func `is refused with what is in it, which is not shown`(text: String) async throws {
        let kind = try #require(Self.privates.first { $0.text == text }?.kind)
        let session = try await Self.check(
            text, ["HOME": "/home/user", "MY_TOKEN": "canary-own", "HOSTNAME": "canaryhost"])
        #expect(session.exitCode == .failed)
        let json = try session.json
        #expect(json["ok"] == false)
        let totals = json["totals"]?.array ?? []
        let total = totals.first { $0["class"]?.string == kind }?["count"]?.integer ?? 0
        #expect(total > 0, "\(session.output)")
        #expect(!session.output.contains("canary"))
        #expect(json["findings"]?.array?.isEmpty == false)
    }

    @Test(arguments: [
        "plain\n", "{\"max_tokens\": 12, \"pass\": 3}", "127.0.0.1 /home/user/x [redacted]",
    ])
    func `is fine if there is nothing`(text: String) async throws {
        let session = try await Self.check(text)
        #expect(session.exitCode == .done, "\(session.output)")
        #expect(try session.json["ok"] == true)
    }

    @Test(arguments: ["", " \n\n", "{\"a\": 1,\n", "a\u{0}b"])
    func `is not fine if it cannot all be read`(text: String) async throws {
        let session = try await Self.check(text)
        #expect(session.exitCode == .failed)
        #expect(try session.json["ok"] == false)
        #expect(try session.json["obstacle"]?.string != nil)
    }

    @Test func `is told in words too`() async throws {
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/f": "x\ntoken=canary-123456\n"])
        let session = await world.run("support check /f")
        #expect(session.output.contains("line 2 (secret) token=[redacted]"))
        #expect(session.output.contains("Do not send it"))
        #expect(!session.output.contains("canary"))
    }

    @Test func `has its findings counted and not all told`() async throws {
        let session = try await Self.check(
            String(repeating: "token=canary-123456\n", count: 1_000))
        let json = try session.json
        #expect(json["totals"]?.array?.first?["count"]?.integer == 1_000)
        #expect(json["findings"]?.array?.count == 100)
    }
}
