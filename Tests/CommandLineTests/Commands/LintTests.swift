import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `Lint on the command line` {
    private static let flawed = """
        {"schema": "mn.profile/1", "id": "flawed", "title": "Flawed",
         "provenance": {"class": "synthetic", "sources": ["made up, no seed"]}, "rest": "absent",
         "expect": {"gemma4:e2b": {"rule": "cuda", "status": "pass"}},
         "evidence": [
           {"platform": {"system": "Linux", "release": "6.8", "machine": "x86_64", "process": "x86_64"}},
           {"file": "/etc/passwd", "text": "anna:/home/anna\\n"}]}
        """

    private static var world: TestWorld {
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/p/flawed.json": flawed, "/p/broken.json": "{"])
        return world
    }

    @Test func `ends with 7 where there is an error`() async throws {
        let session = await Self.world.run("profile lint /p/flawed.json")
        #expect(session.exitCode == .differs && session.error.isEmpty)
        #expect(session.output.contains("error: flawed /expect/gemma4:e2b: "))
        #expect(session.output.contains("warning: flawed /evidence/1: "))
        #expect(session.output.hasSuffix("1 profile: 2 errors, 1 warning.\n"))
        #expect(session.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `goes on after a file that is no profile`() async throws {
        let json = try await Self.world.run("profile lint --profiles /p --json").json
        let findings = json["findings"]?.array ?? []
        #expect(findings.contains { $0["code"]?.string == "unreadable" })
        #expect(findings.contains { $0["profile"]?.string == "flawed" })
        #expect(json["profiles"]?.integer == TestMachines.texts.count + 2)
    }

    @Test func `lets warnings pass, unless it is strict`() async {
        var world = TestWorld()
        let text = Self.flawed.replacing("anna:/home/anna", with: "hello")
            .replacing(
                "\"rule\": \"cuda\", \"status\": \"pass\"",
                with: "\"rule\": \"insufficient-evidence\", \"status\": \"fail\"")
        world.files = MemoryFiles(texts: ["/p/odd.json": text])
        #expect(await world.run("profile lint /p/odd.json").exitCode == .done)
        #expect(await world.run("profile lint /p/odd.json --strict").exitCode == .differs)
    }

    @Test func `knows no profile of another name`() async {
        let session = await Self.world.run("profile lint no-such-*")
        #expect(session.exitCode == .failed && session.error.contains("No profile matches"))
    }
}
