import MNCore
import Synchronization

/// The machine of a scenario: a profile with changes and faults, of which each must be met.
final class ScenarioMachine: Machine {
    private struct State {
        /// The faults of the whole scenario, and then those of the step.
        var faults: [Scenario.NamedFault]
        /// By fault: how many questions it could have happened to, and how many met it.
        var calls: [Int]
        var fired: [Int]
        /// The faults that have spoilt an answer.
        var met: Set<String> = []

        init(_ faults: [Scenario.NamedFault]) {
            self.faults = faults
            calls = [Int](repeating: 0, count: faults.count)
            fired = calls
        }

        /// The fault that a question meets now; counted.
        mutating func meet(_ access: Access, at now: Duration) -> Scenario.NamedFault? {
            var named: Scenario.NamedFault?
            for (index, fault) in faults.enumerated() where fault.target.covers(access) {
                calls[index] += 1
                guard named == nil, fault.from <= now, fault.until.map({ now < $0 }) ?? true,
                    calls[index] >= fault.firstCall,
                    fault.times.map({ fired[index] < $0 }) ?? true
                else { continue }
                fired[index] += 1
                named = fault
            }
            return named
        }
    }

    private let profile: Recording
    private let rest: Outcome
    private let changes: Recording
    private let time: any Time
    private let constant: Int
    private let state: Mutex<State>

    init(_ scenario: Scenario, profile: Profile?, time: any Time) {
        self.profile = profile?.recording ?? Recording()
        rest = profile?.rest == .absent ? .absent : .unrecorded
        changes = scenario.changes
        constant = scenario.machineFaults.count
        state = Mutex(State(scenario.machineFaults))
        self.time = time
    }

    /// From now on these faults are there too, and no others but those of the whole scenario.
    func befall(_ faults: [Scenario.NamedFault]) {
        state.withLock { state in
            state.faults.removeSubrange(constant...)
            state.faults += faults
            for path in [\State.calls, \State.fired] {
                state[keyPath: path].removeSubrange(constant...)
                state[keyPath: path] += [Int](repeating: 0, count: faults.count)
            }
        }
    }

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        var outcome = changes[access] ?? profile[access] ?? rest
        // As on a real machine, no program is started for which no time is left.
        if case .command = access, limit <= .zero { outcome = .timedOut }
        guard let named = state.withLock({ $0.meet(access, at: time.now) }) else { return outcome }
        // A command that hangs takes all the time that it is given.
        if named.kind == .hang { await time.sleep(for: limit) }
        let damaged = await MachineFault(access, named.kind).applied { outcome }
        // A fault after which the answer is as before proves nothing.
        if damaged != outcome { state.withLock { _ = $0.met.insert(named.id) } }
        return damaged
    }

    /// The faults, of the whole scenario or of the step, that spoilt no answer.
    func unmetFaults(ofStep: Bool) -> [String] {
        state.withLock { state in
            let faults = ofStep ? state.faults[constant...] : state.faults[..<constant]
            return faults.map(\.id).filter { !state.met.contains($0) }
        }
    }
}
