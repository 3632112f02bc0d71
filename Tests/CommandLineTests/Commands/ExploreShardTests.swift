import MNCore
import MNSim
import Testing

@testable import mn

/// Shards of an exploration, and policies that situations are held against.
@Suite(.serialized) struct `An exploration` {
    private static let policy = "gemma4:e2b on vendor nvidia and vram >= 4GB: pass\n"
    private static let asked = "sim explore --seed q --runs 40 --only policy --policy p.policy"

    private static func run(_ line: String, _ files: [String: String] = [:]) async -> Session {
        var world = TestWorld()
        world.width = nil
        world.files = MemoryFiles(texts: ["p.policy": policy].merging(files) { $1 })
        return await world.run(line)
    }

    private static let shards = Task {
        var files: [String: String] = [:]
        for index in 1...3 {
            files["\(index)"] = await run("\(asked) --shard \(index)/3 --json").output
        }
        return files
    }

    @Test func `finds machines on which a promise does not hold`() async throws {
        let document = try await Self.run("\(Self.asked) --json").json
        let findings = try #require(document["findings"]?.array)
        #expect(!findings.isEmpty)
        for finding in findings {
            #expect(finding["invariant"] == "policy")
            // What shows it is one command.
            let line = finding["scenario"]?["steps"]?.array?.first?["run"]?.string
            #expect(line == "mn model show gemma4:e2b --compatibility")
        }
        let kept = await Self.run(
            Self.asked, ["p.policy": "* on vendor apple: pass, warning, fail, force_only\n"])
        #expect(kept.exitCode == .done, "\(kept.output)")
        // What is promised of machines by their names says nothing of others.
        let both = await Self.run(
            Self.asked,
            [
                "p.policy":
                    "* on vendor apple: pass, fail, warning, force_only\ngemma4:e2b on test-cuda-*: fail\n"
            ])
        #expect(both.error.contains("p.policy:2:1"))
        let named = await Self.run(Self.asked, ["p.policy": "gemma4:e2b on test-cuda-*: fail\n"])
        #expect(named.exitCode == .failed, "\(named.output)")
    }

    @Test func `leaves out what a waiver gives leave for`() async throws {
        let text =
            Self.policy + "allow until 9000-01-01: gemma4:e2b on vendor nvidia because \"old\"\n"
        let session = await Self.run(Self.asked, ["p.policy": text])
        #expect(session.exitCode == .done, "\(session.output)")
    }

    @Test func `is added up of its shards, in whatever order they come`() async throws {
        let files = await Self.shards.value
        let parts = try (1...3).map { try JSON.parse(files["\($0)"] ?? "") }
        let whole = try await Self.run("sim merge 3 1 2 --json", files).json
        #expect(whole["complete"] == true)
        #expect(whole["kind"] == "explore")
        #expect(whole["runs"] == 120)
        #expect(whole["steps"]?.integer == parts.map { $0["steps"]?.integer ?? 0 }.sum())
        func count(_ document: JSON) -> Int {
            (document["findings"]?.array ?? []).map { $0["count"]?.integer ?? 0 }.sum()
        }
        #expect(count(whole) == parts.map(count).sum())
        let ids = (whole["findings"]?.array ?? []).compactMap { $0["id"]?.string }
        #expect(ids.count == Set(ids).count)
        #expect(try await Self.run("sim merge 1 2 3 3 --json", files).json == whole)
        // Each is a run of its own.
        #expect(Set(files.values).count == 3)
        let text = await Self.run("sim merge 1 2 3", files)
        #expect(text.exitCode == .differs)
        #expect(text.output.hasSuffix("Of 3 shards, which are all there.\n"))
    }

    @Test func `names the shards that are missing, with their commands`() async throws {
        let files = await Self.shards.value
        let session = await Self.run("sim merge 1 3 --json", files)
        #expect(session.exitCode == .unproven)
        #expect(
            try session.json["error"]?["fixes"]?.array
                == [.string("mn \(Self.asked) --shard 2/3 --json")])
        let partial = try await Self.run("sim merge 1 3 --partial --json", files).json
        #expect(partial["shards"]?["missing"] == [2])
    }

    @Test(
        "is not added up of what does not belong together",
        arguments: [
            ("\"q\"", "\"m\"", "shards_differ"), ("\"met\": ", "\"met\": 1", "shard_twice"),
            ("\"runs\": 40", "\"runs\": -1", "receipt_edited"),
            ("mn.sim.explore/1", "mn.sim.explore/2", "newer_file"),
            ("\"total\": 3", "\"total\": 4", "shards_differ"),
            ("\"index\": 1", "\"index\": 9", "receipt_edited"),
            ("\"version\": \"", "\"version\": \"9", "receipt_edited"),
            ("\"shard\":", "\"part\":", "not_a_receipt"),
        ])
    func refused(old: String, new: String, code: String) async throws {
        var files = await Self.shards.value
        let text = try #require(files["1"])
        #expect(text.contains(old))
        files["4"] = text.replacing(old, with: new)
        let session = await Self.run("sim merge 1 2 3 4 --json", files)
        #expect(session.exitCode == .unproven)
        #expect(try session.json["error"]?["code"] == .string(code))
    }

    @Test func `has no other reports, and is not merged with verdicts`() async throws {
        var files = await Self.shards.value
        for option in ["--junit -", "--jsonl", "--html -"] {
            #expect(await Self.run("sim merge 1 2 3 \(option)", files).exitCode == .usage)
        }
        files["4"] = await Self.run("sim matrix --shard 1/1 --jsonl").output
        let session = await Self.run("sim merge 1 2 3 4 --json", files)
        #expect(try session.json["error"]?["code"] == "shards_differ")
        files["4"] = await Self.run("sim explore --only nothing --json").output
        #expect(
            try await Self.run("sim merge 4 --json", files).json["error"]?["code"] == "shard_failed"
        )
    }
}
