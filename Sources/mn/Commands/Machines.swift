import MNCore
import MNSim

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
        return SimulatedRunner.world(
            world, try SimulatedRunner.state(on: hardware, file: state, world), on: hardware)
    }

    /// The built-in profiles, those of `MN_PROFILES_PATH` (folders, separated by `:`) and of `folders`.
    static func library(_ world: World, folders: [String]) throws -> ProfileLibrary {
        let path = world.environment["MN_PROFILES_PATH"] ?? ""
        let fromEnvironment = path.split(separator: ":").map {
            Home.expand(String($0), world.environment)
        }
        do throws(FileFault) {
            return try ProfileLibrary(
                builtin: world.profiles, folders: fromEnvironment + folders, files: world.files)
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
