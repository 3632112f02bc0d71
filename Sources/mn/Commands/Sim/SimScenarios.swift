import MNCore
import MNSim
import Synchronization

/// Scenarios for the `mn sim` commands: where they are, and how one is run.
enum SimScenarios {
    static let folder = OptionSpecification(
        "scenarios", .value("DIR"), help: "The scenarios of a folder, not the built-in ones.",
        names: .one(of: .folders))

    static let filter = PositionalSpecification(
        "FILTER", help: "Names of scenarios; '*' stands for any letters.",
        names: .one(of: .scenarios), count: .anyNumber)

    /// One step of a scenario as it went.
    struct Step: Sendable {
        var trace: Trace
        var notes: [Program.Note]
    }

    /// A scenario as it went.
    struct Played: Sendable {
        var run: ScenarioRun
        var steps: [Step]
        /// Whether there is a transcript on file; without one, only what it expects is held against it.
        var hasTranscript: Bool

        /// Writes each step's trace as `NAME-STEP.jsonl`.
        func writeTraces(in folder: String, _ world: World) throws {
            for (index, step) in steps.enumerated() {
                let path = "\(folder)/\(run.name)-\(index + 1).jsonl"
                let trace = Program.shareable(
                    step.trace, run.scenario?.environment ?? [:], in: world)
                try world.files.replace(path, with: Array(trace.text.utf8), isPrivate: true)
            }
        }
    }

    static func library(_ arguments: ParsedArguments, _ world: World) throws -> ScenarioLibrary {
        let offers = RegistryOffer.offers(of: .builtin)
        guard let folder = arguments.value("scenarios") else {
            return ScenarioLibrary(builtin: world.scenarios, offers: offers)
        }
        return try ScenarioLibrary(folder: folder, files: world.files, offers: offers)
    }

    /// Plays scenarios of a library side by side, and holds each against its transcript; in the order
    /// of their names.
    static func play(
        _ names: [String], _ library: ScenarioLibrary, _ profiles: ProfileLibrary, _ world: World,
        isStrict: Bool = false, progress: WorkProgress? = nil
    ) async throws -> [Played] {
        defer { progress?.end() }
        return try await withThrowingTaskGroup(of: (Int, Played).self) { group in
            for (index, name) in names.enumerated() {
                group.addTask {
                    progress?.begin(name)
                    defer { progress?.advance() }
                    do {
                        return (index, try play(name, library, profiles, world, isStrict: isStrict))
                    } catch let fault as any DiagnosticError {
                        // One file that cannot be read is no reason to leave the others out.
                        let run = ScenarioRun(unreadable: name, fault)
                        return (index, Played(run: run, steps: [], hasTranscript: true))
                    }
                }
            }
            var played: [(Int, Played)] = []
            for try await one in group { played.append(one) }
            return played.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Plays one scenario of a library, and holds it against its transcript.
    ///
    /// - Parameter isStrict: whether one without a transcript is held against all that one with it is.
    static func play(
        _ name: String, _ library: ScenarioLibrary, _ profiles: ProfileLibrary, _ world: World,
        isStrict: Bool = false
    ) throws -> Played {
        let scenario = try library.scenario(name)
        let profile = try scenario.profile.map(profiles.profile)
        let notes = Mutex<[[Program.Note]]>([])
        var run = ScenarioRun(scenario, in: world, profile: profile) { arguments, world in
            notes.withLock { $0.append([]) }
            return await Program.run(Program.tree.read(arguments), world) { note in
                notes.withLock { $0[$0.count - 1].append(note) }
            }
        }
        let steps = zip(run.steps, notes.withLock(\.self)).map { step, notes in
            var trace = step.trace
            trace.version = Program.version
            for case .ruling(let ruling) in notes { trace.events.append(ruling.event) }
            return Step(trace: trace, notes: notes)
        }
        let old = library.transcript(name)
        if let old, old != run.transcript {
            run.failures.append(.transcript(Transcript.difference(old, run.transcript)))
        }
        if old == nil, !isStrict { run.failures.removeAll { $0.isUnasked(by: scenario) } }
        return Played(run: run, steps: steps, hasTranscript: old != nil)
    }
}

/// `mn sim list`: the scenarios there are.
enum SimListCommand {
    static let command = Command(
        CommandSpecification(
            "sim list", summary: "List the scenarios.", positionals: [SimScenarios.filter],
            options: [SimScenarios.folder]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try SimScenarios.library(arguments, world)
        let scenarios = try library.names(matching: arguments.all("FILTER")).map(library.scenario)
        return Report(
            json: [
                "schema": "mn.sim.list/1",
                "scenarios": .array(
                    scenarios.map {
                        [
                            "name": .string($0.name), "title": .string($0.title),
                            "intent": .string(orNull: $0.intent), "tags": .strings($0.tags),
                            "steps": .integer($0.steps.count),
                        ]
                    }),
            ]
        ) { page in
            var table = Table([
                .init("NAME", priority: 2), .init("TITLE", priority: 1, leastWidth: 20),
                .init("STEPS", .right, priority: 0),
            ])
            for scenario in scenarios {
                table.append([
                    .init(scenario.name), .init(scenario.title), .init("\(scenario.steps.count)"),
                ])
            }
            return page.table(table)
        }
    }
}

/// `mn sim show`: one scenario as it goes.
enum SimShowCommand {
    static let command = Command(
        CommandSpecification(
            "sim show", summary: "Show a scenario as it goes: the transcript of a run.",
            positionals: [
                PositionalSpecification(
                    "NAME", help: "The name of a scenario.", names: .one(of: .scenarios))
            ],
            options: [SimScenarios.folder]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try SimScenarios.library(arguments, world)
        let profiles = try Machines.library(world, folders: arguments.values("profiles"))
        let run = try SimScenarios.play(
            arguments.required("NAME"), library, profiles, world
        ).run
        return Report(
            json: [
                "schema": "mn.sim.show/1", "name": .string(run.name),
                "transcript": .string(run.transcript), "passed": .bool(run.passed),
                "failures": .strings(run.failures.map(\.description)),
            ], notices: run.failures.map(\.description), exitCode: run.passed ? .done : .differs
        ) { _ in Sanitized.lines(run.transcript) }
    }
}
