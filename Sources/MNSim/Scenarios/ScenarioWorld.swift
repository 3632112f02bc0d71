import MNCore
import Synchronization

/// The world of a scenario: what it is made of, and what was done in it.
final class ScenarioWorld: Sendable {
    /// The moment at which every scenario begins, since 1970: 2026-01-01T00:00:00Z.
    static let epoch = Duration.seconds(1_767_225_600)

    let time: VirtualTime
    let machine: ScenarioMachine
    let docker: ScenarioDocker
    let files: MemoryFiles

    init(_ scenario: Scenario, profile: Profile?, time: VirtualTime) {
        self.time = time
        machine = ScenarioMachine(scenario, profile: profile, time: time)
        docker = ScenarioDocker(
            scenario.runner.map {
                SimulatedDocker(
                    $0, faults: scenario.runnerFaults, time: time, epoch: Self.epoch,
                    endpoints: scenario.runnerEndpoints)
            })
        files = MemoryFiles(scenario.files)
    }

    /// The world as a command sees it.
    func world(_ scenario: Scenario, _ terminal: CapturedTerminal, _ base: World) -> World {
        World(
            machine: machine, docker: docker, files: files, terminal: terminal, time: time,
            environment: scenario.environment, profiles: base.profiles,
            scenarios: base.scenarios, simulatedMachine: scenario.profile ?? "unknown machine")
    }

    /// In what ways the run as a whole is not as it must be.
    func failures(_ scenario: Scenario) -> [ScenarioRun.Failure] {
        let ending = scenario.ending
        var failures = (machine.unmetFaults + docker.unmetFaults).map {
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
        let written = Set(now.keys.filter { now[$0] != scenario.files[$0] })
        failures += written.subtracting(ending.written).sorted().map { .written($0) }
        failures += ending.written.subtracting(written).sorted().map { .notWritten($0) }
        return failures
    }
}

/// The Docker of a scenario: the fake runner or none, and a list of what it was sent.
final class ScenarioDocker: Docker {
    private let runner: SimulatedDocker?
    private let requests = Mutex<[String]>([])

    init(_ runner: SimulatedDocker?) { self.runner = runner }

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse {
        requests.withLock { $0.append("\(request.method) \(request.target)") }
        guard let runner else { throw .refused }
        return try await runner.send(request, to: endpoint)
    }

    /// Every request, as `METHOD /path`.
    var sent: [String] { requests.withLock { $0 } }
    var unmetFaults: [String] { runner?.unmetFaults ?? [] }
}

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

    func answer(_ access: Access) async -> Outcome {
        log.withLock { _ = $0.asked.insert(access) }
        let outcome = changes[access] ?? profile[access] ?? rest
        let now = time.now
        let named = faults.first { fault in
            fault.target.covers(access) && fault.from <= now && fault.until.map { now < $0 } ?? true
        }
        guard let named else { return outcome }
        // A command that hangs takes all its time.
        if named.kind == .hang { await time.sleep(for: access.timeLimit) }
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
