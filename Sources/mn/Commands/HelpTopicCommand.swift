import MNCore
import MNFleet
import MNSim

/// `mn help environment`, `mn help exit-codes` and `mn help limits`: the tables that are promises.
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

    static let limits = Command(
        CommandSpecification(
            "help limits", summary: "Print how long anything may take, and how large it may be.")
    ) { _, _ in
        Report(
            json: [
                "schema": "mn.help.limits/1",
                "limits": .array(Limit.all.map(\.json)),
            ]
        ) { page in table(("LIMIT", "VALUE"), Limit.all.map { ($0.name, $0.words) }, page) }
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
        (
            "MN_NO_RECORDER",
            "no run is recorded, if set to anything; a run that fails is otherwise kept in runs of MN_HOME"
        ),
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
        ("MN_SHARD", "which part of a matrix, of scenarios or of a fleet is done, as --shard I/N"),
        (
            "TEST_SHARD_INDEX",
            "with TEST_TOTAL_SHARDS which shard --shard auto is; also "
                + ShardSource.all.dropFirst().map { source in
                    source.total.map { "\(source.index) with \($0)" } ?? source.index
                }.joined(separator: ", ")
                + "; SLURM_ARRAY_TASK_MIN, SLURM_ARRAY_TASK_MAX and SLURM_ARRAY_TASK_STEP"
        ),
        (
            "GITHUB_RUN_ATTEMPT",
            "which attempt at its shard a receipt is of; also "
                + ShardSource.attempts.dropFirst().map(\.0).joined(separator: ", ")
        ),
        (
            "XML_OUTPUT_FILE",
            "the JUnit report where --junit names none, as in Bazel; also TEST_SHARD_STATUS_FILE, which is "
                + "made, and TEST_UNDECLARED_OUTPUTS_DIR, where receipts go"
        ),
        ("PWD", "the folder in which relative paths begin"),
        ("CI", "no transcript and no baseline is updated, if set"),
        (
            "GITHUB_ACTIONS",
            "'true': differences are annotations of the job too; if set, text from outside gives the job "
                + "no commands, as with GITLAB_CI, TF_BUILD and TEAMCITY_VERSION"
        ),
        ("GITHUB_STEP_SUMMARY", "the file of the job's summary, which the matrix adds to"),
        (
            "FORCE_COLOR",
            "colours, also in a pipe, unless '0'; also CLICOLOR_FORCE. --color is stronger"
        ),
        ("NO_COLOR", "no colours, if set to anything, and FORCE_COLOR is not"),
        ("CLICOLOR", "no colours, if '0', and none of the above is set"),
        ("TERM", "no colours and no progress, if 'dumb' or not set"),
        ("COLUMNS", "the width of a terminal that does not tell it"),
        (
            "LC_ALL",
            "the locale, else LC_CTYPE, else LANG: signs are plain ASCII unless it is one of UTF-8"
        ),
        ("PATH", "where nvidia-smi, docker, sysctl and powershell are looked for"),
    ]

    /// Two columns, the second in as many lines as it needs: a promise is not cut.
    private static func table(
        _ titles: (String, String), _ rows: [(String, String)], _ page: Page
    ) -> String {
        page.list(([titles] + rows).map { (label: $0.0, text: $0.1) })
    }
}

/// A limit that a user can meet, as `mn help limits` prints it.
struct Limit: Sendable {
    enum Value: Hashable, Sendable {
        case seconds(Double)
        case bytes(Int)
        case count(Int)
        /// None.
        case unlimited
    }

    /// What it is of.
    var name: String
    var value: Value
    /// What more there is to say.
    var note: String?

    init(_ name: String, _ value: Value, _ note: String? = nil) {
        self.name = name
        self.value = value
        self.note = note
    }

    init(_ name: String, _ duration: Duration, _ note: String? = nil) {
        self.init(name, Value.seconds(Double(Seconds(duration))), note)
    }

    var words: String {
        let amount =
            switch value {
            case .seconds(let seconds):
                seconds.rounded() == seconds ? "\(Int(seconds)) s" : "\(seconds) s"
            case .bytes(let count): "\(ByteCount(count))"
            case .count(let count): "\(count)"
            case .unlimited: "none"
            }
        return note.map { "\(amount); \($0)" } ?? amount
    }

    var json: JSON {
        var members: JSONObject = ["name": .string(name)]
        switch value {
        case .seconds(let seconds): members["seconds"] = .number(seconds)
        case .bytes(let count): members["bytes"] = .integer(count)
        case .count(let count): members["count"] = .integer(count)
        case .unlimited: members["seconds"] = .null
        }
        members["note"] = .string(orNull: note)
        return .object(members)
    }
}

extension Limit {
    /// In the order of the page: what is asked, what is read, what is served.
    static let all = runner + docker + sizes + served

    private static let runner =
        RunnerLimits.allCases.map { kind in
            let name = "runner: \(kind.rawValue)"
            let silence = "\(Seconds(kind.patience).whole) s without a byte end it too"
            guard let total = kind.total else { return Limit(name, .unlimited, silence) }
            return Limit(name, total, kind.patience < total ? silence : nil)
        } + [
            Limit(
                "runner: pull without progress", RunnerLimits.pullProgress,
                "progress is more of a layer than before, a new layer, or the end"),
            Limit(
                "runner: its container starts", RunnerLimits.start, "10 s if it has run for longer"),
            Limit(
                "runner: a pull goes first", PullPauses.othersLimit,
                "somebody else's, of the same model, after both failed"),
            Limit("runner: models of a list", .count(RunnerLimits.models), "more is an error"),
            Limit("runner: names of all models", .count(RunnerLimits.names), "more is an error"),
            Limit("runner: one name", .bytes(RunnerLimits.nameBytes), "more is an error"),
            Limit("runner: places of a variable", .count(RunnerLimits.places)),
            Limit("runner: an answer", .bytes(RunnerLimits.list.bytes)),
            Limit("runner: values of an answer", .count(RunnerLimits.values)),
            Limit("runner: a log", .bytes(RunnerLimits.logs.bytes), "more is left"),
            Limit(
                "runner: a head", .bytes(HTTPResponseParser.headLimit), "with 1xx answers before"),
            Limit("runner: 1xx answers", .count(HTTPResponseParser.interimLimit)),
            Limit("runner: its words in an error", .count(Excerpt.limit), "then they are cut"),
        ]

    private static let docker = [
        Limit("docker: version", Docker.versionLimit),
        Limit("docker: inspect", Docker.inspectLimit),
        Limit("docker: list", RunnerLimits.list.total ?? .zero),
        Limit("docker: logs", RunnerLimits.logs.total ?? .zero),
        Limit(
            "docker: output", .bytes(CommandResult.outputLimit), "the first of each kind is kept"),
    ]

    private static let sizes = [
        Limit("a probe of the machine", ProbeDeadline.budget, "doctor and record ask more besides"),
        Limit(
            "another mn at the model", .unlimited,
            "install, update and remove say that they wait; Ctrl-C ends it"),
        Limit("a worker", .unlimited, "what it puts into a session of its own outlives mn"),
        Limit("a file that is read", .bytes(Document.sizeLimit)),
        Limit("nesting of JSON", .count(JSON.depthLimit)),
        Limit(
            "policy: questions", .count(PolicyCheck.mostQuestions),
            "facts and models of all lines, times the machines; more is an error"),
        Limit("sim merge: receipts", .bytes(Receipt.sizeLimit), "of all files together"),
    ]

    private static let served = [
        Limit(
            "sim serve: clients", .count(ServedLimits.clients), "more take the places of idle ones"),
        Limit("sim serve: a head", ServedLimits.head),
        Limit("sim serve: a request", ServedLimits.request),
        Limit("sim serve: silence", ServedLimits.idle),
        Limit("sim serve: a body", .bytes(ServedLimits.body)),
        Limit("sim serve: all bodies that come", .bytes(ServedLimits.held), "then 503"),
    ]
}
