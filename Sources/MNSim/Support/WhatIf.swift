package import MNCore
package import MNSim

/// A run as it was, and as it would have been.
package struct WhatIf: Sendable {
    /// What is taken otherwise.
    package enum Change: Sendable {
        /// Facts and their values, as the user wrote them.
        case facts([(name: String, value: String)])
        /// Another machine, with a simulated runner in good health.
        case machine(Profile)
        /// Failures that do not happen.
        case without(Set<FailedExchange.Kind>)
    }

    /// How a run went.
    package struct Side: Sendable {
        package var findings: RunFindings
        package var ending: Trace.Ending
    }

    package var arguments: [String]
    /// What was taken otherwise, a fact or a kind of failure each.
    package var changes: [String]
    package var before: Side
    package var after: Side
    /// The question from which on a simulated runner answered; nil if the trace answered all.
    package var turn: String?

    /// Plays a run with a change.
    ///
    /// - Throws: `FactFault` or `WhatIfFault` where the change cannot be made.
    package init(
        _ trace: Trace, evidence: Recording?, _ change: Change, in world: World,
        program: @escaping RunFindings.Program
    ) async throws {
        arguments = trace.arguments
        changes = change.words
        let played = SupportReplay(in: world, program: program).play(trace)
        before = Side(findings: played.findings, ending: trace.ending)
        var recording = trace.recording.joined(with: evidence)
        var events = trace.beginning.map(\.whatIsLeft)
        var without: Set<FailedExchange.Kind> = []
        switch change {
        case .facts(let facts):
            for (name, value) in facts {
                recording = try await FactWriter(recording).writing(name, value)
            }
        case .machine(let profile):
            recording = profile.recording
            events = []
        case .without(let kinds):
            let there = Set(
                events.enumerated().compactMap { FailedExchange($0.element, at: $0.offset)?.kind })
            if let missing = kinds.sorted(by: { $0.rawValue < $1.rawValue })
                .first(where: { !there.contains($0) })
            {
                throw WhatIfFault.noSuchFailure(missing, there: there)
            }
            without = kinds
        }
        let rest: Outcome
        if case .machine(let profile) = change, profile.rest == .absent {
            rest = .absent
        } else {
            rest = .unrecorded
        }
        let machine = ReplayMachine(recording, rest: rest)
        let hardware = await Hardware.probe(machine)
        var trace = trace
        if case .machine(let profile) = change { trace.simulatedMachine = profile.id }
        let (after, turn) = try Self.play(
            trace, events, machine, hardware, without, in: world, program: program)
        self.after = after
        self.turn = turn
    }

    /// Plays the command of a run on a machine, in virtual time.
    private static func play(
        _ trace: Trace, _ events: [Trace.Event], _ machine: ReplayMachine, _ hardware: Hardware,
        _ without: Set<FailedExchange.Kind>, in base: World,
        program: @escaping RunFindings.Program
    ) throws -> (Side, turn: String?) {
        let environment = trace.environmentForMore
        let catalog = try LoadedCatalog(
            files: MemoryFiles(trace.filesRead), environment: environment
        ).catalog
        let healthy = RunnerState(on: hardware, offers: RegistryOffer.offers(of: catalog))
        // It goes on as it was last. What it told of itself and cannot be is another runner's.
        let traced = TracedRunner(events.reversed())
        let state = (try? traced.runner(over: healthy, name: "trace")) ?? healthy
        let isOther = events.isEmpty
        do throws(Simulation.Stuck) {
            return try Simulation.run { time in
                var world = base
                world.machine = machine
                let docker = SimulatedDocker(
                    state, setup: DockerSetup(on: hardware), time: time,
                    endpoints: Set(RunnerClient.places(environment).prefix(1)))
                let services = ContinuedServices(
                    events, without: without,
                    then: SimulatedServices(
                        nil, beside: docker, environment: environment, time: time))
                world.http = services
                world.processes = services
                world.files = MemoryFiles(trace.filesRead)
                world.terminal = SilentTerminal(trace.presentation)
                world.time = time
                world.ports = nil
                world.endRequests = nil
                world.hostName = nil
                world.environment = environment
                world.seed = trace.seed
                world.simulatedMachine = trace.simulatedMachine
                world.areServicesKnown = trace.areServicesKnown
                let tracer = Tracer(world)
                let found = Listener()
                let exit = await program(trace.arguments, tracer.world) { found.take($0) }
                let played = tracer.trace(trace.arguments, exit: exit, version: trace.version)
                return (
                    Side(findings: found.findings, ending: played.ending),
                    isOther ? nil : services.turn
                )
            }
        } catch {
            throw WhatIfFault.endless
        }
    }
}

extension WhatIf.Change {
    /// A fact by the name that it has in documents, whatever the user called it.
    fileprivate var words: [String] {
        switch self {
        case .facts(let facts):
            facts.map { "\(FactName(parsing: $0.name)?.description ?? $0.name) = \($0.value)" }
        case .machine(let profile): ["the machine \(profile.id)"]
        case .without(let kinds): kinds.map { "without '\($0.rawValue)'" }.sorted()
        }
    }
}

extension Trace {
    /// The variables of the run, with a home for what it did not come to, unless it looked for one in vain.
    fileprivate var environmentForMore: [String: String] {
        var environment = environment
        if environment["HOME"] == nil, !events.contains(.variable("HOME", nil)) {
            environment["HOME"] = "/home/user"
        }
        return environment
    }
}

/// A run that cannot be played with a change.
package enum WhatIfFault: DiagnosticError {
    case noSuchFailure(FailedExchange.Kind, there: Set<FailedExchange.Kind>)
    /// With the change the program waits for what never comes.
    case endless

    package var code: ErrorCode { .factFixed }

    package var problem: String {
        switch self {
        case .noSuchFailure(let kind, _): "No question of the run failed with '\(kind.rawValue)'."
        case .endless: "With this change the run waits for what never comes."
        }
    }

    package var fixes: [String] {
        switch self {
        case .noSuchFailure(_, let there):
            there.isEmpty
                ? ["All questions of the run were answered."]
                : [
                    "These there are: "
                        + there.map(\.rawValue).sorted().joined(separator: ", ")
                ]
        case .endless: ["See what was asked: mn support explain FILE"]
        }
    }
}

// MARK: - For programs

extension WhatIf {
    package func json(file: String) -> JSON {
        [
            "schema": "mn.support.what-if/1", "file": .string(file),
            "arguments": .strings(arguments), "changes": .strings(changes.map(Sanitized.line)),
            "before": before.json, "after": after.json,
            "same": .bool(before.ending == after.ending),
            "simulated_from": .string(orNull: turn.map(Sanitized.line)), "simulated": true,
        ]
    }
}

extension WhatIf.Side {
    /// The rule of the last model that was judged.
    package var ruling: RunFindings.Ruling? { findings.rulings.last }

    fileprivate var json: JSON {
        [
            "exit": ending.exitCode.map { .integer($0) } ?? .null,
            "rule": .string(orNull: ruling?.rule), "status": .string(orNull: ruling?.status),
            "error": .string(orNull: findings.complaint?.code.rawValue),
            "stdout": .string(ending.standardOutput), "stderr": .string(ending.standardError),
        ]
    }
}
