package import MNCore
package import MNSim
import Synchronization

/// What a run told beside its output: the rules that decided, its error, the checks that did not hold.
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
        package var problem: String
        package var fixes: [String]

        package init(code: ErrorCode, problem: String, fixes: [String]) {
            self.code = code
            self.problem = problem
            self.fixes = fixes
        }
    }

    /// A check of the doctor or of a blueprint that did not hold.
    package struct Check: Hashable, Sendable {
        package var name: String
        package var status: String
        package var seen: String
        package var fixes: [String]
    }

    package var rulings: [Ruling] = []
    package var complaint: Complaint?
    /// Those that failed first.
    package private(set) var checks: [Check] = []

    package init() {}

    /// Takes what a command had to say.
    package mutating func take(report: JSON) {
        let found = (report["checks"]?.array ?? []) + (report["issues"]?.array ?? [])
        let checks = found.compactMap { Check($0) }
        self.checks += checks.filter(\.isFailure) + checks.filter { !$0.isFailure }
    }
}

extension RunFindings.Check {
    var isFailure: Bool { status == "failed" || status == "error" }

    /// Nil for a check that holds or was not made.
    fileprivate init?(_ json: JSON) {
        let status = json["status"]?.string ?? json["severity"]?.string ?? ""
        guard ["failed", "warning", "error"].contains(status) else { return nil }
        self.status = status
        name = json["name"]?.string ?? json["code"]?.string ?? ""
        seen = json["seen"]?.string ?? json["message"]?.string ?? ""
        fixes = json["fixes"]?.array?.compactMap(\.string) ?? json["fix"]?.string.map { [$0] } ?? []
    }
}

extension RunFindings {
    /// The program, as a run of it that is watched.
    package typealias Program =
        @Sendable ([String], World, @escaping @Sendable (Told) -> Void) async -> ExitCode

    /// One thing that a run tells who watches it.
    package enum Told: Sendable {
        case ruling(Ruling)
        case complaint(Complaint)
        case report(JSON)
    }

    /// Plays a run again and listens.
    package static func listening(
        to trace: Trace, in world: World, program: @escaping Program
    ) -> (findings: RunFindings, ending: Trace.Ending, divergence: TraceReplay.Divergence?) {
        let found = Listener()
        let (ending, divergence) = TraceReplay(trace).run(in: world) { arguments, world in
            await program(arguments, world) { found.take($0) }
        }
        return (found.findings, ending, divergence)
    }

    package mutating func take(_ told: Told) {
        switch told {
        case .ruling(let ruling): rulings.append(ruling)
        case .complaint(let complaint): self.complaint = complaint
        case .report(let report): take(report: report)
        }
    }
}

/// Keeps what a run tells.
final class Listener: Sendable {
    private let found = Mutex(RunFindings())

    var findings: RunFindings { found.withLock(\.self) }

    func take(_ told: RunFindings.Told) { found.withLock { $0.take(told) } }
}
