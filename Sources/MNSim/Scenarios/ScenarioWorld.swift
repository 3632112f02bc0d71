import MNCore
import Synchronization

/// The world of a scenario: what it is made of, and what was done in it.
final class ScenarioWorld: Sendable {
    let time: VirtualTime
    let machine: ScenarioMachine
    let docker: SimulatedDocker
    let services: SimulatedServices
    let files: MemoryFiles
    /// Every request to a runner, as `METHOD /path`, and every command, as `docker WORDS`.
    private let sent = Mutex<[String]>([])

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
    func world(_ scenario: Scenario, _ terminal: CapturedTerminal, _ base: World) -> World {
        World(
            machine: machine, http: services, processes: services, files: files,
            terminal: terminal, time: time, environment: scenario.environment,
            profiles: base.profiles, scenarios: base.scenarios,
            simulatedMachine: scenario.profile ?? "unknown machine")
    }

    /// Takes what a step has asked for.
    func note(_ events: [Trace.Event]) {
        sent.withLock { sent in
            for event in events {
                switch event {
                case .call(let request, let endpoint, _) where !services.isService(endpoint):
                    sent.append("\(request.method) \(request.target)")
                case .process(let argv, _) where argv.first == "docker":
                    sent.append(argv.joined(separator: " "))
                default: break
                }
            }
        }
    }

    /// In what ways the run as a whole is not as it must be.
    func failures(_ scenario: Scenario) -> [ScenarioRun.Failure] {
        let ending = scenario.ending
        var failures = (machine.unmetFaults + docker.unmetFaults + files.unmet).map {
            ScenarioRun.Failure.unmetFault($0)
        }
        failures += machine.unreadChanges.map { .unreadChange($0) }
        for pattern in ending.neverAsked {
            if let access = machine.asked.filter(pattern.covers).min() {
                failures.append(.asked(access))
            }
        }
        for pattern in ending.neverSent {
            if let request = sent.withLock(\.self).first(where: { Glob(pattern).matches($0) }) {
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
