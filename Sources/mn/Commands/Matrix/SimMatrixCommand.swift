import MNCore
import MNSim

/// `mn sim matrix`: models on machines, all at once, held against what they should be.
enum SimMatrixCommand {
    /// What selects machines, holds verdicts against something and says how they are printed.
    static let gateOptions = [
        OptionSpecification(
            "machines", .value("PATTERNS"),
            help: "Ids of profiles, separated by commas; '*' stands for any letters.",
            repeats: true),
        OptionSpecification(
            "tags", .value("PATTERNS"), help: "Only machines with one of these tags.",
            repeats: true),
        OptionSpecification(
            "vendors", .value("NAMES"),
            help: "Only machines with a GPU of apple, nvidia, amd or adreno; or none.",
            repeats: true),
        OptionSpecification(
            "rules", .value("NAMES"),
            help: "Show only verdicts by these rules, or that should be.", repeats: true),
        OptionSpecification(
            "require", .value("TEXT"),
            help: "Demand a status: 'MODEL on MACHINES: STATUS'.", repeats: true),
        OptionSpecification(
            "baseline", .value("FILE"), help: "Compare with the verdicts in a file."),
        OptionSpecification(
            "update-baseline", help: "Write the verdicts into that file."),
        OptionSpecification(
            "accept-flips", .value("NUMBER"),
            help: "How many verdicts of the baseline may have another status."),
        OptionSpecification("markdown", help: "Print Markdown.", forms: ["": .markdown]),
        OptionSpecification(
            "jsonl",
            help: "Print JSON Lines, a verdict a line, each as soon as it is there.",
            forms: ["": .lines]),
        OptionSpecification(
            "junit", .value("FILE"), help: "Write a JUnit report; '-' prints it instead.",
            forms: ["-": .junit], namesReport: true),
    ]

    static let command = Command(
        CommandSpecification(
            "sim matrix", summary: "Judge models on many machines at once.",
            discussion: """
                Without options: the default model on every profile. Ends with 7 if a verdict is not \
                the one that the machine's profile expects, not that of the baseline, or breaks a \
                requirement. No GPU, Docker or network is used.

                A baseline is a file with a line for each verdict. --update-baseline writes it; if a \
                verdict has another status than in the file, --accept-flips must name how many have.

                In GitHub Actions each difference is an annotation too, and the result is added to \
                the summary of the job.
                """,
            options: [
                OptionSpecification(
                    "models", .value("NAMES"),
                    help: "Models, separated by commas; 'all' for the catalog.",
                    repeats: true)
            ] + gateOptions,
            examples: [
                .init("mn sim matrix", "does the default model suit every machine?"),
                .init("mn sim matrix --models all --machines 'apple-*'", "all models on Macs"),
                .init(
                    "mn sim matrix --require 'gemma4:e2b on apple-*-16gb: pass'",
                    "a promise to hold"),
                .init(
                    "mn sim matrix --models all --baseline verdicts.json --junit report.xml",
                    "a gate in CI"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let catalog = try world.catalog().whole
        let names = MatrixSelection.list(arguments.values("models"))
        return try await report(
            Question(models: try models(names, catalog)), catalog, arguments, world)
    }

    /// What is to be judged.
    struct Question {
        /// Each with its own backend.
        var models: [Model]
        var blueprint: Demands?

        /// What a blueprint needs beside models that are known.
        struct Demands {
            /// How it is asked for, without options.
            var command: String
            var requirements: MachineRequirements
            /// Models of which nothing is known.
            var unjudged: [String]
            /// The contexts that it sets; a machine where one does not fit is named.
            var contexts: [(model: Model, context: Count)] = []
        }
    }

    /// Judges what is asked on all machines.
    ///
    /// - Parameters:
    ///   - arguments: of a command that has the `gateOptions`.
    ///   - notices: what else is to be said.
    static func report(
        _ question: Question, _ catalog: Catalog, _ arguments: ParsedArguments, _ world: World,
        notices: [String] = []
    ) async throws -> Report {
        let form = try form(arguments)
        let selection = try MatrixSelection(arguments, world)
        let baseline = try MatrixBaseline(
            arguments, world, command: question.blueprint?.command ?? "mn sim matrix")
        let matrix = Matrix(
            models: question.models,
            requirements: question.blueprint?.requirements ?? MachineRequirements(),
            unknown: question.blueprint?.unjudged ?? [], catalog: catalog)
        let junitFile = arguments.reportFile
        var gate = MatrixGate(
            matrix, baseline: baseline?.old,
            requirements: try arguments.values("require").map {
                try Requirement(parsing: $0, catalog: catalog)
            }, shown: selection.rules, collects: baseline?.collects ?? false)
        var output = MatrixOutput(
            form, matrix, world, reports: junitFile != nil,
            isOfBlueprint: question.blueprint != nil)
        var contexts = MatrixContexts(question.blueprint?.contexts ?? [], catalog)
        do {
            let judged = try await selection.eachSlice(of: matrix) { slice in
                contexts.look(slice.hardware, slice.profile.id)
                output.add(gate.check(slice), slice, to: &gate)
            }
            let ids = Set(catalog.models.map(\.id))
            try gate.finish(
                judged: judged.contains, exists: selection.exists, isListed: ids.contains)
        } catch {
            output.finish(gate, error.diagnostic)
            throw FailedReport.Streamed(cause: error.diagnostic)
        }
        output.finish(gate)
        do {
            return try report(
                gate, output, baseline, junitFile, notices + contexts.notices, world)
        } catch {
            throw FailedReport.Streamed(cause: error.diagnostic)
        }
    }

    /// Writes the files and says the result.
    private static func report(
        _ gate: MatrixGate, _ output: MatrixOutput, _ baseline: MatrixBaseline?,
        _ junitFile: String?, _ notices: [String], _ world: World
    ) throws -> Report {
        let settled = try baseline?.settle(gate, world.files)
        var notices = notices + [settled?.notice].compactMap(\.self)
        if let junitFile, let text = output.report(gate) {
            try world.files.replace(junitFile, with: Array(text.utf8))
        }
        notices += GitHubJob(world)?.tell(gate) ?? []
        let isMet = !gate.counts.keys.contains { !$0.isOfBaseline }
        var report = Report(
            // The document is large, and made only if it is printed.
            json: output.json(gate, baseline: settled?.json ?? .null, notices: notices),
            notices: notices, exitCode: isMet && settled?.isSettled ?? true ? .done : .differs
        ) { page in output.text(gate, page) }
        report.rulings = output.rulings
        return report
    }

    /// What standard output is to hold; it can hold one thing only.
    private static func form(_ arguments: ParsedArguments) throws -> OutputForm {
        let forms = arguments.forms
        if forms.count > 1 {
            throw arguments.usage(.conflict(forms[0].option, forms[1].option))
        }
        return forms.first ?? .text
    }

    private static func models(_ names: [String], _ catalog: Catalog) throws -> [Model] {
        if names.isEmpty { return [try catalog.model(named: Catalog.defaultModel)] }
        if names == ["all"] { return catalog.models }
        var models: [Model] = []
        for name in names {
            let model = try catalog.model(named: name)
            if !models.contains(where: { $0.id == model.id }) { models.append(model) }
        }
        return models
    }
}

/// The machines that a matrix judges, and the rules that it shows.
struct MatrixSelection {
    private let library: ProfileLibrary
    private let ids: [String]
    /// The profile of `--profile`, which may be a file.
    private let single: Profile?
    private let tags: [Glob]
    /// Nil stands for a machine without a GPU that a rule knows.
    private let vendors: [GPU.Vendor?]
    let rules: Set<String>
    private let known: Set<String>

    init(_ arguments: ParsedArguments, _ world: World) throws {
        library = try Machines.library(world, folders: arguments.values("profiles"))
        let patterns = Self.list(arguments.values("machines"))
        single = try arguments.value("profile").map(library.profile)
        ids =
            patterns.isEmpty
            ? (single == nil ? library.ids : []) : try library.ids(matching: patterns)
        known = Set(library.ids + [single?.id].compactMap(\.self))
        tags = Self.list(arguments.values("tags")).map { Glob($0) }
        vendors = try Self.words(
            "vendors", arguments, GPU.Vendor.allCases.map(\.rawValue) + ["none"]
        )
        .map { GPU.Vendor(rawValue: $0) }
        rules = Set(try Self.words("rules", arguments, Matrix.rules))
    }

    static func list(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// The words of an option, each one of those that are allowed.
    private static func words(
        _ option: String, _ arguments: ParsedArguments, _ allowed: [String]
    ) throws -> [String] {
        try list(arguments.values(option)).map { word in
            if allowed.contains(word) { return word }
            throw arguments.usage(
                .valueNotAllowed(
                    argument: "--\(option)", value: word, allowed: allowed,
                    suggestion: Spelling.nearest(to: word, in: allowed)))
        }
    }

    /// Whether there is a profile of this id, judged or not.
    func exists(_ id: String) -> Bool { known.contains(id) }

    /// Judges one machine after the other, in the order of their ids.
    ///
    /// - Returns: the ids of the profiles that were judged.
    /// - Throws: `EmptySelection` if there was none, and what makes a profile unreadable.
    func eachSlice(
        of matrix: Matrix, _ body: (Matrix.Slice) -> Void
    ) async throws -> Set<String> {
        var judged: Set<String> = []
        for position in 0..<(ids.count + (single == nil ? 0 : 1)) {
            let profile = try position < ids.count ? library.profile(ids[position]) : single
            guard let profile, has(tagsOf: profile) else { continue }
            let slice = await matrix.slice(profile)
            guard has(vendorsOf: slice.hardware) else { continue }
            judged.insert(profile.id)
            body(slice)
        }
        if judged.isEmpty { throw EmptySelection() }
        return judged
    }

    private func has(tagsOf profile: Profile) -> Bool {
        tags.isEmpty || profile.tags.contains { tag in tags.contains { $0.matches(tag) } }
    }

    private func has(vendorsOf hardware: Hardware) -> Bool {
        vendors.isEmpty
            || vendors.contains { vendor in
                vendor == nil
                    ? hardware.gpus.isEmpty : hardware.gpus.contains { $0.vendor == vendor }
            }
    }
}

/// No machine is left to judge.
struct EmptySelection: DiagnosticError {
    var code: ErrorCode { .nothingSelected }
    var problem: String { "No machine has such tags and GPUs, so there is nothing to judge." }
    var fixes: [String] { ["See the tags of all machines: mn profile list --json"] }
}
