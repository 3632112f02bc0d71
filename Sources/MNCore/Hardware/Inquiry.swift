/// Asks a machine on behalf of a probe, and sorts each answer into known, absent or a gap.
struct Inquiry: Sendable {
    let machine: any Machine
    /// When all questions must have been answered; nil where the answers are at hand.
    var deadline: ProbeDeadline?

    /// What came back: a value, the certainty that there is nothing, or a gap.
    enum Answer<Value: Sendable>: Sendable {
        case known(Value)
        case absent
        case gap(Gap)

        /// The value, if there is one.
        var value: Value? {
            if case .known(let value) = self { value } else { nil }
        }
    }

    /// The answer itself, whatever it means.
    func answer(_ access: Access) async -> Outcome {
        let limit = deadline.map { min(access.timeLimit, $0.left(for: access)) }
        return await machine.answer(access, within: limit ?? access.timeLimit)
    }

    /// A file's text.
    func text(_ path: String) async -> Answer<TextLines> {
        switch await answer(.file(path)) {
        case .bytes(let bytes): .known(TextLines(bytes))
        case .absent: .absent
        case let outcome: .gap(Gap(.file(path), after: outcome))
        }
    }

    /// A file's first line, trimmed; an empty file is absent.
    func line(_ path: String) async -> Answer<String> {
        switch await text(path) {
        case .known(let text):
            if let line = text.lines.first?.trimmed, !line.isEmpty { .known(line) } else { .absent }
        case .absent: .absent
        case .gap(let gap): .gap(gap)
        }
    }

    /// The lines of a file that the kernel writes, which is never empty and ends every line.
    func wholeText(_ path: String) async -> Answer<TextLines> {
        switch await text(path) {
        case .known(let text) where !text.isWhole:
            .gap(Gap(.file(path), .unreadable("it is empty, or cut in the middle of a line")))
        case let answer: answer
        }
    }

    /// The one value in a file that the kernel writes.
    func attribute(_ path: String) async -> Answer<String> {
        switch await wholeText(path) {
        case .known(let text):
            if let line = text.lines.first?.trimmed, !line.isEmpty {
                .known(line)
            } else {
                .gap(Gap(.file(path), .unreadable("its first line is empty")))
            }
        case .absent: .absent
        case .gap(let gap): .gap(gap)
        }
    }

    func directory(_ path: String) async -> Answer<[DirectoryEntry]> {
        switch await answer(.directory(path)) {
        case .entries(let entries): .known(entries)
        case .absent: .absent
        case let outcome: .gap(Gap(.directory(path), after: outcome))
        }
    }

    func environment(_ name: String) async -> Answer<String> {
        switch await answer(.environment(name)) {
        case .value(let value): .known(value)
        case .absent: .absent
        case let outcome: .gap(Gap(.environment(name), after: outcome))
        }
    }

    /// A command that ended by itself, whatever its exit code.
    func command(_ argv: [String]) async -> Answer<CommandResult> {
        switch await answer(.command(argv)) {
        case .ended(let result): .known(result)
        case .absent: .absent
        case let outcome: .gap(Gap(.command(argv), after: outcome))
        }
    }
}
