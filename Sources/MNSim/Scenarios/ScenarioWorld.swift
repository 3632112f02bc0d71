import MNCore
import Synchronization

/// The world of a scenario: what it is made of, and what was done in it.
final class ScenarioWorld: Sendable {
    /// The moment at which every scenario begins, since 1970: 2026-01-01T00:00:00Z.
    static let epoch = Duration.seconds(1_767_225_600)

    let time: VirtualTime
    let machine: ScenarioMachine
    let docker: SimulatedDocker?
    let files: MemoryFiles

    init(_ scenario: Scenario, profile: Profile?, time: VirtualTime) {
        self.time = time
        machine = ScenarioMachine(scenario, profile: profile, time: time)
        docker = scenario.runner.map {
            SimulatedDocker(
                $0, faults: scenario.runnerFaults, time: time, epoch: Self.epoch)
        }
        files = MemoryFiles(scenario.files)
    }

    /// The world as a command sees it.
    func world(_ scenario: Scenario, _ terminal: CapturedTerminal, _ base: World) -> World {
        World(
            machine: machine, docker: docker ?? AbsentRunner(), files: files, terminal: terminal,
            time: time, environment: scenario.environment, profiles: base.profiles,
            scenarios: base.scenarios, simulatedMachine: scenario.profile ?? "unknown machine")
    }
}

/// The machine of a scenario: a profile with changes and faults, of which each must be met.
final class ScenarioMachine: Machine {
    private let profile: Recording
    private let rest: Outcome
    private let changes: Recording
    private let faults: [Scenario.NamedFault]
    private let time: any Time
    private let asked = Mutex<Set<Access>>([])

    init(_ scenario: Scenario, profile: Profile?, time: any Time) {
        self.profile = profile?.recording ?? Recording()
        rest = profile?.rest == .absent ? .absent : .unrecorded
        changes = scenario.changes
        faults = scenario.machineFaults
        self.time = time
    }

    func answer(_ access: Access) async -> Outcome {
        asked.withLock { _ = $0.insert(access) }
        let outcome = changes[access] ?? profile[access] ?? rest
        guard let named = faults.first(where: { $0.fault.access == access }) else { return outcome }
        // A command that hangs takes all its time.
        if named.fault.kind == .hang { await time.sleep(for: access.timeLimit) }
        return await named.fault.applied { outcome }
    }

    /// The faults that nothing met.
    var unmetFaults: [String] {
        asked.withLock { asked in
            faults.filter { !asked.contains($0.fault.access) }.map(\.id)
        }
    }

    /// The changed answers that nothing asked for.
    var unreadChanges: [Access] {
        asked.withLock { asked in changes.exchanges.map(\.access).filter { !asked.contains($0) } }
    }
}
