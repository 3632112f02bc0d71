import MNCore

/// The world of a scenario: what it is made of, and what was done in it.
final class ScenarioWorld: Sendable {
    let time: VirtualTime
    let machine: ScenarioMachine
    let docker: SimulatedDocker
    let services: SimulatedServices
    let files: MemoryFiles
    let faultyFiles: FaultyFiles

    /// What a kill leaves behind.
    struct State: Sendable {
        let files: MemoryFiles.Snapshot
        let docker: FakeDocker
        let time: Duration
    }

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
        faultyFiles = FaultyFiles(files)
    }

    /// Lets the faults of a step be there, and those of no other.
    func begin(_ step: Scenario.Step) {
        for (path, bytes) in step.files { files.place(bytes, at: path) }
        machine.befall(step.faults.machine)
        docker.befall(step.faults.runner)
        faultyFiles.befall(step.faults.files)
    }

    /// The faults of the step that runs that nothing has met.
    var unmetFaultsOfStep: [String] {
        machine.unmetFaults(ofStep: true) + docker.unmetFaults(ofStep: true)
            + faultyFiles.unmetFaults
    }

    /// What there is now, for who watches the run.
    var afterwards: ScenarioRun.Afterwards {
        ScenarioRun.Afterwards(files: files.all, runner: docker.state)
    }

    /// The files and the runner as they are now.
    var state: State {
        State(files: files.snapshot, docker: docker.snapshot, time: time.now)
    }

    /// The world as a program leaves it that was killed when it was in this state.
    func leave(_ state: State) {
        files.restore(state.files)
        docker.restore(state.docker, killedAt: VirtualTime.epoch + state.time)
    }

    /// The world as a command sees it.
    func world(_ scenario: Scenario, _ base: World?) -> World {
        var world = World(
            machine: machine, http: services, processes: services, files: faultyFiles,
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
        let unmet =
            machine.unmetFaults(ofStep: false) + docker.unmetFaults(ofStep: false) + files.unmet
        var failures = unmet.map { ScenarioRun.Failure.unmetFault($0) }
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
