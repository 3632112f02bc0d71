import MNCore

/// What each failure that is known says and what helps: the rows of `docs/failures.md`, made from scenarios.
package struct FailureTable: Sendable {
    package struct Row: Hashable, Sendable {
        /// The number in the failure catalogue, with a letter for a variant: `36b`.
        package var number: String
        package var situation: String
        /// The words behind `mn`.
        package var command: String
        package var message: String
        package var exitCode: String
        /// The first thing to do; nil where none is needed.
        package var fix: String?
        /// The scenario that shows it.
        package var scenario: String
    }

    /// In the order of their numbers.
    package let rows: [Row]

    /// - Parameter scenarios: scenarios and their transcripts: text by file name.
    package init(scenarios: [String: String]) {
        rows = scenarios.compactMap { file, text in
            file.hasSuffix(".json") ? Self.row(String(file.dropLast(5)), text, scenarios) : nil
        }.sorted { ($0.order, $0.number) < ($1.order, $1.number) }
    }

    private static func row(_ name: String, _ text: String, _ scenarios: [String: String]) -> Row? {
        guard text.contains("\"failure-"), let scenario = try? JSON.parse(text),
            let transcript = scenarios["\(name).txt"]
        else { return nil }
        let tags = scenario["tags"]?.array?.compactMap(\.string) ?? []
        func value(_ prefix: String) -> String? {
            tags.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        guard let number = value("failure-") else { return nil }
        let lines = firstStep(transcript)
        let (message, fix) =
            value("check-").map { finding($0, lines) } ?? (problem(lines), command(lines))
        let exit = lines.last?.dropFirst(2).prefix { $0 != " " } ?? ""
        return Row(
            number: number, situation: scenario["title"]?.string ?? "",
            command: String(lines.first?.dropFirst("$ mn ".count) ?? ""),
            message: sentence(message), exitCode: String(exit), fix: fix, scenario: name)
    }

    /// The lines of the first command, from itself to its exit code.
    private static func firstStep(_ transcript: String) -> [Substring] {
        let lines = transcript.split(separator: "\n").drop { !$0.hasPrefix("$ mn ") }
        guard let end = lines.firstIndex(where: { $0.hasPrefix("? ") }) else { return [] }
        return Array(lines[...end])
    }

    /// What a check of the doctor saw, and its fix.
    private static func finding(_ check: String, _ lines: [Substring]) -> (Substring, String?) {
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ", maxSplits: 3)
            guard words.count == 4, words[2] == check, index + 1 < lines.count else { continue }
            let next = lines[index + 1].drop { $0 == " " }
            let fix = next.hasPrefix("Fix: ") ? String(next.dropFirst("Fix: ".count)) : nil
            return (words[3].drop { $0 == " " }, fix)
        }
        return ("", nil)
    }

    /// The last thing that was said beside the progress; or else the first of the answer.
    private static func problem(_ lines: [Substring]) -> Substring {
        let said = lines.last { $0.hasPrefix("! mn: ") && !isProgress($0) }
        let answer = lines.dropFirst().first { !$0.hasPrefix("Simulated machine") }
        return said?.dropFirst("! mn: ".count) ?? answer ?? ""
    }

    /// Whether a line tells how far something is, or what it will take.
    package static func isProgress(_ line: Substring) -> Bool {
        ["% of ", "Pulling ", "Loading ", "It takes "].contains { line.contains($0) }
    }

    private static func command(_ lines: [Substring]) -> String? {
        lines.first { $0.hasPrefix("!     ") }.map { String($0.dropFirst("!     ".count)) }
    }

    /// What `mn` says, without the runner's own words behind it.
    private static func sentence(_ text: Substring) -> String {
        String(text.prefix(upTo: text.firstRange(of: " It says: ")?.lowerBound ?? text.endIndex))
    }
}

extension FailureTable.Row {
    /// The number before the letter.
    fileprivate var order: Int { Int(number.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
}

// MARK: - Finding a row

extension FailureTable {
    /// The most rows that one failure is said to be like.
    private static let mostRows = 4

    /// The rows that say what was said, the likest first; empty if nothing like it is known.
    ///
    /// Names, addresses and numbers are another machine's, and make no difference.
    ///
    /// - Parameter fix: the first thing that was told to do.
    package func rows(like message: String, fix: String?, exitCode: Int?) -> [Row] {
        let clauses = Self.clauses(Self.sentence(message[...]))
        if clauses.isEmpty { return [] }
        let fixWords = fix.map(Self.plain)
        var best: (score: Int, rows: [Row]) = (0, [])
        for row in rows where exitCode.map({ row.exitCode == "\($0)" }) ?? true {
            let other = Self.clauses(row.message)
            let shared = clauses.intersection(other).count
            let all = clauses.union(other).count
            // Half of what is said, at least.
            guard all > 0, shared * 2 >= all else { continue }
            let isSameFix = row.fix.map(Self.plain) == fixWords
            let score = shared * 100 / all + (isSameFix ? 20 : 0)
            if score > best.score { best = (score, []) }
            if score == best.score { best.rows.append(row) }
        }
        return Array(best.rows.prefix(Self.mostRows))
    }

    /// The parts of what is said, each without what is another machine's.
    private static func clauses(_ text: String) -> Set<String> {
        var parts = [text[...]]
        for mark in [". ", "; ", ": ", " ("] {
            parts = parts.flatMap { $0.split(separator: mark, omittingEmptySubsequences: true) }
        }
        return Set(parts.map { plain(String($0)) }.filter { !$0.isEmpty })
    }

    /// A text in which words that are names, addresses or numbers are one sign.
    private static func plain(_ text: String) -> String {
        let words = text.split(separator: " ").map { word -> Substring in
            let word = word.trimmingMarks
            let isForeign =
                word.contains { $0.isNumber || $0 == "/" || $0 == "@" || $0 == ":" }
                || word.hasPrefix("'")
            return isForeign ? "#" : word
        }
        return words.joined(separator: " ")
    }
}

extension Substring {
    /// Without the marks around a word.
    fileprivate var trimmingMarks: Substring {
        var word = self
        while let last = word.last, ".,;:)".contains(last) { word = word.dropLast() }
        while word.first == "(" { word = word.dropFirst() }
        return word
    }
}
