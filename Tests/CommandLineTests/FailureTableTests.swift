import Foundation
import MNCore
import MNSim
import Scenarios
import Testing

/// What `docs/failures.md` says is what the scenarios tagged `failure-N` show.
///
/// N is the row of the contract's failure catalogue. With `UPDATE=1` in the environment it is written anew.
@Suite struct `The table of failures` {
    private static let place = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/failures.md")

    private struct Row {
        var number: String
        var cells: [String]
    }

    private static func rows() throws -> [Row] {
        try EmbeddedScenarios.files.filter { $0.key.hasSuffix(".json") }.compactMap { file, text in
            let scenario = try JSON.parse(text)
            let tags = scenario["tags"]?.array?.compactMap(\.string) ?? []
            guard let tag = tags.first(where: { $0.hasPrefix("failure-") }) else { return nil }
            let transcript = try #require(
                EmbeddedScenarios.files[file.replacing(".json", with: ".txt")])
            let lines = transcript.split(separator: "\n").map(String.init)
            let problem = lines.last {
                $0.hasPrefix("! mn: ") && !$0.contains("% of ") && !$0.contains("Pulling ")
                    && !$0.contains("Loading ")
            }
            let fix = lines.first { $0.hasPrefix("!     ") }
            let exit = lines.first { $0.hasPrefix("? ") }
            return Row(
                number: String(tag.dropFirst("failure-".count)),
                cells: [
                    scenario["title"]?.string ?? "", sentence(problem?.dropFirst(6) ?? ""),
                    String(exit?.dropFirst(2).prefix { $0 != " " } ?? ""),
                    fix.map { "`\($0.dropFirst(6))`" } ?? "none is needed",
                ].map { $0.replacing("|", with: "\\|") })
        }.sorted {
            $0.number.compare($1.number, options: .numeric) == .orderedAscending
        }
    }

    /// What `mn` says, without the runner's own words behind it.
    private static func sentence(_ text: Substring) -> String {
        String(text.prefix(upTo: text.firstRange(of: " It says: ")?.lowerBound ?? text.endIndex))
    }

    @Test func `is made from the scenarios`() throws {
        let rows = try Self.rows()
        #expect(rows.count >= 30)
        let text =
            "# When the Model Runner fails\n\n"
            + "Made from the scenarios `failure-*` by a test, which says how to write it anew. `mn model "
            + "install` is run in each; the numbers are those of the failure catalogue.\n\n"
            + "| # | situation | message | exit code | first thing to do |\n"
            + "| --- | --- | --- | --- | --- |\n"
            + rows.map { "| \($0.number) | \($0.cells.joined(separator: " | ")) |\n" }.joined()
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try text.write(to: Self.place, atomically: true, encoding: .utf8)
        }
        let written = try? String(contentsOf: Self.place, encoding: .utf8)
        #expect(written == text, "UPDATE=1 swift test --filter 'table of failures' writes it anew")
    }

    /// An end other than success comes with something to do.
    @Test func `has a command or a step for each failure`() throws {
        for row in try Self.rows() where row.cells[2] != "0" {
            #expect(row.cells[3] != "none is needed", "\(row.number)")
            #expect(!row.cells[1].isEmpty, "\(row.number)")
        }
    }
}
