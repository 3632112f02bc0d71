import MNCore

/// `mn blueprint run`: checks a blueprint and starts its workers.
enum BlueprintRunCommand {
    static let command = Command(
        CommandSpecification(
            "blueprint run", summary: "Check a blueprint and run its workers.",
            discussion: """
                The checks are those of mn blueprint validate and end with the first stage that fails. \
                Then the workers run one after another, in the order of the manifest, until one fails: \
                HostLocal workers as programs of this machine, container workers by docker run. The \
                exit code is that of the last worker.

                What they write is shown and kept under MN_RUNS_ROOT. Ctrl-C ends all of it but \
                what a worker has put into a session of its own (setsid, a daemon).
                """,
            positionals: [
                PositionalSpecification(
                    "PATH", help: "The folder that holds manifest.json, if not --folder.",
                    names: .one(of: .folders),
                    count: .atMostOnce),
                PositionalSpecification(
                    "ARGS", help: "Added to the command of every worker; after --.",
                    names: .one(of: .files),
                    count: .anyNumber),
            ],
            options: [
                OptionSpecification(
                    "folder", .value("PATH"), help: "The folder that holds manifest.json.",
                    names: .one(of: .folders)),
                OptionSpecification("force", help: "Accept a machine that is not enough."),
                OptionSpecification(
                    "dry-run", help: "Print what would run and its environment; start nothing."),
                OptionSpecification(
                    "install", help: "Install the models that are missing, as mn model install."),
                OptionSpecification("run-id", .value("ID"), help: "The name of the run."),
            ],
            examples: [
                .init("mn blueprint run my-blueprint", "run it here"),
                .init("mn blueprint run my-blueprint --dry-run", "what would that start?"),
            ]), isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let (path, words) = try operands(arguments)
        let blueprint = Blueprint(path, world.files, environment: world.environment)
        let display = PullDisplay(world)
        defer { display.end() }
        var request = BlueprintRun.Request()
        request.arguments = words
        request.runID = arguments.value("run-id")
        request.isForced = arguments.has("force")
        request.isDry = arguments.has("dry-run")
        request.installs = arguments.has("install")
        let outcome = try await BlueprintRun.run(
            blueprint, request, in: world, tell: display.tell,
            installed: { result in
                display.end()
                if world.terminal.presentation.isQuiet { return }
                let report = ModelInstallCommand.report(result, world)
                world.terminal.writeError(report.text(Page(width: nil, colour: false)))
            },
            said: { output, text in
                show(text, output, in: world.terminal, isQuiet: arguments.wantsDocument)
            })
        switch outcome {
        case .refused(let result): return ModelInstallCommand.report(result, world)
        case .run(let run): return report(run, world)
        }
    }

    /// Shows what a worker writes.
    ///
    /// - Parameter isQuiet: whether standard output is kept free for a document.
    private static func show(
        _ text: String, _ output: ProcessOutput, in terminal: any Terminal, isQuiet: Bool
    ) {
        if output == .error || isQuiet {
            terminal.writeError(Sanitized.lines(text))
        } else {
            // A terminal is not given what could steer it; a file gets what the worker wrote.
            terminal.write(terminal.width == nil ? text : Sanitized.lines(text))
            // What has been written so far stands before anything on standard error.
            terminal.writeError("")
        }
    }

    /// The folder, and the words for the workers.
    private static func operands(_ arguments: ParsedArguments) throws -> (String, [String]) {
        let words = [arguments.optional("PATH")].compactMap(\.self) + arguments.all("ARGS")
        let paths = words.prefix(arguments.countBeforeDashes)
        let folder = arguments.value("folder")
        if folder != nil, !paths.isEmpty { throw arguments.usage(.conflict("PATH", "--folder")) }
        guard let path = folder ?? paths.first else {
            throw arguments.usage(.missingArgument("PATH"))
        }
        if paths.count > 1 { throw arguments.usage(.extraArgument(paths[1])) }
        return (path, Array(words.dropFirst(paths.count)))
    }

    /// What came of it; a run that has started has said the rest itself.
    private static func report(_ run: BlueprintRun, _ world: World) -> Report {
        var notices: [String] = []
        for issue in run.issues where !run.request.isDry {
            notices.append("\(issue.message) \(issue.help)")
        }
        if let last = run.ended.last {
            notices.append(
                // Without a colon behind a name, which may look like that of a secret.
                "Worker '\(last.worker)' of run \(run.plan.runID) is over; \(last.ending). "
                    + "Its output is in \(run.plan.folder)."
            )
        }
        if let recordFault = run.recordFault {
            notices.append(
                "The end of the run was not written down: \(recordFault.problem) "
                    + (recordFault.fixes.first ?? ""))
        }
        if let logFault = run.logFault {
            notices.append("The output was not kept: \(logFault.problem)")
        }
        if let ledgerProblem = run.ledgerProblem {
            notices.append("The blueprint was not written down as an owner: \(ledgerProblem)")
        }
        let isSimulated = world.simulatedMachine != nil
        let text = PlanText(run: run, isSimulated: isSimulated)
        notices = notices.map(run.secrets.masked)
        var report = Report(
            json: json(run, notices, isSimulated: isSimulated), notices: notices,
            exitCode: run.exitCode, verdicts: run.validation.stages.flatMap(\.verdicts)
        ) { page in run.ended.isEmpty ? Machines.heading(world) + text.text(page) : "" }
        report.checks = run.validation.checks + run.issues.map(\.check)
        return report
    }

    private static func json(
        _ run: BlueprintRun, _ notices: [String], isSimulated: Bool
    ) -> JSON {
        var members = run.record().object ?? JSONObject()
        members["schema"] = "mn.blueprint.run/1"
        members["ok"] = .bool(run.exitCode == .done)
        members["exit"] = .integer(run.exitCode.rawValue)
        members["dry_run"] = .bool(run.request.isDry)
        members["simulated"] = .bool(isSimulated)
        members["started"] = .bool(run.hasStarted)
        members["issues"] = .array(run.issues.map(\.json))
        members["validation"] = run.validation.json(
            isSimulated: isSimulated, environments: [], notices: [])
        if let recordFault = run.recordFault { members["record_error"] = recordFault.json }
        members["notices"] = .strings(notices)
        return .object(members)
    }
}

/// A run that has not started as text: the checks if they fail, and what would run.
private struct PlanText {
    let run: BlueprintRun
    let isSimulated: Bool

    func text(_ page: Page) -> String {
        var text = ""
        if !run.validation.isOK || run.request.isDry || isSimulated {
            text += ValidationText(validation: run.validation, environments: []).text(page)
        }
        guard run.request.isDry || isSimulated && run.validation.isOK else { return text }
        let secrets = run.validation.blueprint.secrets
        for step in run.plan.steps {
            let call = run.plan.call(step)
            text += "\nWorker \(Sanitized.line(step.worker.name)) (\(step.worker.kind.rawValue)):\n"
            let words = call.argv.map(secrets.masked)
            text +=
                "  " + page.wrapped(Sanitized.line(CommandWords.line(words)), hanging: 4, first: 2)
            if let directory = call.directory {
                text += "  in \(Sanitized.line(directory))\n"
            }
            if let fault = step.fault {
                text += ValidationText.text(fault.masked(secrets), page)
            }
            for variable in run.plan.variables(step) {
                let value = secrets.masked(variable.name, variable.value)
                text += "  \(variable.name)=\(Sanitized.line(value))\n"
            }
        }
        for issue in run.plan.issues where run.plan.steps.isEmpty {
            text += "\n" + ValidationText.text(issue, page)
        }
        return text
            + (run.request.isDry
                ? "\nNothing was started.\n" : "\nSimulated: nothing was started.\n")
    }
}
