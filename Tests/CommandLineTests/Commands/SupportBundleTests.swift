import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

/// `mn support bundle`, from a run that failed to the file.
@Suite(.serialized) struct `A bundle of this machine` {
    private static func failed(_ lines: String...) async -> (TestWorld, MemoryFiles) {
        let files = MemoryFiles([:])
        var world = TestWorld(files: files)
        world.room = .max
        for line in lines {
            world.seed += 1
            _ = await world.run(line)
        }
        return (world, files)
    }

    private static func bundle(_ files: MemoryFiles, _ path: String = "/b.json") throws -> Bundle {
        try Bundle.read(try #require(files.all[path]), name: path)
    }

    @Test func `is of the newest run that failed, or of the one that is asked for`() async throws {
        let (world, files) = await Self.failed("model doctor", "model install gemma4:e2b")
        let session = await world.run("support bundle -o /b.json")
        #expect(session.exitCode == .done, "\(session.error)")
        var bundle = try Self.bundle(files)
        #expect(bundle.run?.arguments == ["model", "install", "gemma4:e2b"])
        #expect(bundle.run?.exitCode != 0)
        #expect(bundle.timing.count == (bundle.run?.events.count ?? 0) + 1)
        #expect(bundle.checks.map(\.name).contains("twin"))
        #expect(bundle.checks.allSatisfy { $0.result == "passed" }, "\(bundle.checks)")
        #expect(await world.run("support bundle -o /b.json --run 2").exitCode == .done)
        bundle = try Self.bundle(files)
        #expect(bundle.run?.arguments == ["model", "doctor"])
        // The doctor that a bundle asks leaves no recording of its own.
        #expect(files.all.keys.count { $0.contains("/recording-") } == 2)
    }

    @Test func `is refused where there is no such run, or nothing stands at a pointer`()
        async throws
    {
        let (world, files) = await Self.failed("model doctor")
        for (line, exit) in [
            ("--run 2", ExitCode.failed), ("--run 0", .usage), ("--run x", .usage),
            ("--drop logs", .usage), ("--drop /nothing", .failed), ("--drop /manifest", .failed),
        ] {
            let session = await world.run("support bundle -o /b.json \(line)")
            #expect(session.exitCode == exit, "\(line): \(session.error)")
            #expect(files.all["/b.json"] == nil)
        }
    }

    @Test func `is about the doctor where no run is kept`() async throws {
        let (world, files) = await Self.failed()
        #expect(await world.run("support bundle -o /b.json").exitCode == .done)
        let bundle = try Self.bundle(files)
        #expect(bundle.run?.arguments.prefix(2) == ["model", "doctor"])
        #expect(bundle.doctor == nil && bundle.gaps.contains { $0.section == .doctor })
        #expect(bundle.machine?.provenance == .recorded)
    }

    @Test func `of another machine is not called recorded`() async throws {
        let (world, files) = await Self.failed()
        let session = await world.run("support bundle -o /b.json --profile test-cuda-8gb")
        #expect(session.exitCode == .done, "\(session.error)")
        #expect(try Self.bundle(files).machine?.provenance == .derived)
    }

    @Test func `keeps at home what stands for what, and only there`() async throws {
        let (world, files) = await Self.failed("model doctor")
        let session = await world.run("support bundle -o /b.json --json")
        let name = try #require(try session.json["map"]?.string)
        let map = try #require(files.all["/home/user/.mn/\(name)"])
        #expect(try JSON.parse(map)["bundle"] == session.json["digest"])
        #expect(try session.json["bytes"]?.integer == files.all["/b.json"]?.count)
    }
}
