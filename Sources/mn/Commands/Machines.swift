import MNCore
import MNSim

/// Which machine a command is about, and which profiles it can name.
enum Machines {
    /// The world with the machine of `--profile` in it, if that is given.
    static func world(_ world: World, _ arguments: ParsedArguments) throws -> World {
        guard let name = arguments.value("profile") else { return world }
        let profile = try library(world, folders: arguments.values("profiles")).profile(name)
        var world = world
        world.machine = ReplayMachine(profile)
        world.docker = AbsentRunner()
        world.outside = NoOutside()
        world.simulatedMachine = profile.id
        return world
    }

    /// The built-in profiles, those of `MN_PROFILES_PATH` (folders, separated by `:`) and of `folders`.
    static func library(_ world: World, folders: [String]) throws -> ProfileLibrary {
        let path = world.environment["MN_PROFILES_PATH"] ?? ""
        let fromEnvironment = path.split(separator: ":").map {
            Home.expand(String($0), world.environment)
        }
        return try ProfileLibrary(
            builtin: world.profiles, folders: fromEnvironment + folders, files: world.files)
    }

    /// The line above a result about another machine; empty for this one.
    static func heading(_ world: World) -> String {
        world.simulatedMachine.map { "Simulated machine: \(Printable.line($0))\n" } ?? ""
    }
}
