/// One run of a blueprint: what was checked, planned and started, and how it ended.
package struct BlueprintRun: Sendable {
    /// How a blueprint is run.
    package struct Request: Sendable {
        /// What is added to the command of every worker.
        package var arguments: [String] = []
        /// The name of the run; nil takes the next.
        package var runID: String?
        package var isForced = false
        /// Whether nothing is started, installed or written.
        package var isDry = false
        /// Whether models that are missing are installed.
        package var installs = false

        package init() {}
    }

    /// How a worker ended.
    package struct Ended: Sendable {
        package var worker: String
        package var ending: ProcessOutcome
    }

    package let request: Request
    package let validation: Validation
    package private(set) var plan: LaunchPlan
    package private(set) var ended: [Ended] = []
    /// Whether a program of the blueprint has run.
    package private(set) var hasStarted = false
    /// Why output was not kept.
    package private(set) var logFault: FileFault?
    /// Why its end was not written down.
    package private(set) var recordFault: FileFault?
    private var isOwner = false
    /// Why the blueprint was not written down as an owner of its models.
    package private(set) var ledgerProblem: String?

    /// What came of running a blueprint.
    package enum Outcome: Sendable {
        /// A model that was to be installed does not suit the machine.
        case refused(ModelManager.InstallResult)
        case run(BlueprintRun)
    }

    /// Checks a blueprint, installs what is missing if that is asked for, plans, and runs the workers.
    ///
    /// Nothing is started where something is wrong, or where the machine is simulated.
    ///
    /// - Parameters:
    ///   - tell: takes what happens while it installs, for a terminal.
    ///   - installed: takes each model that was.
    ///   - said: takes what the workers write.
    package static func run(
        _ blueprint: Blueprint, _ request: Request, in world: World,
        tell: @escaping @Sendable (ModelInstaller.Event) -> Void,
        installed: (ModelManager.InstallResult) -> Void,
        said: @escaping @Sendable (ProcessOutput, String) -> Void
    ) async throws -> Outcome {
        let catalog = try world.catalog().whole
        var options = ValidationOptions(waiting: { tell(.starting) })
        options.isForced = request.isForced
        options.stopsEarly = !request.isDry
        options.startsWorkers = !request.isDry
        options.runsPrograms = !request.isDry
        // A plan that is only shown names the worker that cannot be started.
        options.judgesRoute = !request.isDry
        var validation = await blueprint.validated(in: world, catalog, options)
        if request.installs, !request.isDry, !validation.missing.isEmpty {
            let manager = try ModelManager(world, tell: tell)
            for missing in validation.missing {
                let result = try await manager.install(
                    ModelManager.InstallRequest(missing, of: blueprint, request, world))
                guard result.refusal == nil else { return .refused(result) }
                installed(result)
            }
            validation = await blueprint.validated(in: world, catalog, options)
        }
        let folder = try RunFolder(request.runID, blueprint, world)
        let isSimulated = world.simulatedMachine != nil
        var run = BlueprintRun(
            request: request, validation: validation,
            plan: LaunchPlan(
                blueprint, world, catalog, runID: folder.id, runsRoot: folder.root,
                runner: validation.runner, arguments: request.arguments))
        guard !isSimulated, request.isDry || validation.isOK else { return .run(run) }
        await run.plan.findPrograms(blueprint, world.processes)
        guard validation.isOK, run.plan.issues.isEmpty, !request.isDry else { return .run(run) }
        let claimed = try await folder.claimed(world) { id in
            run.plan.runID = id
            return run.record()
        }
        await run.start(world, catalog, said)
        run.keep(in: claimed, world)
        return .run(run)
    }

    private init(request: Request, validation: Validation, plan: LaunchPlan) {
        self.request = request
        self.validation = validation
        self.plan = plan
    }

    package var secrets: Secrets { validation.blueprint.secrets }

    /// Runs the workers one after another, until one fails.
    private mutating func start(
        _ world: World, _ catalog: Catalog,
        _ said: @escaping @Sendable (ProcessOutput, String) -> Void
    ) async {
        for step in plan.steps {
            let output = WorkerOutput(
                world, secrets, folder: "\(plan.folder)/worker-\(step.worker.safeName)",
                said: said)
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
    private mutating func keep(in folder: RunFolder, _ world: World) {
        do throws(FileFault) {
            try folder.write(record(), world)
        } catch {
            recordFault = error
        }
    }

    /// That of the worker that failed; a run of which all went well but its record has failed too.
    package var exitCode: ExitCode {
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

    package var issues: [BlueprintIssue] {
        (validation.isOK || request.isDry ? plan.issues : []) + launchIssues
    }

    /// What is kept of the run beside its output; without secrets.
    package func record() -> JSON {
        let blueprint = validation.blueprint
        return [
            "schema": "mn.blueprint.run-record/1", "run_id": .string(plan.runID),
            "folder": .string(plan.folder), "blueprint": .string(blueprint.manifest.id),
            "revision": .string(blueprint.revision), "forced": .bool(request.isForced),
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

extension ModelManager.InstallRequest {
    /// A model of a blueprint, as its entry asks for it.
    fileprivate init(
        _ missing: Validation.MissingModel, of blueprint: Blueprint,
        _ request: BlueprintRun.Request, _ world: World
    ) {
        self.init(missing.reference)
        backend = missing.backend
        contextSize = missing.contextSize
        isForced = request.isForced
        installer = .blueprint(source: LaunchPlan.absolute(blueprint.folder, world.environment))
        isCustomised = missing.isCustomised
    }
}
