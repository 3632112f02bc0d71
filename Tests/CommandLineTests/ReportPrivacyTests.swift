import MNCore
import MNSim
import Testing

@testable import mn

/// What is written to files, which goes out as the terminal's text does.
@Suite struct `A report in a file` {
    /// A user whose secret is what a model is called, so that it stands in every report.
    private static let environment = [
        "API_TOKEN": "e2b-canary", "HOME": "/home/canary", "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": "/summary.md",
    ]

    private func run(_ arguments: [String], _ files: [String: String] = [:]) async -> [String:
        String]
    {
        let files = MemoryFiles(files.mapValues { Array($0.utf8) })
        var world = `The scenarios`.world(files: files)
        world.environment = Self.environment
        _ = await Program.run(arguments, world)
        return files.all.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [["tpyo", "sim", "matrix"], ["sim", "tpyo", "run"], ["tpyo"]])
    func `stays where the line names no command`(_ words: [String]) async {
        let files = await run(words + ["--junit", "/j.xml"], ["/j.xml": "of yesterday"])
        #expect(files["/j.xml"] == "of yesterday")
    }

    @Test func `of a matrix holds no secrets`() async throws {
        let baseline = """
            {"schema": "mn.baseline/1", "data": "2026-11-26",
             "verdicts": {"gemma4:e2b": {"of-e2b-canary": "fail cuda-small"}}}
            """
        let files = await run(
            [
                "sim", "matrix", "--machines", "nvidia-rtx2060-6gb", "--junit", "/j.xml",
                "--baseline", "/b.json",
            ], ["/b.json": baseline])
        let summary = files["/summary.md"] ?? ""
        let report = files["/j.xml"] ?? ""
        #expect(!(summary + report).contains("e2b-canary"), "\(summary) \(report)")
        #expect(summary.contains(Secrets.mask) && report.contains(Secrets.mask), "\(files)")
        _ = try XMLReader.read(Array(report.utf8), limit: 1 << 20)
    }

    @Test func `of scenarios holds no secrets and stays XML`() async throws {
        let scenario = """
            {"schema": "mn.scenario/1", "title": "T", "intent": "password: e2b-canary in /home/canary/x",
             "steps": [{"run": ["mn", "--version"], "exit": 9}]}
            """
        let files = await run(
            ["sim", "run", "--scenarios", "s", "--junit", "/j.xml"], ["s/a.json": scenario])
        let report = files["/j.xml"] ?? ""
        #expect(report.contains("<failure") && !report.contains("canary"), "\(files)")
        let suite = try XMLReader.read(Array(report.utf8), limit: 1 << 20)["testsuite"]
        #expect(suite?.attributes["tests"] == "1")
    }
}
