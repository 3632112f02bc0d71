import MNCore
import MNSim
import MNSupport

/// Which machine a command is about, and which profiles it can name.
enum Machines {
    /// The world with the machine of `--profile` in it, and its Model Runner, if that is given.
    static func world(
        _ world: World, _ arguments: ParsedArguments, _ command: Command
    ) async throws -> World {
        var world = world
        if let text = arguments.value("data-as-of") {
            guard let day = CalendarDate(text) else {
                throw arguments.usage(
                    .badValue("--data-as-of", text, wanted: "a day such as 2026-06-30"))
            }
            world.dataDay = day
        }
        if command.makesWorld { return world }
        let state = arguments.value("state")
        guard let name = arguments.value("profile") else {
            if state != nil, !command.takesStateAlone {
                throw arguments.usage(.needs("--state", "--profile"))
            }
            return world
        }
        let profile = try library(world, folders: arguments.values("profiles")).profile(name)
        world.machine = ReplayMachine(profile)
        world.simulatedMachine = profile.id
        let hardware = await world.hardware()
        return SimulatedWorld.world(
            world, try SimulatedWorld.state(on: hardware, file: state, world), on: hardware)
    }

    /// The built-in profiles, those of `MN_PROFILES_PATH` (folders, separated by `:`) and of `folders`.
    static func library(_ world: World, folders: [String]) throws -> ProfileLibrary {
        let path = world.environment["MN_PROFILES_PATH"] ?? ""
        let fromEnvironment = path.split(separator: ":").map {
            Home.expand(String($0), world.environment)
        }
        do throws(FileFault) {
            return try ProfileLibrary(
                builtin: world.profiles, folders: fromEnvironment + folders, files: world.files,
                reader: { try SupportFile.profile($0, name: $1) })
        } catch {
            let isNone = [.notFound, .notADirectory].contains(error.reason)
            if isNone, folders.contains(error.path) { throw ProfileFault.noFolder(error) }
            throw error
        }
    }

    /// The line above a result about another machine; empty for this one.
    static func heading(_ world: World) -> String {
        world.simulatedMachine.map { "Simulated machine: \(Sanitized.line($0))\n" } ?? ""
    }
}

/// The world of a machine that is not here, and its Model Runner: out of a profile, and a state file.
enum SimulatedWorld {
    static let option = OptionSpecification(
        "state", .value("FILE"),
        help: "What its Model Runner has, with --profile: a document of 'mn.runner-state/1'.",
        names: .one(of: .files),
        isInTrace: true)

    /// The runner's state: what the file leaves out is as the machine has it.
    ///
    /// - Parameters:
    ///   - hardware: nil is a Linux machine with Docker Engine.
    ///   - path: nil is a runner that is up and empty. In both cases its registry offers every model of
    ///     the catalog, unless the file names a registry.
    static func state(
        on hardware: Hardware?, file path: String?, _ world: World
    ) throws -> RunnerState {
        let offers = RegistryOffer.offers(of: try world.catalog().catalog)
        var base = RunnerState()
        base.registry.offers = offers
        if let hardware { base = RunnerState(on: hardware, offers: offers) }
        guard let path else { return base }
        let bytes = try world.files.read(path, limit: Document.sizeLimit)
        return try Document.read(bytes, kind: "state of a Model Runner", name: path) {
            (field) throws(JSONFault) in
            try RunnerState(field, offers: offers, over: base)
        }
    }

    /// The user's variables without those that name the runner of this machine.
    static func variables(_ all: any Variables) -> any Variables { OwnVariables(inner: all) }

    /// The world with that runner in it, and nothing of this machine's.
    ///
    /// Below `MN_HOME` nothing is written, and no ledger is read: who uses this machine's models is
    /// nothing to another. Variables that name a runner mean this machine's, so they are left out.
    static func world(_ world: World, _ state: RunnerState, on hardware: Hardware) -> World {
        var world = world
        world.environment = variables(world.environment)
        let services = SimulatedServices(
            nil,
            beside: SimulatedDocker(state, setup: DockerSetup(on: hardware), time: world.time),
            environment: world.environment, time: world.time)
        world.http = services
        world.processes = services
        world.areServicesKnown = false
        if let home = Home.folder(world.environment) {
            let ledger = Ledger.path(world.environment).map { Set([$0]) }
            world.files = OverlayFiles(world.files, over: home, hiding: ledger ?? [])
        }
        return world
    }
}

/// The user's variables without those that name the runner of this machine.
private struct OwnVariables: Variables {
    let inner: any Variables

    subscript(name: String) -> String? { Self.isHidden(name) ? nil : inner[name] }
    var all: [String: String] { inner.all.filter { !Self.isHidden($0.key) } }

    private static func isHidden(_ name: String) -> Bool {
        name.hasSuffix("MODEL_RUNNER_API_BASE") || name == "MODEL_RUNNER_HOST"
    }
}
