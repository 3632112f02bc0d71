import MNCore
import MNSim

/// `mn sim run`: plays scenarios, and holds each against what it expects and against its transcript.
enum SimRunCommand {
    static let command = Command(
        CommandSpecification(
            "sim run",
            summary: "Run scenarios: command lines in worlds that do not exist.",
            discussion: """
                Everything happens in memory and in virtual time. Ends with 7 if a scenario fails; \
                a file that cannot be read is a scenario that fails, and one without a transcript is \
                held against what it expects alone. \
                --update writes the transcripts of a folder; what changes in exit codes is said \
                first. --trace DIR writes the trace of each step there, as NAME-STEP.jsonl.
                """,
            positionals: [SimScenarios.filter],
            options: [
                SimScenarios.folder,
                OptionSpecification("update", help: "Write the transcripts of the folder anew."),
                OptionSpecification(
                    "junit", .value("FILE"), help: "Write a JUnit report; '-' prints it instead.",
                    names: .one(of: .files),
                    forms: ["-": .junit], namesReport: true),
                OptionSpecification(
                    "jsonl", help: "Print JSON Lines, a scenario a line.", forms: ["": .lines]),
                PageFile.option,
                Sharding.option,
            ],
            examples: [.init("mn sim run 'runner-*'", "what a runner can do to us")]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let sharding = try Sharding(arguments, world)
        let form = try arguments.form
        let reportFile = try arguments.newReportFile(world)
        let pageFile = try PageFile(arguments, world)
        if sharding != nil, arguments.has("update") {
            throw arguments.usage(.conflict("--update", "--shard"))
        }
        let library = try SimScenarios.library(arguments, world)
        let profiles = try Machines.library(world, folders: arguments.values("profiles"))
        let all = try library.names(matching: arguments.all("FILTER"))
        // A transcript without a scenario fails as if it were one.
        let stray =
            arguments.all("FILTER").isEmpty
            ? library.strayTranscripts.map { String($0.dropLast(4)) } : []
        let units = (all + stray).sorted()
        let own = Set(sharding?.shard.part(of: units) ?? units)
        let names = all.filter(own.contains)
        let played = try await SimScenarios.play(
            names, library, profiles, world, isStrict: arguments.has("update"),
            progress: WorkProgress(
                world, "scenarios", of: names.count, loss: "nothing was printed or written",
                resume: ["Run it again, or some of them alone, such as: mn sim run 'runner-*'"]))
        if let folder = arguments.value("trace") {
            for scenario in played { try scenario.writeTraces(in: folder, world) }
        }
        var runs = played.map(\.run)
        var notices: [String] = []
        if let sharding {
            notices.append(sharding.notice(own.count, of: units.count, .scenarios))
        }
        runs += stray.filter(own.contains).map {
            ScenarioRun(unreadable: $0, StrayTranscript(name: "\($0).txt"))
        }
        let bare = played.filter { !$0.hasTranscript && !arguments.has("update") }.map(\.run.name)
        if !bare.isEmpty {
            notices.append(
                "Without a transcript, and held against what they expect alone: "
                    + "\(Words.list(Array(bare.prefix(shownFailures))))"
                    + (bare.count > shownFailures ? " and more." : "."))
        }
        if arguments.has("update") {
            notices += try update(&runs, library, world)
        }
        let results = runs.map(ScenarioResult.init).sorted { $0.name < $1.name }
        let discretion = Discretion(world)
        let shown: @Sendable (String) -> String = { discretion.shown($0) }
        if let path = reportFile {
            let text = JUnitReport.text(of: results, shown: shown)
            try world.files.replace(path, with: Array(text.utf8))
        }
        var lines = form == .lines ? ScenarioLines.text(results) : ""
        if let sharding {
            let parts = try parts(units, library, profiles, arguments)
            var head = sharding.head(parts, arguments)
            for unit in units { head.add(unit, [""]) }
            lines = ScenarioLines.receipt(results, head, shown: shown)
            if let file = sharding.receiptFile {
                try world.files.replace(file, with: Array(lines.utf8))
            }
        }
        let told = try pageFile.write { kind in
            ScenarioReport(results).page(
                kind, warnings: sharding == nil ? [] : notices, inputs: PageFile.inputs)
        }
        let folder = library.folder.map { " --scenarios \(CommandWords.line([$0]))" } ?? ""
        return Report(
            json: json(results, notices), notices: notices,
            exitCode: results.allSatisfy(\.passed) ? .done : .differs
        ) { [lines] page in
            switch form {
            case .lines: lines
            case .junit: JUnitReport.text(of: results, shown: shown)
            case .html: told
            default: text(results, folder, page)
            }
        }
    }

    /// What the run of these scenarios depends on.
    private static func parts(
        _ units: [String], _ library: ScenarioLibrary, _ profiles: ProfileLibrary,
        _ arguments: ParsedArguments
    ) throws -> RunParts {
        var parts = RunParts(
            version: Program.version, .builtin, models: Catalog.builtin.models, policy: .null)
        parts.set(
            .scenarios,
            .array(
                units.map { name in
                    .strings([name] + ["json", "txt"].map { library.digest("\(name).\($0)") })
                }))
        parts.setMachines(try profiles.ids.map { ($0, try profiles.digest($0)) })
        return parts
    }

    /// The result for people.
    ///
    /// - Parameter folder: the option that names the scenarios.
    static func text(_ results: [ScenarioResult], _ folder: String, _ page: Page) -> String {
        var text = ""
        for result in results where !result.passed {
            text += page.styled("FAILED", .bad) + " \(Sanitized.line(result.name))\n"
            if let intent = result.intent {
                text += "  " + page.wrapped(Sanitized.line(intent), hanging: 2)
            }
            for failure in result.failures.prefix(shownFailures) {
                text += "  - " + page.wrapped(Sanitized.line(failure.message), hanging: 4)
            }
            let rest = result.failures.count - shownFailures
            if rest > 0 { text += "  - and \(rest) more\n" }
            if result.title != nil {
                text += "  See it: mn sim show \(Sanitized.line(result.name))\(folder)\n"
            }
        }
        let failed = results.count { !$0.passed }
        return text + Words.count(results.count, "scenario") + ", "
            + Words.count(results.map(\.steps).sum(), "step") + ": "
            + (failed == 0 ? "all passed.\n" : "\(failed) failed.\n")
    }

    /// The most failures of one scenario that are printed; a report is to fit on a screen.
    private static let shownFailures = 8

    /// Writes each transcript that differs, and says which exit codes are new.
    ///
    /// A scenario that fails in anything but its transcript is left alone.
    private static func update(
        _ runs: inout [ScenarioRun], _ library: ScenarioLibrary, _ world: World
    ) throws -> [String] {
        if let ci = world.environment["CI"], !ci.isEmpty { throw ScenarioFault.updateInCI }
        guard let folder = library.folder else { throw ScenarioFault.nothingToUpdate }
        var notices: [String] = []
        for index in runs.indices {
            let run = runs[index]
            let name = run.name
            let old = library.transcript(name) ?? ""
            if run.scenario == nil || old == run.transcript { continue }
            let others = run.failures.filter { if case .transcript = $0 { false } else { true } }
            guard others.isEmpty else {
                notices.append("\(name): fails, so its transcript is left alone.")
                continue
            }
            runs[index].failures = []
            let before = exits(old)
            let after = exits(run.transcript)
            if !old.isEmpty, before != after {
                notices.append("\(name): exit codes \(before) are now \(after).")
            }
            try world.files.replace("\(folder)/\(name).txt", with: Array(run.transcript.utf8))
            notices.append("\(name): transcript written.")
        }
        return notices.filter { $0.contains("exit codes") }
            + notices.filter { !$0.contains("exit codes") }
    }

    /// The exit codes of a transcript, in order.
    private static func exits(_ transcript: String) -> String {
        transcript.split(separator: "\n").filter { $0.hasPrefix("? ") }
            .map { $0.dropFirst(2).prefix { $0 != " " } }.joined(separator: ",")
    }

    private static func json(_ results: [ScenarioResult], _ notices: [String]) -> JSON {
        [
            "schema": "mn.sim.run/2", "scenarios": .array(results.map(\.json)),
            "notices": .strings(notices),
        ]
    }
}

/// A transcript beside which there is no scenario.
private struct StrayTranscript: DiagnosticError {
    var name: String

    var code: ErrorCode { .invalidFile }
    var problem: String { "The transcript \(name) belongs to no scenario." }
    var fixes: [String] { ["Remove it, or name it as its scenario."] }
}
