import MNCore
import Synchronization

/// The machine of a scenario: a profile with changes and faults, of which each must be met.
final class ScenarioMachine: Machine {
    private let profile: Recording
    private let rest: Outcome
    private let changes: Recording
    private let faults: [Scenario.NamedFault]
    private let time: any Time
    private let log = Mutex((asked: Set<Access>(), met: Set<String>()))

    init(_ scenario: Scenario, profile: Profile?, time: any Time) {
        self.profile = profile?.recording ?? Recording()
        rest = profile?.rest == .absent ? .absent : .unrecorded
        changes = scenario.changes
        faults = scenario.machineFaults
        self.time = time
    }

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        log.withLock { _ = $0.asked.insert(access) }
        var outcome = changes[access] ?? profile[access] ?? rest
        // As on a real machine, no program is started for which no time is left.
        if case .command = access, limit <= .zero { outcome = .timedOut }
        let now = time.now
        let named = faults.first { fault in
            fault.target.covers(access) && fault.from <= now && fault.until.map { now < $0 } ?? true
        }
        guard let named else { return outcome }
        // A command that hangs takes all the time that it is given.
        if named.kind == .hang { await time.sleep(for: limit) }
        let damaged = await MachineFault(access, named.kind).applied { outcome }
        // A fault after which the answer is as before proves nothing.
        if damaged != outcome { log.withLock { _ = $0.met.insert(named.id) } }
        return damaged
    }

    var asked: Set<Access> { log.withLock { $0.asked } }

    /// The faults that spoilt no answer.
    var unmetFaults: [String] {
        log.withLock { log in faults.map(\.id).filter { !log.met.contains($0) } }
    }

    /// The changed answers that nothing asked for.
    var unreadChanges: [Access] {
        log.withLock { log in
            changes.exchanges.map(\.access).filter { !log.asked.contains($0) }
        }
    }
}
