import MNCore
import MNSim
import MNSupport

/// `mn support html`: a run as one page, for a browser that is not online.
enum SupportHTMLCommand {
    static let command = Command(
        CommandSpecification(
            "support html",
            summary: "Show a run as one page: why, and all that it asked.",
            discussion: """
                The page is one file that asks for nothing and works without a network. On top stands \
                why the run ended so, with links to the raw lines; then what was removed from the file, \
                when what was asked, and every question with its answer. A second file is laid beside \
                the first, with what differs marked.
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "A bundle, or a trace.", names: .one(of: .files))
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write to a file, not to standard output.", names: .one(of: .files)),
                OptionSpecification(
                    "beside", .value("FILE"), help: "A second bundle or trace, to compare with.",
                    names: .one(of: .files)),
            ],
            examples: [
                .init("mn support html customer.json -o run.html", "then open run.html"),
                .init(
                    "mn support html customer.json --beside lab.jsonl -o both.html", "what differs?"
                ),
            ]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let output = try arguments.newFile()
        let side = try await side(path, world)
        var other: RunPage.Side?
        if let path = arguments.value("beside") { other = try await Self.side(path, world) }
        let text = RunPage(side, beside: other).text
        var members: JSONObject = [
            "schema": "mn.support.html/1", "file": .string(path),
            "beside": .string(orNull: arguments.value("beside")),
            "questions": .integer(side.view?.events.count ?? 0),
            "bytes": .integer(text.utf8.count),
        ]
        guard let output else {
            members["html"] = .string(text)
            return Report(json: .object(members)) { _ in text }
        }
        try world.files.make(output, Array(text.utf8))
        members["output"] = .string(output)
        return Report(json: .object(members)) { page in
            page.wrapped(
                "Wrote \(Sanitized.line(output)), \(ByteCount(text.utf8.count)).", hanging: 2)
        }
    }

    private static func side(_ path: String, _ world: World) async throws -> RunPage.Side {
        let file = try SupportFile.read(path, in: world.files)
        return await RunPage.Side(
            file, name: path,
            explanation: await SupportExplainCommand.explanation(of: file, name: path, in: world))
    }
}
