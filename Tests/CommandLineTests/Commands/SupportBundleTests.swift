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
        #expect(await world.run("support bundle -o /b.json --run 2").exitCode == .failed)
        #expect(await world.run("support bundle -o /c.json --run 2").exitCode == .done)
        bundle = try Self.bundle(files, "/c.json")
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

    private func tells(
        _ lines: [String] = ["model doctor"], _ variables: [String: String] = [:],
        _ texts: [String: [UInt8]] = [:], _ answer: String = "no"
    ) async throws {
        let files = MemoryFiles(texts)
        var world = TestWorld(docker: StubRunner(status: 500, answer), files: files)
        world.room = .max
        world.environment.merge(variables) { $1 }
        for line in lines { _ = await world.run(line) }
        let session = await world.run("support bundle -o /b.json")
        #expect(session.exitCode == .done, "\(session.error)")
        let bundle = try Self.bundle(files)
        #expect(bundle.checks.allSatisfy { $0.result == "passed" }, "\(bundle.checks)")
        #expect(!bundle.text.contains("zorb"))
    }

    @Test(arguments: [
        "HTTP://LOCALHOST:1", "http://Localhost:1", "LOCALHOST:1", "ftp://u:zorb@zorb", "zorb::bad",
        "http://zorb.corp:1,http://u:zorb@zorb.corp:2", "http://zorb host:1", "http://",
        "http://:80", "http://[::1", "http://127.0.0.1:1/zorb path", "zorb%20:x",
    ]) func `tells the same of a bad address`(value: String) async throws {
        try await tells(["model doctor"], ["MODEL_RUNNER_HOST": value])
        if !value.contains(",") { try await tells(["model doctor"], ["DOCKER_HOST": value]) }
    }

    @Test(arguments: [
        "backend", "status", "server", "engines", "models", "docker", "llama", "doctor", "user",
    ]) func `tells the same where a name is a word of ours`(name: String) async throws {
        for line in ["model doctor", "model install qwen3:0.6b --force"] {
            try await tells(
                [line], ["USER": name, "HOSTNAME": name], [:], "open /home/\(name)/x: no \(name)")
        }
    }

    @Test(arguments: [
        "dial tcp 10.1.2.3:3128: connect: refused", "see www.dockerstatus.com",
        "\u{1B}[31mzorb\u{1B}[0m",
        "\u{1B}]0;zorb\u{7}after", "zo\u{8}rb", "zo\0rb bad", "\u{FEFF}zorb bad", "zo\u{200D}rb",
        "\u{202E}zorb\u{202C}", "zo\u{AD}rb", "\u{9B}31mzorb", "zorb\rzorb", "\u{1B}",
    ]) func `tells the same of what a runner says`(text: String) async throws {
        try await tells(["model install qwen3:0.6b --force"], [:], [:], "error: \(text)")
        let document: JSON = ["llama.cpp": .string("Error: \(text)")]
        for answer in [document.text(.compact), document.text(.compact) + "\n{}"] {
            try await tells(["model doctor"], [:], [:], answer)
        }
    }

    @Test(arguments: [
        #"{"models":{"docker.io/zorb/x:latest":{"owners":["zorb"],"n":1e999}}}"#,
        #"{"models":{"a zorb key":{"owners":["zorb"]}}}"#, #"{"models":{"":{"owners":[]}}}"#,
        #"{"models":{"me@zorb.com":{"owners":["zorb"],"~zorb/x":1.50}}}"#,
    ]) func `is made of an odd ledger`(text: String) async throws {
        try await tells(
            ["model install qwen3:0.6b --force"], [:],
            ["/home/user/.mn/models/ownership.json": Array(text.utf8)])
    }

    @Test func `is made of a catalog that is not UTF-8`() async throws {
        let text = #"{"models":[{"id":"zorbmodel:1b","notes":"zorb"}]}"#
        let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [
            wide, [0xFF, 0xFE] + wide, [0] + wide.dropLast(),
            [0xEF, 0xBB, 0xBF] + Array(text.utf8),
            Array(#"{"models":[{"id":"z"#.utf8) + [0xF6] + Array(#"rb"}]}"#.utf8),
        ] {
            try await tells(
                ["model install qwen3:0.6b"], [:], [TestWorld.homeCatalog: bytes])
        }
    }
}
