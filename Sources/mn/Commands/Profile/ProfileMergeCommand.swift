import MNCore
import MNSim

/// `mn profile merge`: one machine out of profiles that each tell a part of it.
enum ProfileMergeCommand {
    static let command = Command(
        CommandSpecification(
            "profile merge", summary: "Put profiles of one machine together.",
            discussion: """
                Each answers a part of what is asked, such as those that mn profile import makes. \
                Two that answer one question differently are an error (1) that names both.
                """,
            positionals: [
                PositionalSpecification(
                    "PROFILE", help: "The id of a profile, or a profile file.",
                    names: .one(of: .profiles, .files), count: .atLeastOnce)
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write to a file, not to standard output.", names: .one(of: .files)),
                OptionSpecification("id", .value("ID"), help: "The profile's id."),
                OptionSpecification(
                    "title", .value("TEXT"), help: "One line that names the machine."),
            ],
            examples: [
                .init("mn profile merge gpu.json memory.json -o machine.json", "both in one")
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let id = arguments.value("id") ?? "merged-machine"
        guard Profile.isID(id) else { throw ProfileFault.badID(id) }
        let title = Sanitized.line(arguments.value("title") ?? "")
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let parts = try arguments.all("PROFILE").map {
            (name: $0, profile: try library.profile($0))
        }
        let profile = try await Profile.merged(parts, id: id, title: title.isEmpty ? nil : title)
        guard let path = try arguments.output(world.files) else {
            return Report(json: profile.json) { _ in profile.json.text(.file) + "\n" }
        }
        try world.files.replace(path, with: Discretion(world).file(profile.json))
        let count = profile.recording.exchanges.count
        return Report(
            json: [
                "schema": "mn.profile.merge/1", "file": .string(path), "id": .string(id),
                "profiles": .strings(parts.map(\.profile.id)), "answers": .integer(count),
            ]
        ) { _ in
            "Merged \(Words.count(count, "answer")) into \(Sanitized.line(path)).\n"
        }
    }
}
