import MNCore
import MNFleet
import MNSim

/// `mn fleet import`: an inventory as a fleet.
enum FleetImportCommand {
    private static let table = "table"
    private static let kinds = [table] + MachineInventory.Kind.allCases.map(\.rawValue)

    static let command = Command(
        CommandSpecification(
            "fleet import", summary: "Make a fleet of an inventory: classes of equal machines.",
            discussion: """
                KIND is 'table' for CSV, TSV, JSON or JSON Lines with a --preset or a --mapping; or \
                \(list).

                What the inventory does not say is not known, and is said to be so. No name, serial \
                number or user leaves the import: machines of equal facts are a class with a count.
                """,
            positionals: [
                PositionalSpecification("KIND", help: "What it is.", allowed: kinds),
                PositionalSpecification(
                    "FILE", help: "Files of that kind, or folders of them.",
                    names: .one(of: .files), count: .atLeastOnce),
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write to a file, not to standard output.", names: .one(of: .files)),
                OptionSpecification(
                    "preset", .value("NAME", allowed: Mapping.Preset.allCases.map(\.rawValue)),
                    help: "The columns of a table as this program names them."),
                OptionSpecification(
                    "mapping", .value("FILE"), help: "Which column of a table tells what.",
                    names: .one(of: .files)),
                OptionSpecification(
                    "as-of", .value("DATE"), help: "The day for which the inventory holds."),
                OptionSpecification(
                    "seen-since", .value("DATE"),
                    help: "Leave out machines that were last seen before."),
                OptionSpecification(
                    "tag", .value("WORD"), help: "A word for each machine, for promises.",
                    repeats: true),
                OptionSpecification(
                    "merge-below", .value("NUMBER"),
                    help: "Leave out the maker's name of classes of fewer machines."),
            ],
            examples: [
                .init(
                    "mn fleet import table hosts.csv --preset fleet -o fleet.json",
                    "osquery's hosts"),
                .init(
                    "mn fleet import kubernetes nodes.json -o fleet.json", "the nodes of a cluster"),
                .init("mn fleet import ansible facts -o fleet.json", "a folder of facts"),
            ]),
        // An inventory names people and machines, which no trace is to hold.
        tracesItself: true, run: run)

    private static var list: String {
        Words.list(MachineInventory.Kind.allCases.map { "'\($0.rawValue)' (\($0.words))" }, "or")
    }

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let options = try options(arguments, world)
        let kind = arguments.required("KIND")
        let output = try arguments.output(world.files)
        let mapping = try mapping(kind, arguments, world)
        var fleet: Fleet?
        for path in arguments.all("FILE") {
            let one = try await read(path, kind, mapping, options, world)
            if fleet?.sharesSource(with: one) == true { throw FleetFault.twice(path, first: nil) }
            fleet = try fleet.map { try $0.adding(one, name: path) } ?? one
        }
        guard let fleet else { return Report(json: .null) { _ in "" } }
        // The document is large, and made only if it is printed.
        let document = arguments.forms == [.json] ? fleet.json : .null
        let sentences = fleet.sentences
        guard let output else {
            return Report(json: document, notices: sentences) { _ in fleet.text }
        }
        try world.files.replace(output, with: Array(fleet.text.utf8))
        return Report(json: document) { page in
            sentences.map { page.wrapped($0, hanging: 0) }.joined()
                + page.wrapped("Wrote \(Sanitized.line(output)).", hanging: 0)
        }
    }

    private static func options(
        _ arguments: ParsedArguments, _ world: World
    ) throws -> FleetImport.Options {
        var options = FleetImport.Options()
        options.asOf = try arguments.day("as-of")
        options.staleBefore = try arguments.day("seen-since")
        options.isSecret = { [discretion = Discretion(world)] in discretion.shown($0) != $0 }
        options.tags = try arguments.list("tag").map { Sanitized.line($0.lowercased()) }
        if let text = arguments.value("merge-below") {
            guard let count = Int(text), count > 0 else {
                throw arguments.usage(
                    .badValue("--merge-below", text, wanted: "a number from 1 on"))
            }
            options.mergeBelow = count
        }
        return options
    }

    /// Nil for what is no table.
    private static func mapping(
        _ kind: String, _ arguments: ParsedArguments, _ world: World
    ) throws -> Mapping? {
        let (preset, file) = (arguments.value("preset"), arguments.value("mapping"))
        if kind != table {
            if preset != nil || file != nil {
                throw arguments.usage(
                    .conflict(preset == nil ? "--mapping" : "--preset", "KIND \(kind)"))
            }
            return nil
        }
        if let preset, let preset = Mapping.Preset(rawValue: preset) {
            if file != nil { throw arguments.usage(.conflict("--preset", "--mapping")) }
            return try Mapping(preset)
        }
        guard let file else { throw FleetCommandFault.noMapping }
        return try Mapping.read(
            try world.files.read(file, limit: Document.sizeLimit), name: file)
    }

    private static func read(
        _ path: String, _ kind: String, _ mapping: Mapping?, _ options: FleetImport.Options,
        _ world: World
    ) async throws -> Fleet {
        let files = world.files
        let next: (Int) throws -> [UInt8] = { offset in
            try files.piece(of: path, at: offset)
        }
        guard let kind = MachineInventory.Kind(rawValue: kind) else {
            return try await TableInventory.fleet(
                mapping ?? Mapping(.fleet), kind: table, name: path, options, next: next)
        }
        if kind == .ansible || kind == .glpi, let names = try? files.list(path) {
            return try await MachineInventory.fleet(kind, folder: path, names, options) { name in
                try files.read("\(path)/\(name)", limit: Document.sizeLimit)
            }
        }
        return try await MachineInventory.fleet(kind, name: path, options, next: next)
    }
}

/// What a command about fleets cannot do.
enum FleetCommandFault: DiagnosticError {
    case noMapping

    var code: ErrorCode { .usage }
    var exitCode: ExitCode { .usage }
    var problem: String { "A table needs a --preset or a --mapping: which column tells what." }
    var fixes: [String] {
        let names = Mapping.Preset.allCases.map { "\($0.rawValue) (\($0.words))" }
        return [
            "Take a preset: \(Words.list(names, "or"))",
            "Or write a mapping: see docs/fleet.md",
        ]
    }
}

extension ParsedArguments {
    /// The day that an option names.
    func day(_ option: String) throws -> CalendarDate? {
        guard let text = value(option) else { return nil }
        guard let day = CalendarDate(text) else {
            throw usage(
                .badValue("--\(option)", text, wanted: "a day such as 2026-11-26"))
        }
        return day
    }
}
