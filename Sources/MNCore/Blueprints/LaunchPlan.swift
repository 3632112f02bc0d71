/// What starting a blueprint would run: every worker with its command and variables, in order.
///
/// It is made once; the name of the run may be given to it later.
package struct LaunchPlan: Sendable {
    /// A worker that is to run.
    package struct Step: Sendable {
        package var worker: BlueprintWorker
        /// Its command, with what the user adds to it.
        var command: [String]
        /// Nil for a program of this machine.
        var image: String?
        /// Those that do not depend on the run.
        fileprivate var variables: [LaunchEnvironment.Variable]
        /// Why it cannot be started; nil if nothing is known to stand in its way.
        package var fault: BlueprintIssue?
    }

    /// The run's name and the folder of all runs.
    package var runID: String
    package var runsRoot: String
    package private(set) var steps: [Step] = []
    /// Why there is nothing to run.
    private var issue: BlueprintIssue?
    /// The blueprint's folder, and the user's variables.
    private let source: String
    private let user: any Variables

    /// Why workers cannot be started by this program.
    package var issues: [BlueprintIssue] { steps.compactMap(\.fault) + [issue].compactMap(\.self) }

    /// Where the output of this run is kept.
    package var folder: String { "\(runsRoot)/\(runID)" }

    /// Where a container finds the blueprint.
    private static let mount = "/mn/blueprint"

    /// Plans a run.
    ///
    /// - Parameter arguments: what is added to the command of every worker.
    package init(
        _ blueprint: Blueprint, _ world: World, _ catalog: Catalog, runID: String,
        runsRoot: String, runner: Result<RunnerClient.Listing, EndpointFault>?,
        arguments: [String]
    ) {
        self.runID = runID
        self.runsRoot = runsRoot
        source = blueprint.folder
        user = world.environment
        let configuration = JSON.object(blueprint.configuration).text(.canonical)
        let companions = [
            ("MN_BLUEPRINT_ID", blueprint.manifest.id),
            ("MN_BLUEPRINT_REVISION", blueprint.revision),
            ("MN_BLUEPRINT_CONFIG_JSON", configuration),
        ].map { LaunchEnvironment.Variable(name: $0.0, value: $0.1) }
        let environments = Dictionary(
            uniqueKeysWithValues: BlueprintWorker.Kind.allCases.map {
                ($0, blueprint.launch(world, catalog, $0, runner).variables)
            })
        for worker in blueprint.manifest.workers where worker.runs {
            // The configuration decides, whatever the node says (upstream §5.6).
            let decided = (environments[worker.kind] ?? []) + companions
            let own = worker.environment.sorted { $0.key < $1.key }.map {
                LaunchEnvironment.Variable(name: $0.key, value: $0.value)
            }
            var step = Step(
                worker: worker, command: worker.command + arguments,
                variables: own.filter { own in !decided.contains { $0.name == own.name } }
                    + decided)
            step.fault =
                blueprint.commandFault(step) ?? worker.formIssue
                ?? blueprint.routeFault(
                    step, catalog, (try? runner?.get())?.endpoint)
            if worker.kind == .container {
                step.image = worker.image
                step.fault = step.fault ?? blueprint.imageFault(worker)
            }
            steps.append(step)
        }
        guard steps.isEmpty else { return }
        issue =
            blueprint.manifest.form.isSource
            ? BlueprintIssue(
                .sourceForm,
                "This is a source form, which mn does not compile: nothing can be run.",
                help: "Run it with MirrorNeuron, whose own mn compiles it.",
                at: blueprint.texts.place(.manifest, JSONPointer()))
            : BlueprintIssue(
                .noWorker, "The blueprint has no worker with a command.",
                help: "Give a node 'config.command', or run it with MirrorNeuron.",
                at: blueprint.texts.place(
                    .manifest,
                    JSONPointer(
                        blueprint.manifest.form == .workflow ? ["agents", "nodes"] : ["nodes"])))
    }

    /// The variables that the plan sets for a worker, in the order in which they are shown.
    package func variables(_ step: Step) -> [LaunchEnvironment.Variable] {
        let run = [("MN_RUN_ID", runID), ("MN_RUNS_ROOT", runsRoot)].map {
            LaunchEnvironment.Variable(name: $0.0, value: $0.1)
        }
        return step.variables.filter { own in !run.contains { $0.name == own.name } } + run
    }

    /// What is run for a worker; for a container it is `docker`.
    package func call(_ step: Step) -> ProcessCommand {
        let variables = variables(step)
        var environment = user.all
        for variable in variables { environment[variable.name] = variable.value }
        let below = step.worker.directory.map { "/\($0)" } ?? ""
        var call: ProcessCommand
        switch step.worker.kind {
        case .container where step.worker.module != BlueprintWorker.dockerModule:
            call = ProcessCommand(step.command, environment: .only(environment))
        case .host:
            call = ProcessCommand(
                step.command, environment: .only(environment), directory: source + below)
        case .container:
            // The values go through docker's own environment: other users can read its words.
            let names = variables.map(\.name) + step.worker.passedOn
            let container = "mn-\(runID)-\(step.worker.safeName)"
            let argv = CommandWords.argv(
                ["docker", "run"],
                options: ["--rm", "--init", "--name", container]
                    + names.flatMap { ["-e", $0] }
                    + ["--mount", Self.mountText(Self.absolute(source, user))]
                    + ["-w", Self.mount + below],
                operands: [step.image ?? ""] + step.command)
            call = ProcessCommand(argv, environment: .only(environment))
            // Whether it runs, has ended, or was only made: afterwards it is gone.
            call.cleanup = CommandWords.argv(
                ["docker", "rm"], options: ["--force"], operands: [container])
        }
        call.takesInterruption = true
        return call
    }

    /// The blueprint's folder for `--mount`, which reads a line of CSV; `-v` would part the folder at a ':'.
    private static func mountText(_ folder: String) -> String {
        let source = "source=\(folder)"
        let field =
            source.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) })
            ? "\"\(source.replacing("\"", with: "\"\""))\"" : source
        return "type=bind,\(field),target=\(mount),readonly"
    }

    /// Looks for the programs of all workers, so that none starts if another cannot.
    package mutating func findPrograms(_ blueprint: Blueprint, _ processes: any ProcessRunner) async
    {
        for index in steps.indices where steps[index].fault == nil {
            let call = call(steps[index])
            guard let ending = await processes.obstacle(to: call) else { continue }
            steps[index].fault = blueprint.issue(steps[index], call, ending)
        }
    }

    /// A step without secrets.
    package func json(_ step: Step, _ secrets: Secrets) -> JSON {
        let call = call(step)
        var shown = JSONObject()
        for variable in variables(step) {
            shown[variable.name] = .string(secrets.masked(variable.name, variable.value))
        }
        return [
            "worker": .string(step.worker.name), "kind": .string(step.worker.kind.rawValue),
            "command": .strings(call.argv.map(secrets.masked)),
            "directory": .string(orNull: call.directory), "environment": .object(shown),
            "issue": step.fault?.masked(secrets).json ?? .null,
        ]
    }

    /// A path from the root; a relative one starts where the user's shell is.
    package static func absolute(_ path: String, _ environment: any Variables) -> String {
        guard !path.hasPrefix("/"), let place = environment["PWD"], place.hasPrefix("/") else {
            return path
        }
        return path == "." ? place : "\(place)/\(path)"
    }
}

extension BlueprintWorker {
    /// Whether there is anything to start; a container may bring its command with it.
    var runs: Bool { !command.isEmpty || fault != nil || module == Self.dockerModule }

    /// The name as a part of the names of files and containers.
    package var safeName: String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(64))
    }
}

// Why a worker cannot be started.

extension Blueprint {
    fileprivate func commandFault(_ step: LaunchPlan.Step) -> BlueprintIssue? {
        guard
            let fault = step.worker.fault
                ?? (step.command.isEmpty ? nil : PlainCommand.fault(step.command))
        else { return nil }
        return BlueprintIssue(
            BlueprintIssue.Code(.worker, fault.flaw), Sanitized.line(fault.message),
            help: fault.help,
            at: texts.place(
                .manifest, step.worker.pointer.appending("config").appending("command")))
    }

    fileprivate func routeFault(
        _ step: LaunchPlan.Step, _ catalog: Catalog, _ runner: Endpoint?
    ) -> BlueprintIssue? {
        guard step.worker.kind == .host, let model = models.launched(catalog),
            !hasRoute(model, runner)
        else { return nil }
        return BlueprintIssue(
            .modelNoPort,
            "The worker '\(Sanitized.line(step.worker.name))' cannot be started. \(HostRoute.problem)",
            help: HostRoute.fix, at: texts.place(.manifest, step.worker.pointer))
    }

    /// Why a worker runs in something that is not started here.
    private func moduleFault(_ worker: BlueprintWorker) -> BlueprintIssue? {
        guard worker.runs, worker.kind == .container,
            worker.module != BlueprintWorker.dockerModule
        else { return nil }
        return BlueprintIssue(
            .workerUnsupported,
            "The worker '\(Sanitized.line(worker.name))' runs in '\(Sanitized.line(worker.module ?? "no runner_module"))', which mn does not start.",
            help: "Run it with MirrorNeuron; mn starts HostLocal and DockerWorker.",
            at: texts.place(
                .manifest,
                worker.pointer.appending("config").appending("runner_module")),
            actual: .string(orNull: worker.module))
    }

    /// Notes the workers that only MirrorNeuron starts; the plan refuses them.
    mutating func noteModules() {
        for worker in manifest.workers where !found.isFull {
            guard worker.runs, worker.kind == .container, var issue = imageFault(worker) else {
                continue
            }
            issue.severity = .warning
            found.add(issue)
        }
    }

    /// Why a container worker is none that docker runs.
    fileprivate func imageFault(_ worker: BlueprintWorker) -> BlueprintIssue? {
        let config = worker.pointer.appending("config")
        if let issue = moduleFault(worker) { return issue }
        guard let image = worker.image, !image.hasPrefix("-") else {
            return BlueprintIssue(
                .workerNoImage,
                worker.image == nil
                    ? "The container of '\(Sanitized.line(worker.name))' has no image."
                    : "The container of '\(Sanitized.line(worker.name))' has an image that docker would read as an option.",
                help: "Name one under 'image'.",
                at: texts.place(.manifest, config.appending("image")),
                actual: .string(orNull: worker.image))
        }
        return nil
    }

    /// Why a worker did not start, or cannot; nil if it did.
    package func issue(
        _ step: LaunchPlan.Step, _ call: ProcessCommand, _ ending: ProcessOutcome
    ) -> BlueprintIssue? {
        let code: BlueprintIssue.Code
        switch ending {
        case .absent: code = .workerNotFound
        case .denied: code = .workerDenied
        case .failed: code = .workerFailed
        case .exited, .signalled, .timedOut, .interrupted, .unrecorded: return nil
        }
        let program = call.argv.first ?? ""
        let isHost = step.worker.kind == .host
        return BlueprintIssue(
            code,
            Sanitized.line("The worker '\(step.worker.name)' cannot start: \(program): \(ending)."),
            help: isHost
                ? "Install the program, or correct 'command' in manifest.json."
                : "Containers need Docker: mn model doctor",
            at: texts.place(
                .manifest,
                step.worker.pointer.appending("config").appending(
                    isHost ? "command" : "runner_module")),
            actual: .string(Sanitized.line(program)))
    }

    /// The issues of the form where its workers are to be started: a shell is run for none.
    var issuesForStart: [BlueprintIssue] {
        issues.map { issue in
            var issue = issue
            if issue.code == .workerShell { issue.severity = .error }
            return issue
        }
    }
}
