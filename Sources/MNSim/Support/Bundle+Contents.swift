package import MNCore
import MNSim

extension Bundle {
    /// What is in one section, in few words.
    package struct Content: Hashable, Sendable {
        package var section: Section
        package var words: String

        package var json: JSON {
            ["section": .string(section.rawValue), "holds": .string(words)]
        }
    }

    /// The sections that hold something, in their order.
    package var contents: [Content] {
        Section.allCases.compactMap { section in
            words(section).map { Content(section: section, words: $0) }
        }
    }

    private func words(_ section: Section) -> String? {
        switch section {
        case .manifest, .removed, .checks: nil
        case .run: run.map(Self.words)
        case .machine:
            machine.map { Words.count($0.recording.exchanges.count, "answer") + " of the machine" }
        case .ledger: Self.words(ledger)
        case .catalog: Self.words(catalog)
        case .runner: runner.isEmpty ? nil : Words.count(runner.count, "exchange")
        case .logs:
            logs.isEmpty ? nil : Words.count(logs.reduce(0) { $0 + $1.lines.count }, "line")
        case .doctor: doctor.map(Self.words)
        case .timing: timing.isEmpty ? nil : "the time of \(Words.count(timing.count, "event"))"
        }
    }

    private static func words(_ trace: Trace) -> String {
        let end = trace.exitCode.map { "ended with \($0)" } ?? "ended without a word"
        // The doctor's checks would hide what is said of it.
        let words = trace.arguments.prefix { $0 != "--check" }
        return "\(CommandWords.line(["mn"] + words)), which \(end): "
            + Words.count(trace.events.count, "event")
    }

    private static func words(_ files: [KeptFile]) -> String? {
        files.isEmpty ? nil : Words.count(files.count, "file")
    }

    /// How often what was taken out, the most frequent kind first.
    package var removedByKind: [(kind: String, count: Int)] {
        var counts: [String: Int] = [:]
        for removal in removed { counts[removal.kind, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (kind: $0.key, count: $0.value) }
    }
}
