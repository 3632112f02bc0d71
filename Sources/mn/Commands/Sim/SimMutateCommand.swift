import MNCore
import MNSim

/// `mn sim mutate`: whether the profiles hold the rules in place.
enum SimMutateCommand {
    static let command = Command(
        CommandSpecification(
            "sim mutate", summary: "Change the rules a little; some profile must notice.",
            discussion: """
                A mutant is the rules, or a number of theirs, with one change. It is noticed if a \
                profile does not get the verdict that it expects (MISSED), or at least another \
                verdict than before (OTHERWISE). Of the others, one is equivalent if no machine of a \
                large made-up set tells it apart; the rest are survivors, and each comes with a \
                profile that would notice it. Ends with 7 if there is a survivor, or if a profile does \
                not get what it expects even without a change.
                """,
            positionals: [
                PositionalSpecification(
                    "MUTANT", help: "Mutants to try, a row each; '*' stands for any letters.",
                    count: .anyNumber)
            ],
            options: [
                OptionSpecification(
                    "machines", .value("PATTERNS"),
                    help: "Ids of profiles, separated by commas; '*' stands for any letters.",
                    names: .list(of: .profiles),
                    repeats: true),
                OptionSpecification(
                    "write-killers", .value("DIR"),
                    help: "Write a profile for each survivor to a folder, for --profiles.",
                    names: .one(of: .folders)),
            ],
            examples: [
                .init("mn sim mutate", "does a profile notice every change?"),
                .init("mn sim mutate 'change-threshold/*'", "who notices another threshold?"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let machines = try arguments.list("machines")
        let ids = machines.isEmpty ? library.ids : try library.ids(matching: machines)
        // Profiles expect verdicts on the models that are built in.
        let models = Catalog.builtin.models
        let wanted = arguments.all("MUTANT")
        let mutants = try chosen(wanted, of: Mutant.all(of: .standard, models: models))
        let progress = WorkProgress(
            world, "mutants", of: mutants.count, loss: "nothing was printed or written",
            resume: ["Run it again, or some of them alone, such as: mn sim mutate 'change-share/*'"]
        )
        defer { progress.end() }
        var isFirst = true
        let mutation = await Mutation(
            mutants, on: try ids.map(library.profile), models: models
        ) { mutant in
            // What begins ends what was before it.
            if !isFirst { progress.advance() }
            isFirst = false
            progress.begin(mutant.id)
        }
        if let folder = arguments.value("write-killers") {
            for finding in mutation.survivors {
                guard case .survived(let killer, _) = finding.fate else { continue }
                let text = killer.json.text(.file) + "\n"
                try world.files.replace("\(folder)/\(killer.id).json", with: Array(text.utf8))
            }
        }
        let wasWritten = arguments.has("write-killers")
        return Report(
            json: mutation.json, exitCode: mutation.holds ? .done : .differs
        ) { page in
            let table = wanted.isEmpty ? mutation.summaryTable() : mutation.table()
            var text = page.table(table) + "\n"
            for finding in mutation.survivors { text += survivor(finding, wasWritten, page) }
            text += page.wrapped(mutation.summaryLine, hanging: 0)
            if mutation.tally().equivalent > 0 {
                text += "The made-up machines:\n"
                text += mutation.axes.map { "  - " + page.wrapped($0, hanging: 4) }.joined()
            }
            return text
        }
    }

    private static func chosen(_ patterns: [String], of mutants: [Mutant]) throws -> [Mutant] {
        let globs = patterns.map(Glob.init)
        for (pattern, glob) in zip(patterns, globs)
        where !mutants.contains(where: { glob.matches($0.id) }) {
            throw MutantFault.noMatch(
                pattern: pattern,
                suggestion: Spelling.nearest(to: pattern, in: mutants.map(\.id)))
        }
        return globs.isEmpty
            ? mutants : mutants.filter { mutant in globs.contains { $0.matches(mutant.id) } }
    }

    private static func survivor(
        _ finding: Mutation.Finding, _ wasWritten: Bool, _ page: Page
    ) -> String {
        guard case .survived(let killer, let difference) = finding.fate else { return "" }
        let machine = killer.sources.joined(separator: ", ")
        let (before, after) = (difference.before, difference.after)
        return page.wrapped("\(finding.mutant.id): \(finding.mutant.words)", hanging: 2)
            + "  "
            + page.wrapped(
                "\(difference.model) would be '\(after.status.rawValue)' (\(after.rule.rawValue)), "
                    + "not '\(before.status.rawValue)' (\(before.rule.rawValue)), on: \(machine)",
                hanging: 2)
            + "  "
            + page.wrapped(
                wasWritten
                    ? "Written: \(killer.id).json"
                    : "Write its profile: mn sim mutate '\(finding.mutant.id)' --write-killers DIR",
                hanging: 2)
            + "\n"
    }
}

/// Mutants that cannot be found.
enum MutantFault: DiagnosticError, Hashable {
    case noMatch(pattern: String, suggestion: String?)

    var code: ErrorCode { .unknownMutant }
    var problem: String {
        switch self {
        case .noMatch(let pattern, let suggestion):
            "No mutant matches '\(pattern)'." + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        }
    }
    var fixes: [String] { ["mn sim mutate '*'"] }
}

/// `mn sim coverage`: what profiles and scenarios reach of all that can be decided, asked and said.
enum SimCoverageCommand {
    static let command = Command(
        CommandSpecification(
            "sim coverage",
            summary:
                "Tell what profiles and scenarios reach, and what not.",
            discussion: """
                Judges every model of the catalog on every profile and runs every scenario. What there \
                is to reach comes from the program itself; --json says by whom each item is reached. \
                A scenario that fails counts for nothing, and ends this with 7.

                REAL counts what real machines reach: profiles that were recorded, derived from a \
                recorded one, or transcribed, and of these only verdicts in which no answer takes part \
                that the author composed or that 'rest' gives.
                """,
            options: [SimScenarios.folder]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let (coverage, failed) = try await coverage(arguments, world)
        let notices = failed.map { "The scenario \($0) fails, and is left out." }
        return Report(
            json: arguments.wantsDocument ? coverage.json : .null, notices: notices,
            exitCode: failed.isEmpty ? .done : .differs
        ) { page in
            var text = page.table(coverage.table)
            text += "\n" + page.wrapped(coverage.realLine, hanging: 0)
            let lines = coverage.unreachedLines
            if !lines.isEmpty { text += "\nNot reached:\n" + page.list(lines) }
            return text
        }
    }

    /// Evaluates every profile and every scenario once; returns the names of scenarios that fail too.
    private static func coverage(
        _ arguments: ParsedArguments, _ world: World
    ) async throws -> (Coverage, failed: [String]) {
        let profiles = try Machines.library(world, folders: arguments.values("profiles"))
        let scenarios = try SimScenarios.library(arguments, world)
        var coverage = Coverage(
            models: try world.catalog().whole.models,
            errors: ErrorCode.allCases.map(\.rawValue))
        async let plays = SimScenarios.play(scenarios.names, scenarios, profiles, world)
        for id in profiles.ids { await coverage.add(try profiles.profile(id)) }
        var failed: [String] = []
        for played in try await plays {
            let name = played.run.name
            guard played.run.passed else {
                failed.append(name)
                continue
            }
            var notes = Coverage.ScenarioNotes()
            for step in played.steps { notes.add(step) }
            coverage.add(scenario: name, notes)
        }
        return (coverage, failed)
    }
}

extension Coverage.ScenarioNotes {
    fileprivate mutating func add(_ step: SimScenarios.Step) {
        for case .access(let exchange) in step.trace.events
        where !ExtraEvidence.isQuestion(exchange.access) {
            accesses.append(exchange)
        }
        exitCodes += [step.trace.exitCode].compactMap(\.self)
        for note in step.notes {
            switch note {
            case .ruling(let ruling):
                rules.append(ruling.rule)
                warnings += ruling.warnings.map(\.rawValue)
            case .check: continue
            case .fault(let code, _, _, _): errors.append(code.rawValue)
            }
        }
    }
}
