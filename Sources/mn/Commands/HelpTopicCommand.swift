import MNCore

/// `mn help environment` and `mn help exit-codes`: the tables that are promises.
enum HelpTopicCommand {
    static let environment = Command(
        CommandSpecification(
            "help environment", summary: "Print the environment variables that mn reads.")
    ) { _, _ in
        Report(
            json: [
                "schema": "mn.help.environment/1",
                "variables": .array(
                    variables.map { ["name": .string($0.name), "meaning": .string($0.meaning)] }),
            ]
        ) { page in table(("VARIABLE", "MEANING"), variables.map { ($0.name, $0.meaning) }, page) }
    }

    static let exitCodes = Command(
        CommandSpecification("help exit-codes", summary: "Print what each exit code means.")
    ) { _, _ in
        Report(
            json: [
                "schema": "mn.help.exit-codes/1",
                "codes": .array(
                    ExitCode.allCases.map {
                        ["code": .integer($0.rawValue), "meaning": .string($0.meaning)]
                    }),
            ]
        ) { page in
            table(
                ("CODE", "MEANING"), ExitCode.allCases.map { (String($0.rawValue), $0.meaning) },
                page)
        }
    }

    /// Every variable of its own environment that the program reads.
    static let variables: [(name: String, meaning: String)] = [
        ("HOME", "the user's home, where ~ leads"),
        ("MN_HOME", "the folder for catalog and state; ~/.mn if not set"),
        ("MN_MODEL_CATALOG_PATH", "a catalog file over that of MN_HOME"),
        (
            "MN_MODEL_OWNERSHIP_PATH",
            "the ledger of owners; models/ownership.json of MN_HOME if not set"
        ),
        ("MN_PROFILES_PATH", "folders with machine profiles, separated by ':'"),
        ("MN_RUNS_ROOT", "where runs of blueprints are kept; runs of MN_HOME if not set"),
        ("MN_BLUEPRINT_CONFIG_PATH", "a file over the configuration of a blueprint"),
        ("MN_BLUEPRINT_CONFIG_JSON", "a JSON text over that"),
        (
            "MN_NODE_CAPABILITIES",
            "what the machine can do, with commas; also MN_CLUSTER_CAPABILITIES and "
                + "MN_HARDWARE_CAPABILITIES"
        ),
        ("MN_TRACE", "a file for the trace of the run, as --trace FILE"),
        ("MN_DOCKER_MODEL_RUNNER_API_BASE", "where the Model Runner answers: http://HOST:PORT"),
        ("MN_MODEL_RUNNER_API_BASE", "the same, if the one above is not set"),
        ("DOCKER_MODEL_RUNNER_API_BASE", "the same, if none above is set"),
        ("MODEL_RUNNER_HOST", "the same, if none above is set; http://localhost:12434 otherwise"),
        ("DOCKER_HOST", "where Docker's engine is, as for docker"),
        ("DOCKER_CONTEXT", "which context of docker is meant, as for docker"),
        ("HF_TOKEN", "a token for models of Hugging Face; it is given to the Model Runner alone"),
        (
            "LITELLM_MODEL",
            "what a worker is told where a blueprint leaves it open; also LITELLM_API_BASE, "
                + "_API_KEY, _TIMEOUT_SECONDS, _MAX_TOKENS, _NUM_RETRIES and _RETRY_BACKOFF_SECONDS"
        ),
        ("PWD", "the folder in which relative paths begin"),
        ("CI", "no transcript and no baseline is updated, if set"),
        (
            "GITHUB_ACTIONS",
            "'true': differences are annotations of the job too; if set, text from outside gives the job "
                + "no commands, as with GITLAB_CI, TF_BUILD and TEAMCITY_VERSION"
        ),
        ("GITHUB_STEP_SUMMARY", "the file of the job's summary, which the matrix adds to"),
        ("NO_COLOR", "no colours, if set to anything"),
        ("TERM", "no colours, if 'dumb'"),
        ("COLUMNS", "the width of a terminal that does not tell it"),
        ("PATH", "where nvidia-smi, docker, sysctl and powershell are looked for"),
    ]

    /// Two columns, the second in as many lines as it needs: a promise is not cut.
    private static func table(
        _ titles: (String, String), _ rows: [(String, String)], _ page: Page
    ) -> String {
        page.list(([titles] + rows).map { (label: $0.0, text: $0.1) })
    }
}
