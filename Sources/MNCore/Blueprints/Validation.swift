/// What was found about a blueprint, stage by stage.
package struct Validation: Sendable {
    /// The stages in the order in which they count.
    package enum Stage: String, Hashable, Sendable, CaseIterable {
        case structure
        case services
        case requirements
        case models
        case inputs
    }

    /// What one stage found.
    package struct StageResult: Sendable {
        package var stage: Stage
        package var issues: [BlueprintIssue] = []
        /// One object for each thing that was checked, or was to be.
        package private(set) var results: [JSON] = []
        /// The verdicts that were given.
        package var verdicts: [Verdict] = []

        init(_ stage: Stage) { self.stage = stage }

        package var errors: [BlueprintIssue] { issues.filter { $0.severity == .error } }
        package var isOK: Bool { errors.isEmpty }

        /// The statuses of what was not asked or could not be seen.
        private static let unchecked: Set<JSON> = [
            "skipped", "not_checked", "service_required", "cluster_provided", "payload",
        ]

        /// How many of the results are of things that were not checked.
        package var uncheckedCount: Int {
            results.count { $0["status"].map(Self.unchecked.contains) == true }
        }

        /// Their names.
        package var uncheckedNames: [String] {
            results.filter { $0["status"].map(Self.unchecked.contains) == true }
                .compactMap { $0["name"]?.string }
        }

        /// What the stage comes to: one in which nothing was asked tells nothing.
        package var outcome: Outcome {
            if !isOK { return .failed }
            return uncheckedCount > 0 && uncheckedCount == results.count ? .notChecked : .passed
        }

        /// Adds what a check came to, with the issue that it found.
        mutating func add(_ members: JSONObject, issue: BlueprintIssue?) {
            add(members, issues: issue.map { [$0] } ?? [])
        }

        /// - Parameter isCounted: whether the issues are those of the stage, too.
        mutating func add(
            _ members: JSONObject, issues: [BlueprintIssue], isCounted: Bool = true
        ) {
            var members = members
            members["issue"] = issues.first?.json ?? .null
            if members["error"] == nil {
                members["error"] = .string(
                    orNull: issues.first { $0.severity == .error }?.line)
            }
            results.append(.object(members))
            if isCounted { self.issues += issues }
        }

        /// Adds something that is to be known of more than one check.
        mutating func add(_ issue: BlueprintIssue) { issues.append(issue) }

        /// Takes secrets out of all that the stage found.
        mutating func mask(_ secrets: Secrets) {
            issues = issues.map { $0.masked(secrets) }
            results = results.map { secrets.masked($0) }
        }
    }

    /// How a stage ended.
    package enum Outcome: String, Hashable, Sendable {
        case passed
        case failed
        case notChecked = "not_checked"
    }

    /// How a stage ended; one that never ran was not checked.
    package func outcome(_ stage: Stage) -> Outcome {
        stages.first { $0.stage == stage }?.outcome ?? .notChecked
    }

    /// Whether something was left out that the real world would have to answer.
    package var isWhole: Bool {
        !blueprint.manifest.form.isSource
            && Stage.allCases.allSatisfy { outcome($0) != .notChecked }
            && stages.allSatisfy { $0.uncheckedCount == 0 }
            && !issues.contains {
                [
                    .modelNotJudged, .requirementsUnknown, .workerShell, .workerUnsupported,
                    .workerNoImage,
                ].contains($0.code)
            }
    }

    package let blueprint: Blueprint
    /// Those that ran; the rest were not reached.
    package var stages: [StageResult] = []
    /// What the Model Runner said; nil if nothing asked.
    package var runner: Result<RunnerClient.Listing, EndpointFault>?

    package var isOK: Bool { stages.allSatisfy(\.isOK) }
    package var issues: [BlueprintIssue] { stages.flatMap(\.issues) }

    /// A model that an install would bring, as its entry asks for it.
    package struct MissingModel: Hashable, Sendable {
        package var reference: String
        package var backend: String?
        package var contextSize: Int?
        /// Whether no catalog has it.
        package var isCustomised: Bool
    }

    /// What an install would mend, if nothing else is wrong with the models.
    package var missing: [MissingModel] {
        guard let stage = stages.first(where: { $0.stage == .models }), !stage.isOK,
            stage.errors.allSatisfy({ $0.code == .modelNotInstalled })
        else { return [] }
        return stage.results.compactMap { result in
            guard result["status"] == "missing", result["required"] == true,
                let reference = result["model"]?.string
            else { return nil }
            return MissingModel(
                reference: reference, backend: result["backend"]?.string,
                contextSize: result["context_size"]?.integer,
                isCustomised: result["customized"] == true)
        }
    }

    /// That of the first failing stage, and there of the first error.
    package var exitCode: ExitCode {
        stages.first { !$0.isOK }?.errors.first?.exitCode ?? .done
    }
}

/// How a blueprint is checked.
package struct ValidationOptions: Sendable {
    /// Whether a verdict that can be lifted is.
    package var isForced = false
    /// Whether the checks end with the first stage that fails.
    package var stopsEarly = false
    /// Whether scripts of the blueprint may run; otherwise they are skipped.
    package var runsPrograms = true
    /// For which workers the variables are resolved that scripts see.
    package var workers = BlueprintWorker.Kind.host
    /// Whether workers are to be started, which none is that a shell would have to run.
    package var startsWorkers = false
    /// The command that checks, for advice: `blueprint validate`.
    package var command: String { startsWorkers ? "blueprint run" : "blueprint validate" }
    /// Whether it is judged that the workers reach the runner; a plan judges each of its own.
    package var judgesRoute = true
    /// Called once if the Model Runner is starting and is waited for.
    let waiting: @Sendable () -> Void

    package init(waiting: @escaping @Sendable () -> Void = {}) { self.waiting = waiting }
}

extension Blueprint {
    /// Checks the blueprint in a world, stage by stage; nothing but the structure if
    /// that is wrong.
    package func validated(
        in world: World, _ catalog: Catalog, _ options: ValidationOptions
    ) async -> Validation {
        var validation = Validation(blueprint: self)
        let policy = catalog.rules.policy
        for stage in Validation.Stage.allCases {
            var result = Validation.StageResult(stage)
            switch stage {
            case .structure: result.issues = options.startsWorkers ? issuesForStart : issues
            case .services:
                if manifest.services.contains(where: \.isModelRunner) {
                    await validation.askRunner(world, options)
                }
                await checkServices(
                    &result, in: world, launch(world, catalog, options.workers, validation.runner),
                    options,
                    validation.runner)
            case .requirements where !manifest.requirements.isEmpty:
                await checkRequirements(
                    &result, in: world, await world.hardware(), policy, options)
            case .requirements: break
            case .models:
                let needed = models.needed(catalog)
                if needed.contains(where: \.isCheckedHere) {
                    await validation.askRunner(world, options)
                }
                await checkModels(
                    needed, &result, in: world, catalog, options, validation.runner)
            case .inputs:
                await checkInputs(
                    &result, in: world, launch(world, catalog, options.workers, validation.runner),
                    options)
            }
            result.mask(secrets)
            validation.stages.append(result)
            // What its form does not vouch for is not asked, started or judged.
            if !result.isOK, stage == .structure || options.stopsEarly { return validation }
        }
        return validation
    }

    /// The variables of a worker of a kind.
    package func launch(
        _ world: World, _ catalog: Catalog, _ kind: BlueprintWorker.Kind,
        _ runner: Result<RunnerClient.Listing, EndpointFault>?
    ) -> LaunchEnvironment {
        LaunchEnvironment(
            models.launched(catalog), catalog, kind,
            runner: (try? runner?.get())?.endpoint ?? Endpoint.modelRunner,
            environment: world.environment)
    }

    /// What programs that check the blueprint see: the user's variables, the model's, the configuration.
    func scriptEnvironment(_ world: World, _ launch: LaunchEnvironment) -> [String: String] {
        var environment = world.environment.all
        for variable in launch.variables { environment[variable.name] = variable.value }
        environment["MN_BLUEPRINT_ID"] = manifest.id
        environment["MN_BLUEPRINT_REVISION"] = revision
        environment["MN_BLUEPRINT_CONFIG_JSON"] = JSON.object(configuration).text(.canonical)
        return environment
    }
}

extension Validation {
    /// Asks the Model Runner what is installed, once; the only place in which blueprints do.
    fileprivate mutating func askRunner(_ world: World, _ options: ValidationOptions) async {
        guard runner == nil else { return }
        do throws(EndpointFault) {
            let client = RunnerClient(
                world.docker, environment: world.environment, time: world.time)
            runner = .success(
                try await client.find(waiting: options.waiting).listing)
        } catch {
            runner = .failure(error)
        }
    }
}

extension Validation {
    /// The version of the report that programs know (upstream §5.5).
    package static let version = "validation.report/v1"

    /// The report; `stages`, `blueprint`, `environment`, `simulated` and `notices` are ours.
    ///
    /// - Parameter environments: the variables that workers see, by kind.
    package func json(
        isSimulated: Bool, environments: [(BlueprintWorker.Kind, LaunchEnvironment)],
        notices: [String]
    ) -> JSON {
        let errors = issues.filter { $0.severity == .error }
        var resolved = JSONObject()
        for (kind, environment) in environments {
            resolved[kind.rawValue] = environment.json(blueprint.secrets)
        }
        return [
            "version": .string(Self.version), "schema_version": .string(Self.version),
            "ok": .bool(isOK),
            "status": .string(isOK ? "passed" : "failed"), "error_count": .integer(errors.count),
            "errors": .strings(errors.map(\.line)), "issues": .array(issues.map(\.json)),
            "results": .array(stages.flatMap(\.results)),
            "stages": .array(
                Stage.allCases.map { stage in
                    let result = stages.first { $0.stage == stage }
                    return [
                        "name": .string(stage.rawValue),
                        "status": .string(outcome(stage).rawValue),
                        "checks": .integer(result?.results.count ?? 0),
                        "not_checked": .integer(result?.uncheckedCount ?? 0),
                        "errors": .integer(result?.errors.count ?? 0),
                    ]
                }),
            "blueprint": [
                "id": .string(blueprint.manifest.id), "name": .string(blueprint.manifest.name),
                "revision": .string(blueprint.revision), "folder": .string(blueprint.folder),
                "dialect": .string(blueprint.manifest.form.rawValue),
                "nodes": .integer(blueprint.manifest.workers.count),
            ],
            "environment": .object(resolved), "simulated": .bool(isSimulated),
            "notices": .strings(notices),
        ]
    }
}

extension LaunchEnvironment {
    /// The variables by name, without secrets.
    func json(_ secrets: Secrets) -> JSON {
        .object(
            JSONObject(
                variables.map { ($0.name, .string(secrets.masked($0.name, $0.value))) }))
    }
}
