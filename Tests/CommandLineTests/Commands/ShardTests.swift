// long: what each edit of a part comes to is one table
import MNCore
import MNFleet
import MNSim
import Testing

@testable import mn

/// Commands that do one part of what they would.
@Suite(.serialized) struct `A part of a run` {
    private static let matrix = "sim matrix --models gemma4,qwen3:8b,llama3.2:1b"
    private static let fleet: String = {
        var counts: [FleetFacts: Int] = [:]
        for index in 1...6 {
            let facts = FleetFacts(
                system: .value(.linux), processor: .value(.x86_64),
                memory: index == 4 ? .unknown("empty") : .value(.gibibytes(Double(8 * index))))
            counts[facts] = index
        }
        return Fleet(asOf: CalendarDate("2026-11-26"), sources: [], counts: counts).text
    }()

    private static func world(_ environment: [String: String] = [:]) -> TestWorld {
        var world = TestWorld()
        world.width = nil
        world.environment.merge(environment) { $1 }
        let text = world.scenarios["test-list.json"] ?? ""
        for name in ["b", "c", "d"] { world.scenarios["\(name).json"] = text }
        world.scenarios["c.json"] = text.replacing("\"exit\": 0", with: "\"exit\": 3")
        world.files = MemoryFiles(texts: [
            "fleet.json": fleet, "b.json": baseline(gone: true), "same.json": baseline(gone: false),
        ])
        return world
    }

    private static func baseline(gone: Bool) -> String {
        var baseline = Baseline()
        for machine in TestMachines.all {
            let expected = machine.expectations[0]
            baseline["gemma4:e2b", machine.id] = .init(expected.status, expected.rule)
        }
        if gone { baseline["gemma4:e2b", "test-no-more"] = .init("pass", "cuda") }
        return baseline.text
    }

    /// Each kind of run, and whether it has a JUnit report.
    private static let runs = [
        (line: matrix, report: true), (line: "sim run", report: true),
        (line: "sim run b c", report: true), (line: "fleet verdict fleet.json", report: false),
        (line: "\(matrix) --tags test --vendors nvidia,none", report: true),
        (line: "\(matrix) --rules cuda,cpu-small", report: true),
        (line: "sim matrix --baseline b.json", report: true),
        (line: "sim matrix --baseline same.json", report: true),
    ]

    @Test(arguments: runs, [1, 3, 9])
    func `is a receipt, and all of them are the run`(
        run: (line: String, report: Bool), total: Int
    ) async throws {
        var world = Self.world()
        let whole = await world.run("\(run.line) --jsonl")
        let report = await world.run("\(run.line) \(run.report ? "--junit -" : "--json")")
        var files: [String: String] = [:]
        for index in 1...total {
            let session = await world.run("\(run.line) --shard \(index)/\(total) --jsonl")
            #expect([.done, .differs].contains(session.exitCode), "\(session)")
            #expect(session.error.hasPrefix("mn: Shard \(index)/\(total): "))
            files["\(index)"] = session.output
        }
        world.files = MemoryFiles(texts: files)
        let names = (1...total).map(String.init).joined(separator: " ")
        let merged = await world.run("sim merge \(names) --jsonl")
        #expect(merged.output == whole.output)
        #expect(merged.exitCode == whole.exitCode, "\(merged.error)")
        let document = await world.run("sim merge \(names) --json")
        #expect(try document.json["complete"] == true)
        guard run.report else {
            #expect(await world.run("sim merge \(names) --junit -").exitCode == .usage)
            #expect(try document.json["verdict"] == report.json)
            return
        }
        #expect(await world.run("sim merge \(names) --junit -").output == report.output)
    }

    /// The receipts of two parts of a run, with a digest made again after a change of the first.
    private static func merged(
        _ line: String, _ change: (inout [String]) throws -> Void
    ) async throws -> Session {
        var world = Self.world()
        var files: [String: String] = [:]
        for index in 1...2 {
            var lines = await world.run("\(line) --shard \(index)/2 --jsonl").output
                .split(separator: "\n").map(String.init)
            if index == 1 { try change(&lines) }
            let body = lines.dropLast().map { $0 + "\n" }.joined()
            var end = try #require(try JSON.parse(lines.last ?? "").object)
            end["sha256"] = .string(SHA256.hexadecimal(SHA256.digest(Array(body.utf8))))
            files["\(index)"] = body + MatrixLines.line(end)
        }
        world.files = MemoryFiles(texts: files)
        return await world.run("sim merge 1 2 --json")
    }

    @Test func `names the verdicts that it does not show, and none can be missing`() async throws {
        let line = "\(Self.matrix) --rules cuda,cpu-small"
        #expect(try await Self.merged(line) { _ in }.json["complete"] == true)
        var names: [String] = []
        let session = try await Self.merged(line) { lines in
            names = lines.filter { $0.contains("\"t\":\"hidden\"") }
            lines.removeAll { $0 == names[0] }
        }
        #expect(!names.isEmpty && session.exitCode == .unproven)
        #expect(try session.json["error"]?["code"] == "receipt_edited")
        let other = try await Self.merged(line) { lines in
            let place = lines.dropFirst().firstIndex { $0.contains(Self.twoHidden) } ?? 0
            #expect(place > 0)
            lines[place].replace(Self.twoHidden) { "[\"\($0.2)\",\"\($0.1)\"" }
        }
        #expect(other.exitCode == .unproven)
    }

    /// The names of two verdicts that are not shown.
    private static var twoHidden: Regex<(Substring, Substring, Substring)> {
        /\["([^"]+)","([^"]+)"/
    }

    @Test(arguments: [
        ("sim run", "\"ok\":true", "\"ok\":false"), ("sim run", "\"name\":\"", "\"name\":\"x"),
        ("fleet verdict fleet.json", "\"count\":", "\"count\":1"),
        ("fleet verdict fleet.json", "\"outcomes\":[{", "\"outcomes\":[{},{"),
        ("fleet verdict fleet.json", "\"id\":\"c-", "\"id\":\"c-0"),
        ("fleet verdict fleet.json", "\"is\":\"does_not_run\"", "\"is\":\"runs\""),
        ("fleet verdict fleet.json", "\"force\":true", "\"force\":false"),
        ("fleet verdict fleet.json", "{\"force\":true,\"is\":\"does_not_run\"},", ""),
    ])
    func `is not believed where its lines say something else`(
        line: String, old: String, new: String
    ) async throws {
        let session = try await Self.merged(line) { lines in
            let place = lines.dropFirst().dropLast().firstIndex { $0.contains(old) } ?? 0
            #expect(place > 0)
            lines[place].replace(old, with: new, maxReplacements: 1)
        }
        #expect(session.exitCode == .unproven)
        #expect(try session.json["error"]?["code"] == "receipt_edited")
    }

    /// Whoever adds up again what stands in one receipt does not know what the others hold.
    @Test(arguments: [false, true])
    func `has as many machines of a class as the whole says`(isAddedUp: Bool) async throws {
        let session = try await Self.merged("fleet verdict fleet.json") { lines in
            let old = lines
            lines[1].replace(/"count":[0-9]+/, with: "\"count\":77")
            func classes(_ lines: [String]) throws -> [JSON] {
                try lines.dropFirst().dropLast().map { try JSON.parse($0) }
            }
            let machines = try classes(lines).map { $0["count"]?.integer ?? 0 }.sum()
            lines[lines.count - 1].replace(/"machines":[0-9]+/, with: "\"machines\":\(machines)")
            #expect(lines != old)
            guard isAddedUp else { return }
            var set = DigestSum()
            let models = try JSON.parse(lines[0])["models"]?.array ?? []
            var outcomes = models.map { _ in [String: Int]() }
            for one in try classes(lines) {
                let count = one["count"]?.integer ?? 0
                for (place, model) in models.enumerated() {
                    set.add("\(one["id"]?.string ?? "") \(count)", model.string ?? "")
                    let outcome = one["outcomes"]?.array?[place].text(.canonical) ?? ""
                    outcomes[place][outcome, default: 0] += count
                }
            }
            var end = try #require(try JSON.parse(lines[lines.count - 1]).object)
            end["set"] = .string(set.text)
            end["outcomes"] = .array(
                outcomes.map { counts in
                    .object(
                        JSONObject(
                            counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
                })
            lines[lines.count - 1] = JSON.object(end).text(.canonical)
        }
        #expect(session.exitCode == .unproven)
        let code = try session.json["error"]?["code"]?.string
        #expect(code == (isAddedUp ? "shards_unproven" : "receipt_edited"), "\(session.output)")
    }

    @Test(arguments: ["sim run", "fleet verdict fleet.json"])
    func `tells of nothing that falls to another`(line: String) async throws {
        // The first comes last.
        let session = try await Self.merged(line) { lines in lines.swapAt(1, 2) }
        #expect(session.exitCode == .unproven)
        #expect(try session.json["error"]?["code"] == "receipt_edited")
        #expect(
            try session.json["error"]?.text(.compact).contains("falls to another shard") == true)
    }

    @Test(arguments: [
        ("\"as_of\":\"2026-11-26\"", "\"as_of\":\"2026-11-27\"", "'as_of'"),
        ("\"models\":[\"gemma4:e2b\"", "\"models\":[\"gemma4:e4b\"", ""),
        ("\"data\":\"2026", "\"data\":\"2025", "'data'"),
    ])
    func `is of another run if its first line says so`(
        old: String, new: String, words: String
    ) async throws {
        let line = "fleet verdict fleet.json --models gemma4:e2b"
        let session = try await Self.merged(line) { lines in
            let edited = lines[0].replacing(old, with: new)
            #expect(edited != lines[0])
            lines[0] = edited
        }
        #expect(session.exitCode == .unproven)
        let error = try #require(try session.json["error"])
        // Other models are other verdicts.
        #expect(error["code"]?.string == (words.isEmpty ? "receipt_edited" : "shards_differ"))
        #expect(error.text(.compact).contains(words))
    }

    @Test(arguments: ["sim matrix", "sim run", "fleet verdict fleet.json"])
    func `is told by variables, and says by which`(line: String) async throws {
        let variables = ["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "2"]
        // Nobody asks for them.
        #expect(!(await Self.world(variables).run(line)).error.contains("Shard"))
        let auto = await Self.world(variables).run("\(line) --shard auto")
        #expect(auto.error.hasPrefix("mn: Shard 2/2, from CI_NODE_INDEX: "), "\(auto.error)")
        let own = await Self.world(["MN_SHARD": "1/2"]).run(line)
        #expect(own.error.hasPrefix("mn: Shard 1/2, from MN_SHARD: "))
        let given = await Self.world(["MN_SHARD": "1/2"]).run("\(line) --shard 2/2")
        #expect(given.error.hasPrefix("mn: Shard 2/2: "))
        let alone = await Self.world().run("\(line) --shard auto")
        #expect(alone.error.hasPrefix("mn: Shard 1/1, no variable tells of more: "))
        let half = await Self.world(["CI_NODE_INDEX": "2"]).run("\(line) --shard auto --json")
        #expect(half.exitCode == .usage)
        #expect(try half.json["error"]?["code"] == "shard_unclear")
        for text in ["5/4", "0/1", "x", "2"] {
            #expect(await Self.world().run("\(line) --shard \(text)").exitCode == .usage)
        }
        let document = await Self.world().run("\(line) --shard 1/2 --json")
        #expect(document.error.isEmpty)
        #expect(
            try document.json["notices"]?.array?.first?.string?.hasPrefix("Shard 1/2: ") == true)
    }

    @Test func `that is empty succeeds, and has a receipt`() async throws {
        let session = await Self.world().run("sim matrix --shard 9/9 --jsonl")
        #expect(session.exitCode == .done)
        #expect(session.error == "mn: Shard 9/9: 0 of 7 machines.\n")
        #expect(session.lines.count == 2)
    }

    @Test func `judges what the whole decides by the whole`() async throws {
        let requirement = ["--require", "gemma4:e2b on test-apple-*: pass,fail"]
        let words = ["sim", "matrix", "--jsonl", "--shard"]
        // No Mac falls to the last shard.
        let last = await Self.world().run(words + ["7/7"] + requirement)
        #expect(last.exitCode == .done)
        let nobody = await Self.world().run(
            words + ["7/7", "--require", "gemma4:e2b on no-such: pass"])
        #expect(nobody.exitCode == .failed)
        // What is gone is told by one shard.
        let line = "sim matrix --baseline b.json --jsonl --shard"
        #expect(await Self.world().run("\(line) 1/2").exitCode == .differs)
        #expect(await Self.world().run("\(line) 2/2").exitCode == .done)
        #expect(await Self.world().run("\(line) 1/2 --update-baseline").exitCode == .usage)
        #expect(
            await Self.world(["MN_SHARD": "1/2"]).run("sim matrix --baseline n --update-baseline")
                .exitCode == .usage)
        #expect(
            await Self.world().run("sim run --update --scenarios s --shard 1/2").exitCode == .usage)
    }

    /// What Bazel gives a test that it splits: https://bazel.build/reference/test-encyclopedia.
    private static let bazel = [
        "TEST_SHARD_INDEX": "1", "TEST_TOTAL_SHARDS": "3", "TEST_SHARD_STATUS_FILE": "/status",
        "XML_OUTPUT_FILE": "/test.xml", "TEST_UNDECLARED_OUTPUTS_DIR": "/outputs",
    ]

    @Test(arguments: ["sim matrix", "sim run", "fleet verdict fleet.json"])
    func `is what Bazel asks for`(line: String) async throws {
        var world = Self.world(Self.bazel)
        world.environment["HOME"] = nil
        let session = await world.run("\(line) --shard auto")
        #expect(session.error.hasPrefix("mn: Shard 2/3, from TEST_SHARD_INDEX: "))
        #expect(try world.files.read("/status", limit: 1).isEmpty)
        let name = "mn-" + line.split(separator: " ").prefix(2).joined(separator: "-")
        let bytes = try world.files.read("/outputs/\(name)-2-of-3.jsonl", limit: 1 << 20)
        #expect(try Receipt.read(bytes, file: "r").map(\.shard) == [Shard(2, of: 3)])
        if line.hasPrefix("sim") {
            let report = String(
                decoding: try world.files.read("/test.xml", limit: 1 << 20), as: UTF8.self)
            #expect(report.hasSuffix("</testsuites>\n"))
        }
        // The same bytes as on standard output.
        let printed = await world.run("\(line) --shard auto --jsonl")
        #expect(Array(printed.output.utf8) == bytes)
    }

    @Test func `tells Bazel that it knows shards before anything else`() async throws {
        var world = Self.world(Self.bazel)
        world.files = MemoryFiles(texts: [TestWorld.homeCatalog: "{"])
        #expect(await world.run("sim matrix --shard auto").exitCode == .failed)
        #expect(try world.files.read("/status", limit: 1).isEmpty)
        let report = String(
            decoding: try world.files.read("/test.xml", limit: 1 << 20), as: UTF8.self)
        #expect(report.contains("errors=\"1\""))
        // --junit goes first, and without shards there is nothing to tell.
        #expect(await Self.world(Self.bazel).run("sim matrix --junit /own.xml").exitCode == .done)
        let other = Self.world(Self.bazel)
        _ = await other.run("sim matrix --junit /own.xml")
        #expect(throws: FileFault.self) { try other.files.read("/test.xml", limit: 1) }
        #expect(throws: FileFault.self) { try other.files.read("/status", limit: 1) }
    }

    @Test func `names the command of the whole, without what is of one shard`() async throws {
        let session = await Self.world().run(
            "sim matrix --shard 1/2 --jsonl --models all --machines test-* --junit /r.xml")
        let receipt = try #require(
            try Receipt.read(Array(session.output.utf8), file: "r").first)
        #expect(
            receipt.command == [
                "mn", "sim", "matrix", "--models", "all", "--machines", "test-*",
            ])
    }
}
