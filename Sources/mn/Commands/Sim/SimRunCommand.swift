import MNCore
import MNSim

/// `mn sim run`: plays scenarios, and holds each against what it expects and against its transcript.
enum SimRunCommand {
    static let command = Command(
        CommandSpecification(
            "sim run",
            summary: "Run scenarios: command lines against machines and runners that do not exist.",
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
                    "junit", .value("FILE"), help: "Write a JUnit report too.", namesReport: true),
            ],
            examples: [.init("mn sim run 'runner-*'", "what a runner can do to us")]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try SimScenarios.library(arguments, world)
        let profiles = try Machines.library(world, folders: arguments.values("profiles"))
        let names = try library.names(matching: arguments.all("FILTER"))
        let played = try await SimScenarios.play(
            names, library, profiles, world, isStrict: arguments.has("update"))
        if let folder = arguments.value("trace") {
            for scenario in played { try scenario.writeTraces(in: folder, world) }
        }
        var runs = played.map(\.run)
        var notices: [String] = []
        if arguments.all("FILTER").isEmpty {
            runs += library.strayTranscripts.map {
                ScenarioRun(unreadable: String($0.dropLast(4)), StrayTranscript(name: $0))
            }
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
        if let path = arguments.reportFile {
            let text = JUnitReport.text(of: runs, shown: Discretion(world).shown)
            try world.files.replace(path, with: Array(text.utf8))
        }
        let results = runs
        let folder = library.folder.map { " --scenarios \(CommandWords.line([$0]))" } ?? ""
        let failed = results.count { !$0.passed }
        return Report(
            json: json(results, notices), notices: notices, exitCode: failed == 0 ? .done : .differs
        ) { page in
            var text = ""
            for run in results where !run.passed {
                text += page.styled("FAILED", .bad) + " \(Sanitized.line(run.name))\n"
                if let intent = run.scenario?.intent {
                    text += "  " + page.wrapped(Sanitized.line(intent), hanging: 2)
                }
                for failure in run.failures.prefix(shownFailures) {
                    text += "  - " + page.wrapped(Sanitized.line("\(failure)"), hanging: 4)
                }
                let rest = run.failures.count - shownFailures
                if rest > 0 { text += "  - and \(rest) more\n" }
                if run.scenario != nil {
                    text += "  See it: mn sim show \(Sanitized.line(run.name))\(folder)\n"
                }
            }
            let steps = results.reduce(0) { $0 + $1.steps.count }
            return text + Words.count(results.count, "scenario") + ", "
                + Words.count(steps, "step") + ": "
                + (failed == 0 ? "all passed.\n" : "\(failed) failed.\n")
        }
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

    private static func json(_ failure: ScenarioRun.Failure) -> JSON {
        [
            "step": .integer(orNull: failure.step), "kind": .string(failure.kind),
            "message": .string(failure.description),
        ]
    }

    private static func json(_ runs: [ScenarioRun], _ notices: [String]) -> JSON {
        [
            "schema": "mn.sim.run/2",
            "scenarios": .array(
                runs.map { run in
                    [
                        "name": .string(run.name),
                        "title": .string(orNull: run.scenario?.title),
                        "ok": .bool(run.passed), "steps": .integer(run.steps.count),
                        "failures": .array(run.failures.map(json)),
                    ]
                }), "notices": .strings(notices),
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
