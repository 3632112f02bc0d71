import MNCore
import MNSim
import Testing

@testable import mn

/// Receipts that were edited, and what of it is found.
extension `A merge` {
    /// Edits of the lines of a shard, with a digest that was made again, and what does not add up then.
    private static let edits:
        [(name: String, edit: @Sendable (inout [String]) -> Void, why: String)] = [
            ("a verdict that is gone", { $0.remove(at: firstPlain($0)) }, "the lines come to"),
            (
                "a verdict twice", { $0.insert($0[firstPlain($0)], at: firstPlain($0)) },
                "the model was"
            ),
            (
                "another status",
                { $0[firstPlain($0)].replace("\"status\":\"pass\"", with: "\"status\":\"fail\"") },
                "the lines come to"
            ),
            (
                "another model",
                { $0[firstPlain($0)].replace("\"model_id\":\"", with: "\"model_id\":\"x") },
                "the lines come to"
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
                "the machine was told of"
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
}
