import MNCore
import MNSim

/// `mn schema`: the JSON Schemas of the files that mn reads and writes.
enum SchemaCommand {
    static let command = Command(
        CommandSpecification(
            "schema", summary: "Print the JSON Schema of a format, or list the formats.",
            discussion: """
                A schema (draft 2020-12) says what a reader takes, key by key, so that an editor can show it \
                and another program can check a file. Each stands alone. 'trace' and 'matrix-lines' are of \
                one line of a file of many.
                """,
            positionals: [
                PositionalSpecification(
                    "NAME", help: "The format; all are listed if left out.", count: .atMostOnce,
                    allowed: FormatSchema.names)
            ],
            examples: [
                .init("mn schema", "what there is"),
                .init("mn schema profile > profile.schema.json", "for an editor"),
            ]), printsOnlyOwn: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        if let schema = arguments.optional("NAME").flatMap({ FormatSchema(named: $0) }) {
            return Report(json: schema.json) { _ in schema.json.text() + "\n" }
        }
        let schemas = FormatSchema.all
        return Report(
            json: [
                "schema": "mn.schema.list/1",
                "schemas": .array(
                    schemas.map {
                        [
                            "name": .string($0.name), "title": .string($0.title),
                            "description": .string($0.summary),
                        ]
                    }),
            ]
        ) { page in page.list(schemas.map { ($0.name, $0.title) }) }
    }
}
