import MNCore
import MNSim

/// `mn profile list`: the machines that can be simulated.
enum ProfileListCommand {
    static let command = Command(
        CommandSpecification(
            "profile list", summary: "List the machine profiles.",
            positionals: [
                PositionalSpecification(
                    "PATTERN", help: "Ids to list; '*' stands for any letters.", count: .anyNumber)
            ], examples: [.init("mn profile list 'nvidia-*'", "the NVIDIA machines")]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let patterns = arguments.all("PATTERN")
        let ids = patterns.isEmpty ? library.ids : try library.ids(matching: patterns)
        let profiles = try ids.map(library.profile)
        return Report(
            json: [
                "schema": "mn.profile.list/1",
                "profiles": .array(
                    profiles.map { profile in
                        [
                            "id": .string(profile.id), "title": .string(profile.title),
                            "provenance": .string(profile.provenance.rawValue),
                            "tags": .strings(profile.tags),
                        ]
                    }),
            ]
        ) { page in
            var table = Table([
                .init("ID", priority: 3), .init("TITLE", priority: 2, leastWidth: 20),
                .init("PROVENANCE", priority: 1),
            ])
            for profile in profiles {
                table.append([
                    .init(profile.id), .init(profile.title), .init(profile.provenance.rawValue),
                ])
            }
            return table.text(width: page.width, colour: page.colour)
        }
    }
}
