import MNCore
import MNSim
import Testing

@testable import mn

/// Shards of a matrix, put together on the command line.
@Suite(.serialized) struct `A merge` {
    private static let models = Array(Catalog.builtin.models.prefix(4))

    /// Runs `mn sim merge` over texts by file name.
    static func merge(_ files: [String: String], _ options: String = "") async -> Session {
        var world = TestWorld()
        world.width = nil
        world.files = MemoryFiles(texts: files)
        return await world.run("sim merge \(files.keys.sorted().joined(separator: " ")) \(options)")
    }

    @Test func `of 200 shards of 300 classes is the run without shards, byte by byte`() async throws
    {
        let matrix = try await ShardedMatrix(machines: 300, models: Self.models)
        let whole = try matrix.run()
        #expect(Set(whole.tally.counts.keys) == Set(MatrixDifference.Kind.allCases))
        var files: [String: String] = [:]
        for index in 1...200 {
            files["\(index).jsonl"] = try matrix.run(Shard(index, of: 200)).lines
        }
        #expect(Set(files.values).count == 200)
        let lines = await Self.merge(files, "--jsonl --junit report.xml")
        #expect(lines.output == whole.lines)
        #expect(lines.exitCode == .differs)
        #expect(lines.error.isEmpty, "\(lines.error)")
        #expect(await Self.merge(files, "--junit -").output == whole.junit)
        let document = try await Self.merge(files, "--json").json
        #expect(document["complete"] == true)
        #expect(document["totals"]?["pass"]?.integer == whole.tally.statuses[.pass])
        #expect(document["differences"]?.array?.count == whole.tally.differences.count)
        let text = await Self.merge(files).output
        #expect(text.contains(whole.tally.summaryLine(isMarked: false)))
        #expect(text.hasSuffix("Of 200 shards, which are all there.\n"))
    }

    private static let small = Task {
        let matrix = try await ShardedMatrix(machines: 45, models: Array(models.prefix(2)))
        var files: [String: String] = [:]
        for index in 1...4 { files["\(index)"] = try matrix.run(Shard(index, of: 4)).lines }
        return (matrix, files)
    }

    /// Four shards of a small matrix, by file.
    static func four() async throws -> (ShardedMatrix, [String: String]) {
        try await small.value
    }

    static func requireRefused(
        _ files: [String: String], _ code: String, _ words: [String]
    ) async throws {
        let session = await merge(files, "--json")
        #expect(session.exitCode == .unproven)
        let error = try #require(try session.json["error"])
        #expect(error["code"]?.string == code, "\(error)")
        let text = error.text(.compact)
        for word in words { #expect(text.contains(word), "\(word): \(text)") }
        // The report says so, too.
        let report = await merge(files, "--junit -")
        #expect(
            report.output.contains("errors=\"1\"") && report.output.hasSuffix("</testsuites>\n"))
    }

    @Test func `names a shard that is missing, with the command that makes it`() async throws {
        var (_, files) = try await Self.four()
        files["3"] = nil
        try await Self.requireRefused(
            files, "shard_missing",
            [
                "1 shard of 4 is missing: 3.",
                "mn sim matrix --models all --shard 3/4 --jsonl > 3-of-4.jsonl",
            ])
        files["1"] = nil
        try await Self.requireRefused(files, "shard_missing", ["2 shards of 4 are missing: 1, 3."])
    }

    @Test func `counts a shard that is there twice once, and finds what is missing for it`()
        async throws
    {
        var (matrix, files) = try await Self.four()
        let whole = try matrix.run()
        files["2b"] = files["2"]
        let session = await Self.merge(files, "--jsonl")
        #expect(session.output == whole.lines && session.exitCode == .differs)
        #expect(session.error == "mn: Shard 2/4 is in 2 and in 2b, the same; it counts once.\n")
        files["3"] = nil
        try await Self.requireRefused(files, "shard_missing", ["missing: 3."])
    }

    @Test func `refuses two of one shard that differ`() async throws {
        var (_, files) = try await Self.four()
        files["2b"] = Self.resealed(files["2"] ?? "") {
            $0.replacing("\"accelerator\":\"cuda\"", with: "\"accelerator\":\"none\"")
        }
        try await Self.requireRefused(files, "shard_twice", ["Shard 2/4 is in 2 and in 2b"])
    }

    @Test func `refuses shards of another run, and says which and what differs`() async throws {
        var (matrix, files) = try await Self.four()
        files["4"] = try matrix.run(Shard(4, of: 4), version: "0.2.0").lines
        try await Self.requireRefused(
            files, "shards_differ",
            ["the version of mn: 0.1.0 in shards 1-3 (1) and 0.2.0 in shard 4 (4)"])
        files["4"] = try matrix.run(Shard(4, of: 5)).lines
        try await Self.requireRefused(
            files, "shards_differ", ["how many shards there are: 4 in shards 1-3"])
        let other = try await ShardedMatrix(
            machines: 46,
            models: matrix.matrix.subjects.compactMap {
                if case .model(let model) = $0 { model } else { nil }
            })
        files["4"] = try other.run(Shard(4, of: 4)).lines
        try await Self.requireRefused(files, "shards_differ", ["the machines"])
    }

    @Test(arguments: [0.0, 0.3, 0.9, 1.0])
    func `tells what was cut, or is being written`(share: Double) async throws {
        var (_, files) = try await Self.four()
        let bytes = Array((files["2"] ?? "").utf8)
        // At any byte, and behind the last line but one.
        let length =
            share == 1
            ? (bytes.dropLast().lastIndex(of: 0x0A) ?? 0) + 1
            : Int(saturating: Double(bytes.count) * share)
        files["2"] = String(decoding: bytes.prefix(length), as: UTF8.self)
        try await Self.requireRefused(files, "receipt_cut", ["2 is being written or was cut"])
    }

    @Test func `tells what was edited`() async throws {
        let (_, files) = try await Self.four()
        for (old, new) in [
            ("\"status\":\"pass\"", "\"status\":\"fail\""), ("class-", "klass-"), ("\n", "\r\n"),
            ("{\"accelerator\":\"", "{\"accelerator\":"), ("\"attempt\":1", "\"attempt\":2"),
        ] {
            var files = files
            files["2"] = files["2"]?.replacing(old, with: new)
            try await Self.requireRefused(files, "receipt_edited", ["2 is not as mn wrote it"])
        }
    }

    @Test func `takes the last of several attempts, and names the others`() async throws {
        var (matrix, files) = try await Self.four()
        files["0"] = files["2"]
        files["2"] = try matrix.run(Shard(2, of: 4), attempt: 2).lines
        let session = await Self.merge(files, "--jsonl")
        #expect(session.output == (try matrix.run().lines))
        #expect(
            session.error == "mn: 0 is attempt 1 at shard 2/4; attempt 2 counts, in 2.\n")
    }

    @Test func `knows what is newer, no receipt, not of shards, or of a shard that failed`()
        async throws
    {
        let (matrix, files) = try await Self.four()
        let newer = files["2"]?.replacing("mn.matrix.lines/1", with: "mn.matrix.lines/2")
        for (text, code, words) in [
            (newer ?? "", "newer_file", "2 was written by a newer mn (mn.matrix.lines/2)"),
            ("[]\n", "not_a_receipt", "2 is no receipt"),
            (try matrix.run().lines, "not_a_receipt", "a run without shards"),
            (
                MatrixLines.failure(.matrix, EmptySelection()) { $0 }, "shard_failed",
                "2 is of a shard that could not judge: No machine"
            ),
        ] {
            var files = files
            files["2"] = text
            try await Self.requireRefused(files, code, [words])
        }
    }

    @Test func `does not take as many verdicts for the same`() async throws {
        var (_, files) = try await Self.four()
        // Shard 3 says that it is shard 2, whose file is gone, and shard 3 is there as well.
        files["2"] = Self.resealed(files["3"] ?? "") {
            $0.replacing("\"shard\":{\"index\":3", with: "\"shard\":{\"index\":2")
        }
        try await Self.requireRefused(files, "shards_unproven", ["do not add up"])
    }

    @Test func `of a part makes reports, and never ends well`() async throws {
        var (_, files) = try await Self.four()
        files["3"] = nil
        let session = await Self.merge(files, "--partial")
        #expect(session.exitCode == .unproven)
        #expect(session.output.hasSuffix("Of 3 of 4 shards: this is not the whole.\n"))
        #expect(session.error.contains("1 shard of 4 is missing: 3."))
        let report = await Self.merge(files, "--partial --junit -")
        #expect(report.exitCode == .unproven)
        #expect(report.output.contains("<error type=\"shard_missing\""))
        #expect(report.output.contains("classname=\"class-0\""))
    }

    /// Any way to put shards together, some of them before others, comes to the same bytes.
    @Test func `comes to the same whatever was merged before`() async throws {
        let matrix = try await ShardedMatrix(machines: 23, models: Array(Self.models.prefix(2)))
        let whole = try matrix.run()
        var seed: UInt64 = 1
        func random(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (seed >> 33) % UInt64(bound))
        }
        for total in [1, 2, 3, 7, 23, 30] {
            let shards = try (1...total).map { try matrix.run(Shard($0, of: total)).lines }
            for _ in 0..<3 {
                var texts = shards
                while texts.count > 1 {
                    let one = texts.remove(at: random(texts.count))
                    let other = texts.remove(at: random(texts.count))
                    let merge = try ReceiptMerge(
                        try Receipt.read(Array(one.utf8), file: "a")
                            + Receipt.read(Array(other.utf8), file: "b"))
                    texts.append(String(decoding: merge.bytes, as: UTF8.self))
                    if random(2) == 0, texts.count > 1 { texts.append(one) }
                }
                let session = await Self.merge(["all": texts[0]], "--jsonl")
                #expect(session.output == whole.lines)
                #expect(await Self.merge(["all": texts[0]], "--junit -").output == whole.junit)
            }
        }
    }

    /// A receipt with a change, and the digest of what it is then.
    static func resealed(_ text: String, _ change: (String) -> String) -> String {
        let lines = change(text).split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.dropLast(2).map { $0 + "\n" }.joined()
        var end = (try? JSON.parse(String(lines[lines.count - 2])).object) ?? JSONObject()
        end["sha256"] = .string(SHA256.hexadecimal(SHA256.digest(Array(body.utf8))))
        return body + MatrixLines.line(end)
    }
}
