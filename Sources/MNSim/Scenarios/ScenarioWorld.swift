import MNCore

/// The world of a scenario: what it is made of, and what was done in it.
final class ScenarioWorld: Sendable {
    let time: VirtualTime
    let machine: ScenarioMachine
    let docker: ScenarioDocker
    let files: MemoryFiles
    /// Nil where the scenario says nothing of it.
    let outside: SimulatedOutside?

    init(_ scenario: Scenario, profile: Profile?, time: VirtualTime) {
        self.time = time
        machine = ScenarioMachine(scenario, profile: profile, time: time)
        docker = ScenarioDocker(
            SimulatedDocker(
                scenario.runner ?? RunnerState(), faults: scenario.runnerFaults,
                setup: scenario.dockerSetup, time: time,
                endpoints: scenario.runner == nil ? [] : scenario.runnerEndpoints))
        files = MemoryFiles(
            scenario.files, links: scenario.links, faults: scenario.fileFaults,
            held: scenario.heldLocks, time: time)
        outside = scenario.services.map { SimulatedOutside($0, time: time) }
    }

    /// The world as a command sees it.
    func world(_ scenario: Scenario, _ terminal: CapturedTerminal, _ base: World) -> World {
        World(
            machine: machine, docker: docker, files: files, terminal: terminal, time: time,
            environment: scenario.environment, profiles: base.profiles,
            scenarios: base.scenarios, simulatedMachine: scenario.profile ?? "unknown machine",
            outside: outside)
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
            if let request = docker.sent.first(where: { Glob(pattern).matches($0) }) {
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
