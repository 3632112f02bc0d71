import MNCore
import MNSim

/// `mn sim matrix`: models on machines, all at once.
enum SimMatrixCommand {
    static let command = Command(
        CommandSpecification(
            "sim matrix", summary: "Judge models on many machines at once.",
            discussion: """
                Without options: the default model on every profile. Ends with 7 if a verdict is not \
                the one that the machine's profile expects. No GPU, Docker or network is used.
                """,
            options: [
                OptionSpecification(
                    "models", .value("NAMES"),
                    help: "Models, separated by commas; 'all' for the catalog.",
                    repeats: true),
                OptionSpecification(
                    "machines", .value("PATTERNS"),
                    help: "Ids of profiles, separated by commas; '*' stands for any letters.",
                    repeats: true),
            ],
            examples: [
                .init("mn sim matrix", "does the default model suit every machine?"),
                .init("mn sim matrix --models all --machines 'apple-*'", "all models on Macs"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let catalog = try ModelCatalog(world).whole
        // A name of --profiles without '/' is an id or pattern, not a folder.
        let named = list(arguments.values("profiles"))
        let library = try Machines.library(world, folders: named.filter { $0.contains("/") })
        let patterns = list(arguments.values("machines")) + named.filter { !$0.contains("/") }
        let single = try arguments.value("profile").map(library.profile)
        let ids =
            patterns.isEmpty
            ? (single == nil ? library.ids : []) : try library.ids(matching: patterns)
        let matrix = await Matrix(
            models: try models(list(arguments.values("models")), catalog),
            profiles: try ids.map(library.profile) + [single].compactMap(\.self), catalog: catalog)
        return Report(
            // The document is large, and made only if it is printed.
            json: arguments.has("json") ? matrix.json : .null,
            exitCode: matrix.summary.differing == 0 ? .done : .differs,
            verdicts: matrix.cells.map(\.verdict)
        ) { page in
            matrix.table().text(width: page.width, colour: page.colour) + "\n"
                + page.wrapped(matrix.summaryLine, hanging: 0)
        }
    }

    private static func models(_ names: [String], _ catalog: Catalog) throws -> [Model] {
        if names.isEmpty { return [try catalog.model(named: Catalog.defaultModel)] }
        if names == ["all"] { return catalog.models }
        return try names.map { try catalog.model(named: $0) }
    }

    private static func list(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",").map(String.init) }
    }
}
