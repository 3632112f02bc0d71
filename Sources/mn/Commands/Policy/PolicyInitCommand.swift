import MNCore
import MNFleet

/// `mn policy init`: writes a policy to begin with.
enum PolicyInitCommand {
    static let command = Command(
        CommandSpecification(
            "policy init", summary: "Write a policy to begin with, with comments.",
            discussion: """
                Its promises are about the machines that ship with the program, and are met; comments \
                say what to write for the machines of a team. A file that is there already is left as \
                it is. The whole of what a policy may say is in docs/policy.md.
                """,
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Where to write it; \(FleetPolicy.usualFile) if left out.",
                    names: .one(of: .files))
            ],
            examples: [.init("mn policy init", "then: mn policy check")]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = try arguments.newFile() ?? FleetPolicy.usualFile
        guard world.files.lacks(path) else {
            throw FilePresent(path: path, fix: "Name another file: mn policy init -o FILE")
        }
        let text = start
        try world.files.replace(path, with: Array(text.utf8))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let promises = lines.indices.filter { lines[$0].hasPrefix("\(Catalog.defaultModel) on ") }
        let name = path == FleetPolicy.usualFile ? nil : path
        let line = "\((promises.first ?? 0) + 1)"
        let next = [
            name.map { CommandWords.mn("policy check", $0) } ?? "mn policy check",
            name.map { "mn policy explain \(line) " + CommandWords.line([$0]) }
                ?? "mn policy explain \(line)",
        ]
        return Report(
            json: [
                "schema": "mn.policy.init/1", "file": .string(path),
                "promises": .integer(promises.count), "next": .strings(next),
            ]
        ) { page in
            var text = page.wrapped(
                "Wrote \(Sanitized.line(path)): \(Words.count(promises.count, "promise")) on the "
                    + "machines that ship with mn. Both are met.", hanging: 0)
            text += page.next(next, ["hold the promises", "list the machines of a line"])
            return text + "\n"
                + page.wrapped(
                    "Then name your own machines: the comments in the file say how.", hanging: 0)
        }
    }

    /// The policy; `mn policy check` says of it that all is met.
    private static let start = """
        # What we promise of models on our machines, a promise a line. What stands behind # is a comment.

        # Our machines, as 'mn fleet import' writes them. Take the # away once there is such a file; then say
        # 'fleet and …' below. Without it the machines that ship with mn are meant.
        # fleet machines/fleet.json, not older than 90 days

        # Names for machines, by what they have.
        let macs  = vendor apple and ram >= 16GB
        let cards = vendor nvidia and vram >= 8GB

        # On how many of them a model runs: at once, or after something is done. What is not known of a
        # machine counts against the promise.
        \(Catalog.defaultModel) on shipped and macs:  runs or after action >= 90%
        \(Catalog.defaultModel) on shipped and cards: runs >= 50% and unknown <= 30%

        # What stands against a promise, and is to be mended by a day:
        # allow until 2027-03-01: \(Catalog.defaultModel) on model "Some Desk 3560" because "replaced in Q1"

        """
}
