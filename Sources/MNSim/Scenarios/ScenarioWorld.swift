import MNCore
import Synchronization

/// The world of a scenario: what it is made of, and what was done in it.
final class ScenarioWorld: Sendable {
    let time: VirtualTime
    let machine: ScenarioMachine
    let docker: SimulatedDocker
    let services: SimulatedServices
    let files: MemoryFiles

    init(_ scenario: Scenario, profile: Profile?, time: VirtualTime) {
        self.time = time
        machine = ScenarioMachine(scenario, profile: profile, time: time)
        docker = SimulatedDocker(
            scenario.runner ?? RunnerState(), faults: scenario.runnerFaults,
            setup: scenario.dockerSetup, time: time,
            endpoints: scenario.runner == nil ? [] : scenario.runnerEndpoints)
        services = SimulatedServices(
            scenario.services, beside: docker, environment: scenario.environment, time: time)
        files = MemoryFiles(
            scenario.files, links: scenario.links, faults: scenario.fileFaults,
            held: scenario.heldLocks, time: time)
    }

    /// The world as a command sees it.
    func world(_ scenario: Scenario, _ base: World?) -> World {
        var world = World(
            machine: machine, http: services, processes: services, files: files,
            terminal: SilentTerminal(width: scenario.terminalWidth), time: time,
            environment: scenario.environment,
            profiles: base?.profiles ?? [:], scenarios: base?.scenarios ?? [:],
            simulatedMachine: scenario.profile ?? "unknown machine")
        world.areServicesKnown = scenario.services != nil
        return world
    }

    /// In what ways the run as a whole is not as it must be.
    ///
    /// - Parameter events: all that its steps asked.
    func failures(_ scenario: Scenario, _ events: [Trace.Event]) -> [ScenarioRun.Failure] {
        let ending = scenario.ending
        var asked: Set<Access> = []
        var sent: [String] = []
        for event in events {
            switch event {
            case .access(let exchange): asked.insert(exchange.access)
            case .call(let request, let endpoint, _)
            where services.isOfRunner(endpoint) || !services.isService(endpoint):
                sent.append("\(request.method) \(request.target)")
            case .process(let argv, _) where argv.first == "docker":
                sent.append(argv.joined(separator: " "))
            default: break
            }
        }
        var failures = (machine.unmetFaults + docker.unmetFaults + files.unmet).map {
            ScenarioRun.Failure.unmetFault($0)
        }
        failures += scenario.changes.exchanges.map(\.access).filter { !asked.contains($0) }
            .map { .unreadChange($0) }
        for pattern in ending.neverAsked {
            if let access = asked.filter(pattern.covers).min() {
                failures.append(.asked(access))
            }
        }
        for pattern in ending.neverSent {
            if let request = sent.first(where: { Glob(pattern).matches($0) }) {
                failures.append(.sent(request))
            }
        }
        let now = files.all
        let placed = scenario.steps.reduce(into: scenario.files) { files, step in
            files.merge(step.files) { _, later in later }
        }
        let written = Set(now.keys.filter { now[$0] != placed[$0] })
        failures += written.subtracting(ending.written ?? []).sorted().map { .written($0) }
        failures += (ending.written ?? []).subtracting(written).sorted().map { .notWritten($0) }
        return failures
    }
}

/// The machine of a scenario: a profile with changes and faults, of which each must be met.
final class ScenarioMachine: Machine {
    private let profile: Recording
    private let rest: Outcome
    private let changes: Recording
    private let faults: [Scenario.NamedFault]
    private let time: any Time
    /// The faults that have spoilt an answer.
    private let met = Mutex<Set<String>>([])

    init(_ scenario: Scenario, profile: Profile?, time: any Time) {
        self.profile = profile?.recording ?? Recording()
        rest = profile?.rest == .absent ? .absent : .unrecorded
        changes = scenario.changes
        faults = scenario.machineFaults
        self.time = time
    }

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
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
        if damaged != outcome { met.withLock { _ = $0.insert(named.id) } }
        return damaged
    }

    /// The faults that spoilt no answer.
    var unmetFaults: [String] {
        met.withLock { met in faults.map(\.id).filter { !met.contains($0) } }
    }
}
