import MNCore
import MNSim

/// Scenarios for the `mn sim` commands: where they are, and how one is run.
enum SimScenarios {
    static let folder = OptionSpecification(
        "scenarios", .value("DIR"), help: "The scenarios of a folder, not the built-in ones.")

    static let filter = PositionalSpecification(
        "FILTER", help: "Names of scenarios; '*' stands for any letters.", count: .anyNumber)

    static func library(_ arguments: ParsedArguments, _ world: World) throws -> ScenarioLibrary {
        let offers = RegistryOffer.offers(of: .builtin)
        guard let folder = arguments.value("scenarios") else {
            return ScenarioLibrary(builtin: world.scenarios, offers: offers)
        }
        return try ScenarioLibrary(folder: folder, files: world.files, offers: offers)
    }

    /// Runs one scenario of a library and holds it against its transcript.
    static func run(
        _ name: String, _ library: ScenarioLibrary, _ profiles: ProfileLibrary, _ world: World
    ) throws -> ScenarioRun {
        let scenario = try library.scenario(name)
        let profile = try scenario.profile.map(profiles.profile)
        var run = ScenarioRun(scenario, in: world, profile: profile, program: Program.run)
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
