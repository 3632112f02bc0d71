import MNCore
import MNSim

/// `mn sim matrix`: models on machines, all at once, held against what they should be.
enum SimMatrixCommand {
    /// What selects machines, holds verdicts against something and says how they are printed.
    static let gateOptions = [
        OptionSpecification(
            "machines", .value("PATTERNS"),
            help: "Ids of profiles, separated by commas; '*' stands for any letters.",
            names: .list(of: .profiles),
            repeats: true),
        OptionSpecification(
            "tags", .value("PATTERNS"), help: "Only machines with one of these tags.",
            repeats: true),
        OptionSpecification(
            "vendors", .value("NAMES"),
            help: "Only machines with a GPU of apple, nvidia, amd or adreno; or none.",
            names: .list(of: .vendors),
            repeats: true),
        OptionSpecification(
            "rules", .value("NAMES"),
            help: "Show only verdicts by these rules, or that should be.", names: .list(of: .rules),
            repeats: true),
        OptionSpecification(
            "require", .value("TEXT"),
            help: "Demand a status: 'MODEL on MACHINES: STATUS'.", repeats: true),
        OptionSpecification(
            "baseline", .value("FILE"), help: "Compare with the verdicts in a file.",
            names: .one(of: .files)),
        OptionSpecification(
            "update-baseline", help: "Write the verdicts into that file."),
        OptionSpecification(
            "accept-flips", .value("NUMBER"),
            help: "How many verdicts of the baseline may have another status."),
        OptionSpecification(
            "against", .value("CATALOG"),
            help: "Show the verdicts that another catalog file gives otherwise.",
            names: .one(of: .files)),
        OptionSpecification(
            "only-differences", help: "Show only verdicts that are not as they should be."),
        OptionSpecification(
            "quiet", letter: "q", help: "The same, and nothing if all are as they should be."),
        OptionSpecification("markdown", help: "Print Markdown.", forms: ["": .markdown]),
        OptionSpecification(
            "jsonl",
            help: "Print JSON Lines, a verdict a line, each as soon as it is there.",
            forms: ["": .lines]),
        OptionSpecification(
            "junit", .value("FILE"), help: "Write a JUnit report; '-' prints it instead.",
            names: .one(of: .files),
            forms: ["-": .junit], namesReport: true),
        PageFile.option,
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

                --shard I/N judges one of N parts of the machines; with --jsonl each part writes a \
                receipt, and mn sim merge makes one result of them.

                In GitHub Actions each difference is an annotation too, and the result is added to \
                the summary of the job.
                """,
            options: [
                OptionSpecification(
                    "models", .value("NAMES"),
                    help: "Models, separated by commas; 'all' for the catalog.",
                    names: .list(of: .models),
                    repeats: true)
            ] + gateOptions + [Sharding.option],
            examples: [
                .init("mn sim matrix", "does the default model run on every machine?"),
                .init("mn sim matrix --models all --machines 'apple-*'", "all models on Macs"),
                .init(
                    "mn sim matrix --require 'gemma4:e2b on apple-*-16gb: pass'",
                    "a promise to hold"),
                .init(
                    "mn sim matrix --models all --baseline verdicts.json --junit report.xml",
                    "a gate in CI"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let sharding = try Sharding(arguments, world)
        // What these come to is of all machines.
        for option in ["update-baseline", "against"] where sharding != nil && arguments.has(option)
        {
            throw arguments.usage(.conflict("--\(option)", "--shard"))
        }
        let catalog = try world.catalog().whole
        let names = try arguments.list("models")
        return try await report(
            Question(models: try models(names, catalog), sharding: sharding), catalog, arguments,
            world)
    }

    /// What is to be judged.
    struct Question {
        /// Each with its own backend.
        var models: [Model]
        var blueprint: Demands?
        /// Which part of the machines is judged; nil is all of them.
        var sharding: Sharding?

        /// What a blueprint needs beside models that are known.
        struct Demands {
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
        let form = try arguments.form
        let selection = try MatrixSelection(arguments, world)
        let baseline = try MatrixBaseline(arguments, world)
        let matrix = Matrix(
            models: question.models,
            requirements: question.blueprint?.requirements ?? MachineRequirements(),
            unknown: question.blueprint?.unjudged ?? [], catalog: catalog)
        let junitFile = try arguments.newReportFile(world)
        let pageFile = try PageFile(arguments, world)
        var against = try CatalogComparison(arguments, matrix, world)
        let requirements = try arguments.values("require").map {
            try Requirement(parsing: $0, catalog: catalog)
        }
        var gate = MatrixGate(
            matrix, baseline: baseline?.old, requirements: requirements, shown: selection.rules,
            collects: baseline?.collects ?? false)
        var machines: MatrixSelection.Plan?
        var notices = notices + changedNotice(matrix)
        if let sharding = question.sharding {
            let plan = try await selection.plan(sharding.shard)
            notices.append(sharding.notice(plan.own.count, of: plan.all.count, .matrix))
            machines = plan
        }
        let head = try machines.flatMap { plan in
            try question.sharding.map {
                try receiptHead($0, plan, question.models, catalog, baseline, arguments)
            }
        }
        var output = MatrixOutput(
            form, matrix, world, reports: junitFile != nil, pages: pageFile.isWanted,
            isOfBlueprint: question.blueprint != nil, extent: .init(arguments),
            shard: head.map { ($0, question.sharding?.receiptFile != nil) })
        var contexts = MatrixContexts(question.blueprint?.contexts ?? [], catalog)
        let progress = WorkProgress(
            world, "machines", of: selection.count(machines),
            loss: output.isStreamed
                ? "what was printed is not whole, and nothing was written"
                : "nothing was printed or written",
            resume: ["Run it again, or in parts: with --shard 1/4 to 4/4, then mn sim merge."])
        do {
            defer { progress.end() }
            let judged = try await selection.eachSlice(of: matrix, machines, progress) { slice in
                contexts.look(slice.hardware, slice.profile.id)
                output.add(gate.check(slice), slice, to: &gate)
                against?.look(slice)
            }
            let ids = Set(catalog.models.map(\.id))
            if let machines { gate.note(judgedElsewhere: machines.all.map(\.id)) }
            try gate.finish(
                judged: judged.contains, exists: selection.exists, isListed: ids.contains,
                // What is gone is so for all shards, and counted once.
                tellsGone: question.sharding?.shard.index ?? 1 == 1)
        } catch {
            output.finish(gate, error.diagnostic)
            throw FailedReport.Streamed(cause: error.diagnostic)
        }
        output.finish(gate)
        output.against = against
        do {
            if let file = question.sharding?.receiptFile, let receipt = output.receipt {
                try world.files.replace(file, with: Array(receipt.utf8))
            }
            let notices = notices + contexts.notices
            let told = try pageFile.write { kind in
                output.page(
                    kind, gate, warnings: question.sharding == nil ? [] : notices,
                    inputs(arguments))
            }
            return try report(
                gate, output, baseline, junitFile, notices, world,
                isShard: question.sharding != nil, told: told)
        } catch {
            throw FailedReport.Streamed(cause: error.diagnostic)
        }
    }

    /// That profiles expect nothing of models that a catalog changes.
    private static func changedNotice(_ matrix: Matrix) -> [String] {
        if matrix.changed.isEmpty { return [] }
        let names = Words.list(matrix.changed.map(Sanitized.line))
        return [
            "\(names): not as built in, so what profiles expect is not held against the verdicts."
        ]
    }

    /// What the receipt of a shard begins with.
    private static func receiptHead(
        _ sharding: Sharding, _ plan: MatrixSelection.Plan, _ models: [Model], _ catalog: Catalog,
        _ baseline: MatrixBaseline?, _ arguments: ParsedArguments
    ) throws -> ReceiptWriter.Head {
        var parts = RunParts(
            version: Program.version, catalog, models: models,
            policy: [
                "baseline": baseline?.digest ?? .null,
                "require": .strings(arguments.values("require")),
            ])
        parts.setMachines(plan.all)
        parts.set(.selection, .strings(try arguments.list("rules").sorted()))
        var head = sharding.head(parts, arguments)
        for (id, _) in plan.all { head.add(id, models.map(\.id)) }
        return head
    }

    /// What verdicts are held against, for a page.
    private static func inputs(_ arguments: ParsedArguments) -> [ReportPage.Detail] {
        PageFile.inputs
            + [arguments.value("baseline")].compactMap(\.self).map { .init("Baseline", $0) }
            + arguments.values("require").map { .init("Requirement", $0) }
    }

    /// Writes the files and says the result.
    ///
    /// - Parameter told: what is printed before all else.
    private static func report(
        _ gate: MatrixGate, _ output: MatrixOutput, _ baseline: MatrixBaseline?,
        _ junitFile: String?, _ notices: [String], _ world: World, isShard: Bool, told: String
    ) throws -> Report {
        let settled = try baseline?.settle(gate, world.files)
        var notices = notices + [settled?.notice].compactMap(\.self)
        if let junitFile, let text = output.report(gate) {
            try world.files.replace(junitFile, with: Array(text.utf8))
        }
        // Of shards the merge tells the job, once.
        if !isShard { notices += GitHubJob(world)?.tell(gate.tally) ?? [] }
        let isMet = !gate.tally.counts.keys.contains { !$0.isOfBaseline }
        var report = Report(
            // The document is large, and made only if it is printed.
            json: output.json(gate, baseline: settled?.json ?? .null, notices: notices),
            notices: notices, exitCode: isMet && settled?.isSettled ?? true ? .done : .differs
        ) { page in told + output.text(gate, page) }
        report.rulings = output.rulings
        return report
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
