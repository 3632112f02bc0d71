import MNCore

/// One run of a blueprint: what was checked, planned and started, and how it ended.
struct BlueprintRun {
    /// How a worker ended.
    struct Ended {
        var worker: String
        var ending: ProcessOutcome
    }

    let validation: Validation
    var plan: LaunchPlan
    let isSimulated: Bool
    let isDry: Bool
    let isForced: Bool
    let catalogNotices: [String]
    private(set) var ended: [Ended] = []
    /// Whether a program of the blueprint has run.
    private(set) var hasStarted = false
    private var logFault: FileFault?
    private var recordFault: FileFault?
    private var isOwner = false
    private var ledgerProblem: String?

    init(
        validation: Validation, plan: LaunchPlan, isSimulated: Bool, isDry: Bool, isForced: Bool,
        catalogNotices: [String]
    ) {
        self.validation = validation
        self.plan = plan
        self.isSimulated = isSimulated
        self.isDry = isDry
        self.isForced = isForced
        self.catalogNotices = catalogNotices
    }

    private var secrets: Secrets { validation.blueprint.secrets }

    /// Runs the workers one after another, until one fails.
    mutating func start(
        _ world: World, _ catalog: Catalog, isQuiet: Bool
    ) async {
        for step in plan.steps {
            let output = WorkerOutput(
                world, secrets, folder: "\(plan.folder)/worker-\(step.worker.safeName)",
                isQuiet: isQuiet)
            let (starts, start) = AsyncStream.makeStream(of: Void.self)
            async let running = Self.run(plan.call(step), world.processes, start, output)
            for await _ in starts {
                hasStarted = true
                await own(world, catalog)
            }
            let ending = await running
            output.finish()
            logFault = logFault ?? output.fault
            ended.append(Ended(worker: step.worker.name, ending: ending))
            guard ending == .exited(0) else { return }
        }
    }

    /// Runs one program, and tells when it has started.
    private static func run(
        _ command: ProcessCommand, _ processes: any ProcessRunner,
        _ start: AsyncStream<Void>.Continuation, _ output: WorkerOutput
    ) async -> ProcessOutcome {
        defer { start.finish() }
        return await processes.run(command, started: { start.yield() }, output.receive)
    }

    /// Writes down that the blueprint uses its models, once something of it runs.
    private mutating func own(_ world: World, _ catalog: Catalog) async {
        guard !isOwner else { return }
        isOwner = true
        let blueprint = validation.blueprint
        do {
            let models = try blueprint.models.served(catalog).map(\.model)
            if models.isEmpty { return }
            let owner = Ledger.Owner(
                blueprintID: blueprint.manifest.id, revision: blueprint.revision,
                source: LaunchPlan.absolute(blueprint.folder, world.environment))
            let ledger = try LedgerFile(
                files: world.files, time: world.time, environment: world.environment)
            try await ledger.change { ledger in
                for model in models {
                    // The checks have found it, so without a record it was somebody's before.
                    ledger.recordOwner(
                        owner, of: model, backend: model.backend, wasThere: true,
                        at: world.time.sinceEpoch)
                }
            }
        } catch {
            ledgerProblem = (error as? any DiagnosticError)?.problem ?? "\(error)"
        }
    }

    /// Writes down how it ended; where that cannot be, the report says so beside the end itself.
    mutating func keep(in folder: RunFolder, _ world: World) {
        do throws(FileFault) {
            try folder.write(record(), world)
        } catch {
            recordFault = error
        }
    }

    /// That of the worker that failed; a run of which all went well but its record has failed too.
    var exitCode: ExitCode {
        let exit = exitOfWorkers
        return exit == .done && recordFault != nil ? .failed : exit
    }

    private var exitOfWorkers: ExitCode {
        if !validation.isOK { return validation.exitCode }
        if !plan.issues.isEmpty { return .failed }
        switch ended.last?.ending {
        case .exited(let status)?: return ExitCode(rawValue: status) ?? .failed
        // As shells say it.
        case .signalled(let signal)?: return ExitCode(rawValue: 128 + signal) ?? .failed
        case .interrupted?: return .interrupted
        case nil: return .done
        default: return .failed
        }
    }

    /// Why a worker never ran.
    private var launchIssues: [BlueprintIssue] {
        ended.compactMap { end in
            plan.steps.first { $0.worker.name == end.worker }.flatMap {
                validation.blueprint.issue($0, plan.call($0), end.ending)
            }
        }
    }

    private var issues: [BlueprintIssue] {
        (validation.isOK || isDry ? plan.issues : []) + launchIssues
    }

    func report(_ heading: String) -> Report {
        var notices = catalogNotices
        for issue in issues where !isDry { notices.append("\(issue.message) \(issue.help)") }
        if let last = ended.last {
            notices.append(
                "Run \(plan.runID): '\(last.worker)': \(last.ending). Its output is in \(plan.folder)."
            )
        }
        if let recordFault {
            notices.append(
                "The end of the run was not written down: \(recordFault.problem) "
                    + (recordFault.fixes.first ?? ""))
        }
        if let logFault { notices.append("The output was not kept: \(logFault.problem)") }
        if let ledgerProblem {
            notices.append("The blueprint was not written down as an owner: \(ledgerProblem)")
        }
        let text = PlanText(run: self)
        let startedAny = !ended.isEmpty
        return Report(
            json: json(notices), notices: notices.map(secrets.masked), exitCode: exitCode,
            verdicts: validation.stages.flatMap(\.verdicts)
        ) { page in startedAny ? "" : heading + text.text(page) }
    }

    private func json(_ notices: [String]) -> JSON {
        var members = record().object ?? JSONObject()
        members["schema"] = "mn.blueprint.run/1"
        members["ok"] = .bool(exitCode == .done)
        members["exit"] = .integer(exitCode.rawValue)
        members["dry_run"] = .bool(isDry)
        members["simulated"] = .bool(isSimulated)
        members["started"] = .bool(hasStarted)
        members["issues"] = .array(issues.map(\.json))
        members["validation"] = validation.json(
            isSimulated: isSimulated, environments: [], notices: [])
        if let recordFault { members["record_error"] = recordFault.json }
        members["notices"] = .strings(notices.map(secrets.masked))
        return .object(members)
    }

    /// What is kept of the run beside its output; without secrets.
    func record() -> JSON {
        let blueprint = validation.blueprint
        return [
            "schema": "mn.blueprint.run-record/1", "run_id": .string(plan.runID),
            "folder": .string(plan.folder), "blueprint": .string(blueprint.manifest.id),
            "revision": .string(blueprint.revision), "forced": .bool(isForced),
            "plan": .array(plan.steps.map { plan.json($0, secrets) }),
            "workers": .array(
                ended.map { end in
                    var status: Int?
                    if case .exited(let number) = end.ending { status = number }
                    return [
                        "worker": .string(end.worker), "exit": .integer(orNull: status),
                        "ending": .string("\(end.ending)"),
                    ]
                }),
        ]
    }
}

/// A run that has not started as text: the checks if they fail, and what would run.
private struct PlanText {
    let run: BlueprintRun

    func text(_ page: Page) -> String {
        var text = ""
        if !run.validation.isOK || run.isDry || run.isSimulated {
            text += ValidationText(validation: run.validation, environments: []).text(page)
        }
        guard run.isDry || run.isSimulated && run.validation.isOK else { return text }
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
            + (run.isDry ? "\nNothing was started.\n" : "\nSimulated: nothing was started.\n")
    }
}
