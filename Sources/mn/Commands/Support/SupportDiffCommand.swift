import MNCore
import MNSim
import MNSupport

/// `mn support diff`: what two support files say differently.
enum SupportDiffCommand {
    static let command = Command(
        CommandSpecification(
            "support diff",
            summary:
                "Compare two bundles or traces: runs, facts, verdicts.",
            discussion: "The exit code is 7 if anything differs.",
            positionals: [
                PositionalSpecification("A", help: "A bundle or a trace.", names: .one(of: .files)),
                PositionalSpecification("B", help: "The other.", names: .one(of: .files)),
            ],
            examples: [
                .init("mn support diff customer.json lab.json", "why does it work here?")
            ]), run: run)

    /// The most differences of one section that are shown.
    private static let shown = 200

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let left = try SupportFile.read(arguments.required("A"), in: world.files)
        let right = try SupportFile.read(arguments.required("B"), in: world.files)
        let difference = await SupportDifference(
            left, right, models: try world.catalog().whole.models)
        let json = difference.sections.map { section in
            (
                section.name,
                JSON.array(
                    section.items.prefix(shown).map { item in
                        [
                            "name": .string(Sanitized.line(item.name)),
                            "a": .string(orNull: item.left.map(Sanitized.line)),
                            "b": .string(orNull: item.right.map(Sanitized.line)),
                        ]
                    })
            )
        }
        return Report(
            json: .object(
                JSONObject(
                    [
                        ("schema", "mn.support.diff/1"), ("equal", .bool(difference.isEmpty)),
                        ("simulated", true),
                    ] + json)), exitCode: difference.isEmpty ? .done : .differs
        ) { page in
            var text = ""
            for (name, items) in difference.sections {
                text += name.prefix(1).uppercased() + name.dropFirst() + ":"
                text += items.isEmpty ? " the same\n" : "\n"
                for item in items.prefix(shown) {
                    text += "  " + page.wrapped(Sanitized.line(item.name), hanging: 4, first: 2)
                    for (sign, value) in [("-", item.left), ("+", item.right)] {
                        guard let value else { continue }
                        text +=
                            "    "
                            + page.wrapped("\(sign) \(Sanitized.line(value))", hanging: 6, first: 4)
                    }
                }
                let more = items.count - shown
                if more > 0 { text += "  and \(more) more\n" }
            }
            return text
        }
    }
}
