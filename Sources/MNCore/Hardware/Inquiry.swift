/// Asks a machine on behalf of a probe, and sorts each answer into known, absent or a gap.
package struct Inquiry: Sendable {
    let machine: any Machine
    /// When all questions must have been answered; nil where the answers are at hand.
    var deadline: ProbeDeadline?

    package init(machine: any Machine, deadline: ProbeDeadline? = nil) {
        self.machine = machine
        self.deadline = deadline
    }

    /// What came back: a value, the certainty that there is nothing, or a gap.
    package enum Answer<Value: Sendable>: Sendable {
        case known(Value)
        case absent
        case gap(Gap)

        /// The value, if there is one.
        package var value: Value? {
            if case .known(let value) = self { value } else { nil }
        }

        /// The gap, if that is what came back.
        var gaps: [Gap] {
            if case .gap(let gap) = self { [gap] } else { [] }
        }

        /// The fact that a value tells; where there is nothing, it is not known.
        func fact<Other>(of access: Access, _ read: (Value) -> Fact<Other>) -> Fact<Other> {
            switch self {
            case .known(let value): read(value)
            case .absent: .unknown([Gap(access, .absent)])
            case .gap(let gap): .unknown([gap])
            }
        }
    }

    /// The answer itself, whatever it means.
    func answer(_ access: Access, within limit: TimeLimit = .usual) async -> Outcome {
        let left = deadline?.left(for: access) ?? limit.duration
        return await machine.answer(access, within: min(limit.duration, left))
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
    package func attribute(_ path: String) async -> Answer<String> {
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

    package func environment(_ name: String) async -> Answer<String> {
        switch await answer(.environment(name)) {
        case .value(let value): .known(value)
        case .absent: .absent
        case let outcome: .gap(Gap(.environment(name), after: outcome))
        }
    }

    /// A command that ended by itself, whatever its exit code.
    package func command(
        _ argv: [String], within limit: TimeLimit = .usual
    ) async -> Answer<CommandResult> {
        switch await answer(.command(argv), within: limit) {
        case .ended(let result): .known(result)
        case .absent: .absent
        case let outcome: .gap(Gap(.command(argv), after: outcome))
        }
    }

    /// A command that ended well, and of whose outputs all was kept.
    func success(
        of argv: [String], within limit: TimeLimit = .usual
    ) async -> Answer<CommandResult> {
        switch await command(argv, within: limit) {
        case .known(let result) where result.ending != .exited(0) || result.isTruncated:
            .gap(Gap(.command(argv), .failed(result.summary)))
        case let answer: answer
        }
    }
}

/// When the questions of one probe must have been answered, by the clock of the world that it is made in.
///
/// It begins with the probe: what went before in the same program has no part in it.
package struct ProbeDeadline: Sendable {
    /// How long the questions of a verdict may take together; every verdict comes within 12 s.
    package static let budget = Duration.seconds(12)

    /// How long before that programs must be told to end: it takes them up to 0.9 s (`CommandRun.overrun`).
    package static let endingPrograms = Duration.seconds(1)

    private let time: any Time
    private let end: Duration

    /// Begins to count.
    package init(by time: any Time, budget: Duration = budget) {
        self.time = time
        end = time.now + budget
    }

    /// What is left for a question now; zero if nothing is.
    ///
    /// A file answers at once or never, and can be left without waiting for an end of it.
    package func left(for access: Access) -> Duration {
        let end = if case .command = access { end - Self.endingPrograms } else { end }
        return max(.zero, end - time.now)
    }
}
