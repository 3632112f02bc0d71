import MNCore
import MNSim
import Testing

@testable import mn

/// The matrix as a gate, as people meet it.
@Suite(.serialized) struct `The gate of a matrix` {
    /// A world with catalogs: one that changes the default model, and one that only names it.
    private static func world(catalog: String? = nil) -> TestWorld {
        var world = TestWorld()
        world.width = nil
        world.files = MemoryFiles(texts: [
            "/large.json": #"{"gemma4:e2b": {"requirements": {"min_vram_gb": 10}}}"#,
            "/named.json": #"{"gemma4:e2b": {"name": "Ours"}}"#,
            "/backend.json": #"{"gemma4:e2b": {"backend": "vllm"}}"#, "/folder/file": "",
        ])
        world.environment["MN_MODEL_CATALOG_PATH"] = catalog
        return world
    }

    @Test(arguments: ["/large.json", "/backend.json"])
    func `holds what profiles expect against models as they are built in alone`(
        catalog: String
    ) async throws {
        let session = await Self.world(catalog: catalog).run("sim matrix")
        #expect(session.exitCode == .done)
        #expect(
            session.error
                == "mn: gemma4:e2b: not as built in, so what profiles expect is not held against the verdicts.\n"
        )
        // What a team demands is held all the same.
        let required = await Self.world(catalog: "/large.json").run([
            "sim", "matrix", "--require", "gemma4:e2b on test-cuda-8gb: pass",
        ])
        #expect(required.exitCode == .differs)
    }

    @Test func `is told of a catalog that is not there by the name that was given`() async {
        let session = await TestWorld().run("sim matrix --against /before.json")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains("mn: There is no file /before.json."))
        #expect(!session.error.contains("MN_MODEL_CATALOG_PATH"))
    }

    @Test func `holds it where a catalog changes what decides nothing`() async throws {
        let session = await Self.world(catalog: "/named.json").run("sim matrix")
        #expect(session.exitCode == .done && session.error.isEmpty)
        #expect(session.output.contains("all as their profiles expect."))
    }

    @Test func `says the whole command that updates a baseline`() async throws {
        let world = Self.world()
        let line = "sim matrix --models gemma4,llama3.2:1b --machines test-* --tags test"
        let missing = await world.run("\(line) --baseline /b.json --markdown")
        #expect(
            missing.error.contains(
                "mn sim matrix --models gemma4,llama3.2:1b --machines 'test-*' --tags test --update-baseline --baseline /b.json"
            ), "\(missing.error)")
        #expect(await world.run("\(line) --baseline /b.json --update-baseline").exitCode == .done)
        var changed = world
        changed.environment["MN_MODEL_CATALOG_PATH"] = "/large.json"
        let flips = await changed.run("\(line) --baseline /b.json --update-baseline")
        #expect(flips.exitCode == .differs)
        let hint =
            "mn sim matrix --models gemma4,llama3.2:1b --machines 'test-*' --tags test --baseline /b.json --update-baseline --accept-flips 1"
        #expect(flips.error.contains("Look at each, then: \(hint)\n"), "\(flips.error)")
        let words = hint.replacing("'", with: "").split(separator: " ").dropFirst().map(String.init)
        #expect(await changed.run(words).exitCode == .done)
    }

    @Test func `shows only what differs, or nothing`() async throws {
        let line = "sim matrix --models gemma4,llama3.2:1b"
        let broken = ["--require", "gemma4:e2b on test-cuda-*: pass,warning"]
        let words = line.split(separator: " ").map(String.init)
        let world = Self.world()
        #expect(await world.run("\(line) --quiet").output.isEmpty)
        #expect(await world.run("\(line) --quiet --markdown").output.isEmpty)
        let fine = await world.run("\(line) --only-differences")
        #expect(fine.lines.count == 1 && fine.output.contains("14 simulated verdicts: "))
        for option in ["--quiet", "--only-differences"] {
            let session = await world.run(words + broken + [option])
            #expect(session.exitCode == .differs)
            #expect(session.output.contains("1 breaking a requirement"))
            #expect(
                session.output.contains("test-cuda-6gb") && !session.output.contains("cpu-16gb"))
            #expect(!session.output.contains("marked"))
            let document = try await world.run(words + broken + [option, "--json"]).json
            #expect(document["verdicts"]?.array?.count == 1)
            #expect(document["totals"]?["fail"]?.integer == 3)
        }
        // Forms that stream say all.
        #expect(
            await world.run("\(line) --jsonl --only-differences").output
                == (await world.run("\(line) --jsonl")).output)
    }

    @Test func `shows what a change of a catalog flips`() async throws {
        let line = "sim matrix --models gemma4,llama3.2:1b --only-differences"
        let world = Self.world()
        let none = await world.run("\(line) --against /named.json")
        #expect(none.output.hasPrefix("0 verdicts of another status than by /named.json.\n"))
        let session = await world.run("\(line) --against /large.json")
        #expect(session.exitCode == .done)
        #expect(session.output.hasPrefix("1 verdict of another status than by /large.json.\n"))
        #expect(
            session.output.contains("test-cuda-8gb  gemma4:e2b  fail (cuda-small)  pass (cuda)"))
        let table = await world.run("\(line) --against /large.json --markdown")
        #expect(
            table.output.contains(
                "| test-cuda-8gb | gemma4:e2b | fail (cuda-small) | pass (cuda) |"))
        let document = try await world.run("\(line) --against /large.json --json").json
        #expect(
            document["against"]?["verdicts"] == [
                [
                    "model_id": "gemma4:e2b", "profile": "test-cuda-8gb",
                    "was": "fail (cuda-small)", "is": "pass (cuda)",
                ]
            ])
        #expect(await world.run("\(line) --against /none.json").exitCode == .failed)
        #expect(
            await world.run("\(line) --against /large.json --shard 1/2").exitCode == .usage)
    }

    @Test(arguments: ["sim matrix", "sim run", "sim merge /folder/file"])
    func `makes no folder for a report`(line: String) async throws {
        let world = Self.world()
        let session = await world.run("\(line) --junit /floder/report.xml")
        #expect(session.exitCode == .failed)
        #expect(
            session.error
                == "mn: There is no folder /floder, in which the report is to be.\n    Make it: mkdir -p /floder\n"
        )
        #expect(throws: FileFault.self) { try world.files.list("/floder") }
        let there = await world.run("\(line) --junit /folder/report.xml")
        #expect([.done, .unproven].contains(there.exitCode))
        #expect(try world.files.list("/folder") == ["file", "report.xml"])
    }
}
