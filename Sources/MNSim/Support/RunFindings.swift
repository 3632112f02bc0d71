package import MNCore
import MNSim
import Synchronization

/// What a run told beside its output: its command, the rules that decided, its error, how its checks came out.
package struct RunFindings: Hashable, Sendable {
    package struct Ruling: Hashable, Sendable {
        package var model: String
        package var rule: String
        package var status: String

        package init(model: String, rule: String, status: String) {
            self.model = model
            self.rule = rule
            self.status = status
        }
    }

    package struct Complaint: Hashable, Sendable {
        package var code: ErrorCode
        /// The code as programs are told it, which may be a blueprint's own.
        package var word: String
        package var problem: String
        package var fixes: [String]

        package init(code: ErrorCode, word: String, problem: String, fixes: [String]) {
            self.code = code
            self.word = word
            self.problem = problem
            self.fixes = fixes
        }
    }

    /// A check of the doctor or of a blueprint.
    package struct Check: Hashable, Sendable {
        package var name: String
        package var status: String
        package var seen: String
        package var fixes: [String]

        package init(name: String, status: String, seen: String, fixes: [String]) {
            self.name = name
            self.status = status
            self.seen = seen
            self.fixes = fixes
        }
    }

    /// One thing that a run tells who watches it.
    package enum Told: Sendable {
        /// The command that it followed, by its words.
        case command([String])
        case ruling(Ruling)
        case check(Check)
        case complaint(Complaint)
    }

    /// The program, as a run of it that is watched.
    package typealias Program =
        @Sendable ([String], World, @escaping @Sendable (Told) -> Void) async -> ExitCode

    /// The words of the command, such as `model install`.
    package private(set) var command: [String] = []
    package private(set) var rulings: [Ruling] = []
    package private(set) var complaint: Complaint?
    /// In the order in which they were made.
    package private(set) var checks: [Check] = []

    package init() {}

    package mutating func take(_ told: Told) {
        switch told {
        case .command(let words): command = words
        case .ruling(let ruling): rulings.append(ruling)
        case .check(let check): checks.append(check)
        case .complaint(let complaint): self.complaint = complaint
        }
    }

    /// What was told by the time that these events had come.
    func beginning(_ events: [Trace.Event]) -> RunFindings {
        var beginning = RunFindings()
        beginning.command = command
        for case .rule(let model, let rule, let status) in events {
            beginning.rulings.append(Ruling(model: model, rule: rule, status: status))
        }
        return beginning
    }

    /// The checks that say that something does not hold, those that failed first.
    package var objections: [Check] {
        let told = checks.filter { !$0.seen.isEmpty && ($0.isFailure || $0.status == "warning") }
        return told.filter(\.isFailure) + told.filter { !$0.isFailure }
    }
}

extension RunFindings.Check {
    /// Whether it did not hold.
    var isFailure: Bool { status == "failed" || status == "error" }
}

/// Keeps what a run tells.
package final class Listener: Sendable {
    private let found = Mutex(RunFindings())

    package init() {}

    package var findings: RunFindings { found.withLock(\.self) }

    package func take(_ told: RunFindings.Told) { found.withLock { $0.take(told) } }
}
