import MNCore
import MNSim
import Testing

@testable import mn

/// Receipts that were edited, and what of it is found.
extension `A merge` {
    /// Edits of the lines of a shard, with a digest that was made again, and what does not add up then.
    private static let edits:
        [(name: String, edit: @Sendable (inout [String]) -> Void, why: String)] = [
            (
                "a verdict that is gone", { $0.remove(at: firstPlain($0)) },
                "a verdict before it is not there"
            ),
            (
                "a verdict twice", { $0.insert($0[firstPlain($0)], at: firstPlain($0)) },
                "not in its place among the models"
            ),
            (
                "two verdicts on a machine exchanged", { $0.swapAt(0, 1) },
                "not in its place among the models"
            ),
            (
                "the reasons of two verdicts exchanged",
                { lines in
                    guard
                        let place = lines.indices.dropLast().first(where: {
                            lines[$0].contains("\"t\":\"why\"")
                                && lines[$0 + 1].contains("\"t\":\"why\"")
                        })
                    else { return }
                    lines.swapAt(place, place + 1)
                }, "there is no such verdict before it"
            ),
            (
                "another status",
                { $0[firstPlain($0)].replace("\"status\":\"pass\"", with: "\"status\":\"fail\"") },
                "the lines come to"
            ),
            (
                "another model",
                { $0[firstPlain($0)].replace("\"model_id\":\"", with: "\"model_id\":\"x") },
                "not in its place among the models"
            ),
            (
                "a difference without its reasons",
                { lines in lines.removeAll { $0.contains("\"t\":\"why\"") } },
                "lacks its line of reasons"
            ),
            (
                "no difference where reasons are",
                { lines in
                    for place in lines.indices where lines[place].contains("\"t\":\"verdict\"") {
                        lines[place].replace(/"differences":\[[^\]]*\]/, with: "\"differences\":[]")
                    }
                }, "there is no such verdict before it"
            ),
            (
                "a verdict that is not shown",
                { lines in
                    lines.append("{\"model_ids\":[\"m\"],\"profile\":\"z\",\"t\":\"hidden\"}")
                }, "no verdict of this run is left out"
            ),
            (
                "a machine in two places", { $0.append($0[firstPlain($0)]) },
                "the lines come to"
            ),
        ]

    /// The first verdict on a machine that passes and is as wanted.
    private static func firstPlain(_ lines: [String]) -> Int {
        lines.firstIndex {
            $0.contains("\"differences\":[]") && $0.contains("\"status\":\"pass\"")
        } ?? 0
    }

    @Test(arguments: edits.indices)
    func `counts the lines, whatever digest stands below them`(place: Int) async throws {
        let edit = Self.edits[place]
        var (matrix, files) = try await Self.four()
        #expect(await Self.merge(files, "--jsonl").output == (try matrix.run().lines))
        files["2"] = Self.resealed(files["2"] ?? "") { text in
            var lines = text.split(separator: "\n").map(String.init)
            let (first, last) = (lines.removeFirst(), lines.removeLast())
            edit.edit(&lines)
            return ([first] + lines + [last]).map { $0 + "\n" }.joined()
        }
        try await Self.requireRefused(
            files, "receipt_edited", ["2 is not as mn wrote it", edit.why])
    }

    @Test(arguments: ["\"cells\":24", "\"flip\":", "\"wishes\":[\"expectations\",\"baseline\""])
    func `holds what the end says against the lines`(text: String) async throws {
        var (_, files) = try await Self.four()
        let other = [
            "\"cells\":24": "\"cells\":25", "\"flip\":": "\"flip\":1",
            "\"wishes\":[\"expectations\",\"baseline\"": "\"wishes\":[\"expectations\"",
        ]
        for (name, receipt) in files {
            var lines = receipt.split(separator: "\n").map(String.init)
            let end = lines.removeLast()
            let edited = end.replacing(text, with: other[text] ?? "")
            if edited == end { continue }
            files[name] = (lines + [edited]).map { $0 + "\n" }.joined()
            return try await Self.requireRefused(
                files, "receipt_edited", ["\(name) is not as mn wrote it"])
        }
        Issue.record("No end has \(text).")
    }

    @Test func `leaves lines of a kind that is not known`() async throws {
        var (matrix, files) = try await Self.four()
        files["3"] = Self.resealed(files["3"] ?? "") { text in
            var lines = text.split(separator: "\n").map(String.init)
            lines.insert("{\"t\":\"later\",\"value\":1}", at: 2)
            return lines.map { $0 + "\n" }.joined()
        }
        #expect(files["3"]?.contains("later") == true)
        #expect(await Self.merge(files, "--jsonl").output == (try matrix.run().lines))
        #expect(await Self.merge(files, "--junit -").output == (try matrix.run().junit))
    }

    @Test func `refuses first lines that say different things of the whole`() async throws {
        var (_, files) = try await Self.four()
        files["2"] = Self.resealed(files["2"] ?? "") {
            $0.replacing(/"data":"[0-9-]*"/, with: "\"data\":\"2020-01-01\"")
        }
        try await Self.requireRefused(
            files, "shards_differ", ["what differs is 'data'", "2020-01-01", "in shard 2 (2)"])
    }

    @Test(arguments: [
        "[]", "[\"rm\",\"-rf\",\"/\"]", "[\"mn\",\"sim\"]", "[\"mn\",\"sim\",\"matrixes\"]",
        "[\"mn sim matrix\"]", "[\"mn\",\"fleet\",\"verdict\"]", "\"mn sim matrix\"",
        "[\"mn\",\"sim\",\"matrix\",\"a\\nrm -rf /\"]",
        "[\"mn\",\"sim\",\"matrix\",\"\\u001b[2K\"]", "[\"mn\",\"sim\",\"matrix\",\"a\u{202E}b\"]",
    ])
    func `shows no command that makes no shard`(command: String) async throws {
        var (_, files) = try await Self.four()
        files["3"] = nil
        let words = "[\"mn\",\"sim\",\"matrix\",\"--models\",\"all\"]"
        files["1"] = Self.resealed(files["1"] ?? "") { $0.replacing(words, with: command) }
        try await Self.requireRefused(files, "receipt_edited", ["1 is not as mn wrote it"])
    }

    private typealias Slices = ArraySlice<Matrix.Slice>

    /// What two shards judge, if not what falls to them.
    private static let deals: [(name: String, deal: @Sendable (Slices, Slices) -> [Slices])] = [
        ("each what falls to the other", { [$1, $0] }),
        ("one more and one less", { [$0 + $1.prefix(1), $1.dropFirst()] }),
        ("one less and one more", { [$0.dropLast(), $1 + $0.suffix(1)] }),
        ("all", { [$0 + $1, []] }),
        ("two exchanged", { [$1.prefix(1) + $0.dropFirst(), $0.prefix(1) + $1.dropFirst()] }),
        ("one in both", { [$0, $0.prefix(1) + $1.dropFirst()] }),
        ("another order", { [$0.dropFirst() + $0.prefix(1), $1] }),
        (
            "another order of two",
            { [$0.prefix(2).dropFirst() + $0.prefix(1) + $0.dropFirst(2), $1] }
        ),
    ]

    @Test(arguments: deals.indices, [false, true])
    func `finds a machine that falls to another shard`(place: Int, isPartial: Bool) async throws {
        var (matrix, files) = try await Self.four()
        let (second, third) = (try #require(Shard(2, of: 4)), try #require(Shard(3, of: 4)))
        let dealt = Self.deals[place].deal(
            second.part(of: matrix.slices)[...], third.part(of: matrix.slices)[...])
        files["2"] = try matrix.run(second, judging: Array(dealt[0])).lines
        files["3"] = try matrix.run(third, judging: Array(dealt[1])).lines
        if isPartial { files["1"] = nil }
        let session = await Self.merge(files, isPartial ? "--partial --json" : "--json")
        #expect(session.exitCode == .unproven)
        let code = try session.json["error"]?["code"]?.string
        // What is twice and what is missing does not add up, wherever it is.
        let isOther = Self.deals[place].name == "one in both" && !isPartial
        #expect(code == (isOther ? "shards_unproven" : "receipt_edited"), "\(session.output)")
    }

    @Test(arguments: [
        ("\"receipt\":2,", "", "not_a_receipt", "2 is a receipt of an older mn"),
        ("\"receipt\":2,", "\"receipt\":1,", "not_a_receipt", "2 is a receipt of an older mn"),
        ("\"receipt\":2,", "\"receipt\":3,", "newer_file", "2 was written by a newer mn"),
        ("\"receipt\":2,", "\"receipt\":\"\",", "not_a_receipt", "2 is a receipt of an older mn"),
        ("\"models\":[", "\"model\":[", "receipt_edited", "missing"),
    ])
    func `knows what a receipt of its own time has`(
        old: String, new: String, code: String, words: String
    ) async throws {
        var (_, files) = try await Self.four()
        files["2"] = Self.resealed(files["2"] ?? "") { $0.replacing(old, with: new) }
        try await Self.requireRefused(files, code, [words])
    }
}
