package import MNCore
package import MNFleet
import MNSim

extension Invariant {
    /// What a policy promises of machines by what they are holds on each that could be.
    package static func policy(_ policy: FleetPolicy, _ catalog: Catalog) -> Invariant {
        Invariant(
            "policy", .verdict, "What \(Sanitized.line(policy.file)) promises of machines holds."
        ) { played, lab in
            guard let judge = Judge(played, lab), let profile = judge.profile else { return [] }
            let rest: Outcome = profile.rest == .absent ? .absent : .unrecorded
            let machine = ReplayMachine(judge.recording, rest: rest)
            let hardware = try? Simulation.run { _ in await Hardware.probe(machine) }
            guard let hardware, let broken = try? policy.broken(on: hardware, catalog) else {
                return []
            }
            return broken.map { broken in
                Violation(
                    nil, "\(broken.promise.place) \(broken.model) \(broken.status.rawValue)",
                    "\(broken.promise.place) promises '\(Sanitized.line(broken.promise.text))'; "
                        + "\(broken.model) is \(broken.status.rawValue) on a machine such as "
                        + profile.id,
                    lines: [["model", "show", broken.model, "--compatibility"]])
            }
        }
    }
}
