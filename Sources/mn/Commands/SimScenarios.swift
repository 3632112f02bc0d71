import MNCore
import MNSim
import Synchronization

/// Scenarios for the `mn sim` commands: where they are, and how one is run.
enum SimScenarios {
    static let folder = OptionSpecification(
        "scenarios", .value("DIR"), help: "The scenarios of a folder, not the built-in ones.")

    static let filter = PositionalSpecification(
        "FILTER", help: "Names of scenarios; '*' stands for any letters.", count: .anyNumber)

    /// One step of a scenario as it went.
    struct Step: Sendable {
        var trace: Trace
        var notes: [Program.Note]
    }

    static func library(_ arguments: ParsedArguments, _ world: World) throws -> ScenarioLibrary {
        let offers = RegistryOffer.offers(of: .builtin)
        guard let folder = arguments.value("scenarios") else {
            return ScenarioLibrary(builtin: world.scenarios, offers: offers)
        }
        return try ScenarioLibrary(folder: folder, files: world.files, offers: offers)
    }

    /// Runs one scenario of a library and holds it against its transcript.
    ///
    /// - Parameters:
    ///   - folder: where each step's trace is written, as `NAME-STEP.jsonl`; nil for no traces.
    ///   - body: is told of each step after it.
    static func run(
        _ name: String, _ library: ScenarioLibrary, _ profiles: ProfileLibrary, _ world: World,
        tracesIn folder: String? = nil, _ body: @escaping @Sendable (Step) -> Void = { _ in }
    ) throws -> ScenarioRun {
        let scenario = try library.scenario(name)
        let profile = try scenario.profile.map(profiles.profile)
        let traces = Mutex<[Trace]>([])
        var run = ScenarioRun(scenario, in: world, profile: profile) { arguments, world in
            let tracer = Tracer(world)
            let notes = Mutex<[Program.Note]>([])
            let exit = await Program.run(arguments, tracer.world) { note in
                if case .ruling(let ruling) = note { tracer.note(ruling.event) }
                notes.withLock { $0.append(note) }
            }
            let trace = tracer.trace(
                arguments, exit: exit, version: Program.version,
                variables: HelpTopicCommand.variables.map(\.name))
            if BlueprintTrace.isAllowed(arguments) { traces.withLock { $0.append(trace) } }
            body(Step(trace: trace, notes: notes.withLock(\.self)))
            return exit
        }
        if let folder {
            for (index, trace) in traces.withLock({ $0 }).enumerated() {
                let path = "\(folder)/\(name)-\(index + 1).jsonl"
                try world.files.replace(path, with: Array(trace.text.utf8))
            }
        }
        switch library.transcript(name) {
        case run.transcript: break
        case nil: run.failures.append(.transcript("there is no transcript \(name).txt"))
        case let old?:
            run.failures.append(
                .transcript("the transcript \(Transcript.difference(old, run.transcript))"))
        }
        return run
    }
}
