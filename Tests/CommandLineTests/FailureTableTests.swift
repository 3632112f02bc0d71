import Foundation
import MNCore
import MNSim
import MNSupport
import Scenarios
import Testing

/// What `docs/failures.md` says is what the scenarios tagged `failure-N` show.
///
/// N is the row of the contract's failure catalogue. With `UPDATE=1` in the environment it is written anew.
@Suite struct `The table of failures` {
    private static let place = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/failures.md")

    /// The rows of the catalogue.
    private static let catalogue = 1...70

    /// Rows of the catalogue that no command of `mn` can meet, and why.
    private static let elsewhere: [(row: Int, situation: String, reason: String)] = [
        (
            13, "The image of the runner cannot be pulled",
            "`mn` installs no runner. What it meets afterwards is row 1."
        ),
        (16, "The origin of a web page is refused", "`mn` is no web page, and names no origin."),
        (58, "A request is larger than 10 MiB", "The requests of `mn` have some hundred bytes."),
        (
            65, "Embeddings are asked of a chat model",
            "`mn` asks for embeddings only where the catalog, the name or the backend says that they are made."
        ),
    ]

    private static let rows = FailureTable(scenarios: EmbeddedScenarios.files).rows

    private static func line(_ row: FailureTable.Row) -> String {
        let cells = [
            row.number, row.situation, "`mn \(row.command)`", row.message, row.exitCode,
            row.fix.map { "`\($0)`" } ?? "none is needed",
        ]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }

    /// The lines of the first command, from itself to its exit code.
    private static func firstStep(_ transcript: String) -> [Substring] {
        let lines = transcript.split(separator: "\n").drop { !$0.hasPrefix("$ mn ") }
        guard let end = lines.firstIndex(where: { $0.hasPrefix("? ") }) else { return [] }
        return Array(lines[...end])
    }

    @Test func `is made from the scenarios`() throws {
        let text =
            "# When the Model Runner fails\n\n"
            + "Made from the scenarios `failure-*` by a test, which says how to write it anew. The "
            + "numbers are those of the failure catalogue. Where a row does not say otherwise, the machine "
            + "has Docker Engine; with Docker Desktop the commands are those that work there.\n\n"
            + "| # | situation | command | message | exit code | first thing to do |\n"
            + "| --- | --- | --- | --- | --- | --- |\n"
            + Self.rows.map { Self.line($0) }.joined()
            + "\n## What does not arise\n\n"
            + "| # | situation | why `mn` does not meet it |\n| --- | --- | --- |\n"
            + Self.elsewhere.map { "| \($0.row) | \($0.situation) | \($0.reason) |\n" }.joined()
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try text.write(to: Self.place, atomically: true, encoding: .utf8)
        }
        let written = try? String(contentsOf: Self.place, encoding: .utf8)
        #expect(written == text, "UPDATE=1 swift test --filter 'table of failures' writes it anew")
    }

    @Test func `leaves out no row of the catalogue`() throws {
        let shown = Self.rows.compactMap { Int($0.number.prefix(while: \.isNumber)) }
        let elsewhere = Self.elsewhere.map(\.row)
        for row in Self.catalogue {
            #expect(shown.contains(row) != elsewhere.contains(row), "row \(row)")
        }
        #expect(Set(shown).isSubset(of: Set(Self.catalogue)))
    }

    /// An end other than success comes with something to do, and says what is the matter.
    @Test func `has a command or a step for each failure`() throws {
        for row in Self.rows {
            #expect(!row.message.isEmpty, "\(row.number)")
            if row.exitCode != "0" { #expect(row.fix != nil, "\(row.number)") }
            // That command installs a runner and removes its container (dmr-contract §10).
            #expect(row.fix?.contains("docker model status") != true, "\(row.number)")
        }
    }

    /// The longest that a command may wait is a load: the runner gives it up after five minutes
    /// (dmr-contract §1.6.3), and `mn` soon after.
    @Test func `has no failure that takes longer than a load`() throws {
        for (file, text) in EmbeddedScenarios.files
        where file.hasPrefix("failure-") && file.hasSuffix(".txt") {
            let last = Self.firstStep(text).last?.split(separator: " ") ?? []
            let seconds = last.count == 5 ? Double(last[3]) : 0
            #expect(try #require(seconds) <= 321, "\(file)")
        }
    }

    /// A situation in which nothing is installed leaves nothing behind but what the scenario names.
    @Test func `is of scenarios that look for what stays behind`() throws {
        for (file, text) in EmbeddedScenarios.files where file.hasSuffix(".json") {
            let scenario = try JSON.parse(text)
            let tags = scenario["tags"]?.array?.compactMap(\.string) ?? []
            guard tags.contains(where: { $0.hasPrefix("failure-") }) else { continue }
            let transcript = EmbeddedScenarios.files[file.replacing(".json", with: ".txt")] ?? ""
            let isPulled = transcript.contains("! mn: Pulling ")
            let isThere = scenario["then"]?["written"]?.array?.isEmpty == false
            let isListed = transcript.contains("No model is installed.")
            if isPulled { #expect(isThere != isListed, "\(file)") }
        }
    }
}
