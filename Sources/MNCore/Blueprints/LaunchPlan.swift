/// What starting a blueprint would run: every worker with its command and variables, in order.
public struct LaunchPlan: Sendable {
    public struct Step: Sendable {
        public var worker: BlueprintWorker
        /// What is run; for a container it is `docker`.
        public var call: ProgramCall
        /// The variables that the plan sets, in the order in which they are shown.
        public var variables: [LaunchEnvironment.Variable]
    }

    /// The run's name and the folder of all runs.
    public var runID: String
    public var runsRoot: String
    public var steps: [Step] = []
    /// Why a worker cannot be started by this program.
    public var issues: [BlueprintIssue] = []

    /// Where the output of this run is kept.
    public var folder: String { "\(runsRoot)/\(runID)" }

    /// Where a container finds the blueprint.
    private static let mount = "/mn/blueprint"

    /// Plans a run.
    ///
    /// - Parameter arguments: what is added to the command of every worker.
    public init(
        _ blueprint: Blueprint, _ world: World, _ catalog: Catalog, runID: String,
        runsRoot: String, runner: Result<RunnerClient.Listing, EndpointFault>?,
        arguments: [String]
    ) {
        self.runID = runID
        self.runsRoot = runsRoot
        let user = world.environment
        let configuration = JSON.object(blueprint.configuration).text(.canonical)
        let environments = Dictionary(
            uniqueKeysWithValues: BlueprintWorker.Kind.allCases.map {
                ($0, blueprint.launch(world, catalog, $0, runner).variables)
            })
        for worker in blueprint.manifest.workers where worker.runs {
            var variables = worker.environment.sorted { $0.key < $1.key }.map {
                LaunchEnvironment.Variable(name: $0.key, value: $0.value)
            }
            let companions = [
                ("MN_RUN_ID", runID), ("MN_RUNS_ROOT", runsRoot),
                ("MN_BLUEPRINT_ID", blueprint.manifest.id),
                ("MN_BLUEPRINT_REVISION", blueprint.revision),
                ("MN_BLUEPRINT_CONFIG_JSON", configuration),
            ].map { LaunchEnvironment.Variable(name: $0.0, value: $0.1) }
            // The configuration decides, whatever the node says (upstream §5.6).
            let decided = (environments[worker.kind] ?? []) + companions
            variables.removeAll { own in decided.contains { $0.name == own.name } }
            variables += decided
            var environment = user.all
            for variable in variables { environment[variable.name] = variable.value }
            let command = worker.command + arguments
            if !command.isEmpty, let fault = PlainCommand.fault(command) {
                issues.append(
                    BlueprintIssue(
                        BlueprintIssue.Code(.worker, fault.flaw), Printable.line(fault.message),
                        help: fault.help,
                        at: blueprint.texts.place(
                            .manifest, worker.pointer.appending("config").appending("command"))))
                continue
            }
            if worker.kind == .host, let model = blueprint.models.launched(catalog),
                !blueprint.hasRoute(model, (try? runner?.get())?.endpoint)
            {
                issues.append(
                    BlueprintIssue(
                        .modelNoPort,
                        "The worker '\(Printable.line(worker.name))' cannot be started. \(HostRoute.problem)",
                        help: HostRoute.fix,
                        at: blueprint.texts.place(.manifest, worker.pointer)))
                continue
            }
            let below = worker.directory.map { "/\($0)" } ?? ""
            let argv: [String]
            let directory: String?
            var cleanup: [String]?
            switch worker.kind {
            case .host:
                argv = command
                directory = blueprint.folder + below
            case .container:
                guard let image = image(of: worker, blueprint) else { continue }
                // The values go through docker's own environment: other users can read its words.
                let names = variables.map(\.name) + worker.passedOn
                let container = "mn-\(runID)-\(worker.safeName)"
                // Whether it runs, has ended, or was only made: afterwards it is gone.
                cleanup = CommandWords.argv(
                    ["docker", "rm"], options: ["--force"], operands: [container])
                argv = CommandWords.argv(
                    ["docker", "run"],
                    options: ["--rm", "--init", "--name", container]
                        + names.flatMap { ["-e", $0] }
                        + ["--mount", Self.mountText(Self.absolute(blueprint.folder, user))]
                        + ["-w", Self.mount + below],
                    operands: [image] + command)
                directory = nil
            }
            var call = ProgramCall(argv, environment: environment, directory: directory)
            call.takesInterruption = true
            call.cleanup = cleanup
            steps.append(Step(worker: worker, call: call, variables: variables))
        }
        if steps.isEmpty, issues.isEmpty {
            issues.append(
                BlueprintIssue(
                    .noWorker, "The blueprint has no worker with a command.",
                    help: "Give a node 'config.command', or run it with MirrorNeuron.",
                    at: blueprint.texts.place(.manifest, JSONPointer(["nodes"]))))
        }
    }

    /// The blueprint's folder for `--mount`, which reads a line of CSV; `-v` would part the folder at a ':'.
    private static func mountText(_ folder: String) -> String {
        let source = "source=\(folder)"
        let field =
            source.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) })
            ? "\"\(source.replacing("\"", with: "\"\""))\"" : source
        return "type=bind,\(field),target=\(mount),readonly"
    }

    /// The image of a container worker; nil, with an issue, if it is none that docker runs.
    private mutating func image(of worker: BlueprintWorker, _ blueprint: Blueprint) -> String? {
        let config = worker.pointer.appending("config")
        guard worker.module == BlueprintWorker.dockerModule else {
            issues.append(
                BlueprintIssue(
                    .workerUnsupported,
                    "The worker '\(Printable.line(worker.name))' runs in '\(Printable.line(worker.module ?? "no runner_module"))', which mn does not start.",
                    help: "Run it with MirrorNeuron; mn starts HostLocal and DockerWorker.",
                    at: blueprint.texts.place(.manifest, config.appending("runner_module")),
                    actual: worker.module))
            return nil
        }
        guard let image = worker.image, !image.hasPrefix("-") else {
            issues.append(
                BlueprintIssue(
                    .workerNoImage,
                    "The container of '\(Printable.line(worker.name))' has no image.",
                    help: "Name one under 'image'.",
                    at: blueprint.texts.place(.manifest, config.appending("image")),
                    actual: worker.image))
            return nil
        }
        return image
    }

    /// Looks for the programs of all workers, so that none starts if another cannot.
    public mutating func findPrograms(_ blueprint: Blueprint, _ outside: any Outside) async {
        for step in steps {
            guard let ending = await outside.obstacle(to: step.call) else { continue }
            issues += [blueprint.issue(step, ending)].compactMap(\.self)
        }
    }

    /// A path from the root; a relative one starts where the user's shell is.
    public static func absolute(_ path: String, _ environment: any Variables) -> String {
        guard !path.hasPrefix("/"), let place = environment["PWD"], place.hasPrefix("/") else {
            return path
        }
        return path == "." ? place : "\(place)/\(path)"
    }
}

extension BlueprintWorker {
    /// Whether there is anything to start; a container may bring its command with it.
    var runs: Bool { !command.isEmpty || module == Self.dockerModule }

    /// The name as a part of the names of files and containers.
    public var safeName: String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(64))
    }
}

extension Blueprint {
    /// Why a worker did not start, or cannot; nil if it did.
    public func issue(_ step: LaunchPlan.Step, _ ending: ProgramEnding) -> BlueprintIssue? {
        let code: BlueprintIssue.Code
        switch ending {
        case .absent: code = .workerNotFound
        case .denied: code = .workerDenied
        case .failed: code = .workerFailed
        case .exited, .signalled, .timedOut, .interrupted: return nil
        }
        let program = step.call.argv.first ?? ""
        let isHost = step.worker.kind == .host
        return BlueprintIssue(
            code,
            Printable.line("The worker '\(step.worker.name)' cannot start: \(program): \(ending)."),
            help: isHost
                ? "Install the program, or correct 'command' in manifest.json."
                : "Containers need Docker: mn model doctor",
            at: texts.place(
                .manifest,
                step.worker.pointer.appending("config").appending(
                    isHost ? "command" : "runner_module")),
            actual: Printable.line(program))
    }
}

extension LaunchPlan.Step {
    /// The step without secrets.
    public func json(_ secrets: Secrets) -> JSON {
        var shown = JSONObject()
        for variable in variables {
            shown[variable.name] = .string(secrets.masked(variable.name, variable.value))
        }
        return [
            "worker": .string(worker.name), "kind": .string(worker.kind.rawValue),
            "command": .strings(call.argv.map(secrets.masked)),
            "directory": .string(orNull: call.directory), "environment": .object(shown),
        ]
    }
}
