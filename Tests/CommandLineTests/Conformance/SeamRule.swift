import Synchronization
import Testing

/// A rule that every implementation of a seam keeps to, real or not.
///
/// The rules of a seam are a list, `SeamRule.files` and so on, which any implementation can be held
/// against. Each rule brings what breaks it, so that a test can show that it would be noticed.
/// `Bench` is the seam, with what a rule needs to know of its surroundings.
struct SeamRule<Bench: Sendable>: Sendable, CustomTestStringConvertible {
    /// What the comment of the seam says.
    let sentence: String
    /// Makes of what keeps to the rule something that does not.
    let breaking: @Sendable (Bench) -> Bench
    private let check: @Sendable (Bench, Findings) async throws -> Void

    init(
        _ sentence: String, breaking: @escaping @Sendable (Bench) -> Bench,
        check: @escaping @Sendable (Bench, Findings) async throws -> Void
    ) {
        self.sentence = sentence
        self.breaking = breaking
        self.check = check
    }

    var testDescription: String { sentence }

    /// What an implementation does that the rule forbids; empty if it keeps to it.
    func findings(on bench: Bench) async -> [String] {
        let findings = Findings()
        do { try await check(bench, findings) } catch { findings.add("unexpected: \(error)") }
        return findings.all
    }
}

/// What was found to be against a rule.
final class Findings: Sendable {
    private let found = Mutex<[String]>([])

    var all: [String] { found.withLock(\.self) }

    func add(_ finding: String) { found.withLock { $0.append(finding) } }

    func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
        if !holds { add(otherwise()) }
    }

    func expect<Value: Equatable>(_ what: String, _ found: Value, is wanted: Value) {
        if found != wanted { add("\(what): \(found), not \(wanted)") }
    }
}
