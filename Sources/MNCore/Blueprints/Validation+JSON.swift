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
