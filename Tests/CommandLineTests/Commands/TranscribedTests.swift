import MNCore
import MNSim
import Testing

@testable import mn

/// Where a profile comes from, as the commands say it.
@Suite(.serialized) struct `A transcribed profile on the command line` {
    private static var world: TestWorld {
        var profile = TestMachines.all[5]
        profile.id = "published-8gb"
        profile.provenance = .transcribed
        profile.sources = ["https://example.org/machine"]
        profile.transcription = Transcription(
            commit: "5caf648", leftOut: ["dmesg\u{1B}[2J"],
            composed: [JSONPointer(["evidence", "1"])])
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/p/x.json": profile.json.text()])
        world.environment["MN_PROFILES_PATH"] = "/p"
        return world
    }

    @Test func `is listed with its class`() async throws {
        let session = await Self.world.run("profile list published-*")
        #expect(session.output.contains("transcribed"))
        let json = try await Self.world.run("profile list published-* --json").json
        #expect(json["profiles"]?.array?.first?["provenance"] == "transcribed")
    }

    @Test func `is shown with its revision and what was left out and composed`() async throws {
        let session = await Self.world.run("profile show published-8gb")
        for words in [
            "transcribed", "https://example.org/machine", "5caf648", "Left out:\n  - dmesg",
            "/evidence/1 (file /proc/meminfo)",
        ] {
            #expect(session.output.contains(words), "\(words)")
        }
        #expect(!session.output.contains("\u{1B}"))
        let json = try await Self.world.run("profile show published-8gb --json").json
        #expect(json["provenance"]?["composed"] == ["/evidence/1"])
    }

    @Test func `is told apart from another class`() async throws {
        let line = "profile diff published-8gb test-cuda-8gb"
        let session = await Self.world.run(line)
        #expect(
            session.output.hasPrefix("- published-8gb: A machine with a card of 8 GB (transcribed)")
        )
        let json = try await Self.world.run("\(line) --json").json
        #expect(json["provenance"]?["a"]?["commit"] == "5caf648")
        #expect(json["provenance"]?["b"]?["class"] == "synthetic")
    }

    @Test func `is no parent of an untouched one when it is recorded again`() async throws {
        let json = try await Self.world.run("profile record --profile published-8gb").json
        #expect(json["provenance"]?["class"] == "derived")
        #expect(json["provenance"]?["commit"] == nil)
    }

    @Test func `counts in coverage with the verdicts that rest on nothing composed`() async throws {
        var world = Self.world
        world.scenarios = [:]
        let session = await world.run("sim coverage")
        #expect(session.output.contains("Real machines: 1 of "))
        let json = try await world.run("sim coverage --json").json
        #expect(json["real_machines"]?["profiles"]?["real"] == 1)
    }
}
