package import MNCore
import MNSim

/// What two support files say differently.
package struct SupportDifference: Sendable {
    /// Something that is not the same in both; nil where one does not have it.
    package struct Item: Hashable, Sendable {
        package var name: String
        package var left: String?
        package var right: String?
    }

    /// The command, how it ended, the program and what it printed.
    package private(set) var run: [Item] = []
    package private(set) var facts: [Item] = []
    package private(set) var verdicts: [Item] = []
    /// Questions, each with its answers in few words, or the first line that differs.
    package private(set) var exchanges: [Item] = []
    package private(set) var variables: [Item] = []
    package private(set) var files: [Item] = []

    package var sections: [(name: String, items: [Item])] {
        [
            ("run", run), ("facts", facts), ("verdicts", verdicts), ("exchanges", exchanges),
            ("variables", variables), ("files", files),
        ]
    }

    package var isEmpty: Bool { sections.allSatisfy(\.items.isEmpty) }

    /// - Parameter models: of which the verdicts are compared.
    package init(_ left: SupportFile, _ right: SupportFile, models: [Model]) async {
        compareRuns(left.run, right.run)
        if let here = left.machine, let there = right.machine {
            let difference = await ProfileDifference(here, there, models: models)
            facts = difference.facts.map { Item(name: $0.label, left: $0.left, right: $0.right) }
            verdicts = difference.verdicts.map {
                Item(
                    name: $0.model, left: "\($0.left.status.rawValue) (\($0.left.rule.rawValue))",
                    right: "\($0.right.status.rawValue) (\($0.right.rule.rawValue))")
            }
        }
        exchanges = Self.exchanges(left.events, right.events)
        variables = Self.items(left.run?.environment ?? [:], right.run?.environment ?? [:]) { $0 }
        files = Self.items(left.files, right.files) { Words.count($0.count, "byte") }
    }

    private mutating func compareRuns(_ left: Trace?, _ right: Trace?) {
        func add(_ name: String, _ value: (Trace) -> String?) {
            let (a, b) = (left.flatMap(value), right.flatMap(value))
            if a != b { run.append(Item(name: name, left: a, right: b)) }
        }
        add("command") { CommandWords.line(["mn"] + $0.arguments) }
        add("mn") { $0.version }
        add("exit") { $0.exitCode.map { "\($0)" } ?? "none" }
        let streams: [(String, (Trace) -> String)] = [
            ("standard output", { $0.ending.standardOutput }),
            ("standard error", { $0.ending.standardError }),
        ]
        for (name, text) in streams {
            let (a, b) = (left.map(text) ?? "", right.map(text) ?? "")
            guard let lines = Self.firstLines(Array(a.utf8), Array(b.utf8)) else { continue }
            run.append(Item(name: name, left: lines.0, right: lines.1))
        }
    }

    /// Answers to the same question are compared in their order: the first with the first.
    private static func exchanges(_ left: [Trace.Event], _ right: [Trace.Event]) -> [Item] {
        var times: [String: Int] = [:]
        return Pairs(questionsOf: left, right).rows.compactMap { row in
            let question = (row.left ?? row.right)?.question ?? ""
            let time = times[question, default: 0] + 1
            times[question] = time
            if row.left == row.right { return nil }
            let name = time == 1 ? question : "\(question), time \(time)"
            if let left = row.left, let right = row.right,
                let lines = firstLines(left.text, right.text)
            {
                return Item(name: name, left: lines.0, right: lines.1)
            }
            let words = (row.left?.answerWords, row.right?.answerWords)
            // What differs beside the text, such as a field of a head, is of no matter.
            return words.0 == words.1 ? nil : Item(name: name, left: words.0, right: words.1)
        }
    }

    /// The first line of each text that the other does not have; nil if the texts are equal.
    private static func firstLines(_ left: [UInt8], _ right: [UInt8]) -> (String?, String?)? {
        if left == right { return nil }
        let (a, b) = (TextLines(left).lines, TextLines(right).lines)
        let difference = LineDifference(a, b)
        func line(_ lines: [String], _ places: Set<Int>) -> String? {
            places.min().map { JSONFault.shown(String(lines[$0].unicodeScalars.prefix(400))) }
        }
        return (line(a, difference.left), line(b, difference.right))
    }

    private static func items<Value: Equatable>(
        _ left: [String: Value], _ right: [String: Value], _ words: (Value) -> String
    ) -> [Item] {
        Set(left.keys).union(right.keys).sorted().compactMap { name in
            let (a, b) = (left[name], right[name])
            if a == b { return nil }
            let item = Item(name: name, left: a.map(words), right: b.map(words))
            guard item.left == item.right else { return item }
            return Item(name: name, left: item.left, right: item.right.map { "other \($0)" })
        }
    }
}

extension Trace.Event {
    /// All the text of the answer.
    fileprivate var text: [UInt8] { Array(contents.joined(separator: [UInt8(ascii: "\n")])) }
}

extension SupportFile {
    /// What was asked in the run, and of the runner for the bundle.
    fileprivate var events: [Trace.Event] {
        let events = run?.events ?? []
        if case .bundle(let bundle) = self { return events + bundle.runner }
        return events
    }

    /// Files of state and settings, by path.
    fileprivate var files: [String: [UInt8]] {
        guard case .bundle(let bundle) = self else { return [:] }
        var files: [String: [UInt8]] = [:]
        for file in bundle.ledger + bundle.catalog { files[file.path] = file.bytes }
        return files
    }
}
