extension PluginCommand {
    /// Every command of plugin v1.2.6, hidden ones included; usages and flags as recorded.
    static let all: [PluginCommand] =
        modelCommands + engineCommands + runnerCommands + otherCommands

    private static let modelCommands = [
        PluginCommand(
            name: "list", aliases: ["ls"], usage: "[OPTIONS] [MODEL]",
            summary: "List the models pulled to your local environment", count: .atMost(1),
            flags: [
                CommandFlag("json"), CommandFlag("openai"), CommandFlag("openaiurl", nil, .text),
                CommandFlag("quiet", "q"),
            ]),
        PluginCommand(
            name: "inspect", usage: "MODEL", summary: "Display detailed information on one model",
            count: .exactly(1), flags: [CommandFlag("openai"), CommandFlag("remote", "r")]),
        PluginCommand(
            name: "show", usage: "MODEL", summary: "Show information for a model",
            count: .exactly(1), flags: [CommandFlag("remote", "r")]),
        PluginCommand(
            name: "pull", usage: "MODEL",
            summary: "Pull a model from Docker Hub or HuggingFace to your local environment",
            count: .exactly(1)),
        PluginCommand(
            name: "push", usage: "MODEL",
            summary: "Push a model to Docker Hub or Hugging Face", count: .exactly(1)),
        PluginCommand(
            name: "rm", usage: "[MODEL...]",
            summary: "Remove local models downloaded from Docker Hub", count: .atLeast(1),
            flags: [CommandFlag("force", "f")]),
        PluginCommand(
            name: "tag", usage: "SOURCE TARGET", summary: "Tag a model", count: .exactly(2)),
        PluginCommand(
            name: "purge", usage: "[OPTIONS]", summary: "Remove all models",
            flags: [CommandFlag("force", "f")]),
        PluginCommand(
            name: "package",
            usage: "(--gguf <path> | --safetensors-dir <path> | --dduf <path> | --from <model>) "
                + "[--license <path>...] [--mmproj <path>] [--context-size <tokens>] [--push] MODEL",
            summary: "Package a model into a Docker Model OCI artifact", count: .exactly(1),
            countUsage: "MODEL",
            flags: [
                CommandFlag("chat-template", nil, .text),
                CommandFlag("context-size", nil, .unsigned(bits: 64)),
                CommandFlag("dduf", nil, .text), CommandFlag("format", nil, .text),
                CommandFlag("from", nil, .text), CommandFlag("gguf", nil, .text),
                CommandFlag("license", "l", .text), CommandFlag("mmproj", nil, .text),
                CommandFlag("push"), CommandFlag("safetensors-dir", nil, .text),
            ], startsRunner: false),
    ]

    private static let engineCommands = [
        PluginCommand(
            name: "run", usage: "MODEL [PROMPT]",
            summary: "Run a model and interact with it using a submitted prompt or chat mode",
            count: .atLeast(1),
            flags: [
                CommandFlag("color", nil, .text), CommandFlag("debug"), CommandFlag("detach", "d"),
                CommandFlag("openaiurl", nil, .text), CommandFlag("websearch"),
            ]),
        PluginCommand(name: "ps", summary: "List running models"),
        PluginCommand(name: "df", summary: "Show Docker Model Runner disk usage"),
        PluginCommand(
            name: "unload", aliases: ["stop"],
            usage: "(MODEL [MODEL ...] [--backend BACKEND] | --all)",
            summary: "Unload running models",
            flags: [CommandFlag("all"), CommandFlag("backend", nil, .text)]),
        PluginCommand(
            name: "configure", aliases: ["config"],
            usage: "[--context-size=<n>] [--speculative-draft-model=<model>] "
                + "[--hf_overrides=<json>] [--gpu-memory-utilization=<float>] [--mode=<mode>] "
                + "[--think] [--keep-alive=<duration>] MODEL [-- <runtime-flags...>]",
            summary: "Manage model runtime configurations",
            flags: [
                CommandFlag("context-size", nil, .integer(bits: 32)),
                CommandFlag("gpu-memory-utilization", nil, .decimal),
                CommandFlag("hf_overrides", nil, .text), CommandFlag("keep-alive", nil, .text),
                CommandFlag("mode", nil, .text),
                CommandFlag("speculative-draft-model", nil, .text),
                CommandFlag("speculative-min-acceptance-rate", nil, .decimal),
                CommandFlag("speculative-num-tokens", nil, .integer(bits: 64)),
                CommandFlag("think"),
            ]),
        PluginCommand(
            name: "configure show", usage: "[MODEL]",
            summary: "Show effective runtime configuration for models", count: .atMost(1)),
        PluginCommand(
            name: "requests", usage: "[OPTIONS]",
            summary: "Fetch requests+responses from Docker Model Runner",
            flags: [
                CommandFlag("follow", "f"), CommandFlag("include-existing"),
                CommandFlag("model", nil, .text),
            ]),
        PluginCommand(
            name: "bench", usage: "MODEL",
            summary: "Benchmark a model's performance at different concurrency levels",
            count: .exactly(1),
            flags: [
                CommandFlag("concurrency", nil, .text), CommandFlag("duration", nil, .duration),
                CommandFlag("json"), CommandFlag("prompt", nil, .text),
                CommandFlag("timeout", nil, .duration),
            ]),
    ]

    private static let runnerCommands =
        [
            PluginCommand(
                name: "status", summary: "Check if the Docker Model Runner is running",
                flags: [CommandFlag("json")]),
            PluginCommand(
                name: "version", summary: "Show the Docker Model Runner version",
                startsRunner: false),
            PluginCommand(
                name: "logs", usage: "[OPTIONS]", summary: "Fetch the Docker Model Runner logs",
                flags: [CommandFlag("follow", "f"), CommandFlag("no-engines")]),
        ]
        + [
            ("install-runner", "Install Docker Model Runner (Docker Engine only)", installFlags),
            (
                "reinstall-runner", "Reinstall Docker Model Runner (Docker Engine only)",
                installFlags
            ),
            ("start-runner", "Start Docker Model Runner (Docker Engine only)", startFlags),
            ("restart-runner", "Restart Docker Model Runner (Docker Engine only)", restartFlags),
            (
                "stop-runner", "Stop Docker Model Runner (Docker Engine only)",
                [CommandFlag("models")]
            ),
            (
                "uninstall-runner", "Uninstall Docker Model Runner (Docker Engine only)",
                [CommandFlag("backend", nil, .text), CommandFlag("images"), CommandFlag("models")]
            ),
        ].map { PluginCommand(name: $0.0, summary: $0.1, flags: $0.2, startsRunner: false) }

    private static let restartFlags = [
        CommandFlag("debug"), CommandFlag("do-not-track"), CommandFlag("gpu", nil, .text),
        CommandFlag("host", nil, .text), CommandFlag("port", nil, .unsigned(bits: 16)),
        CommandFlag("proxy-cert", nil, .text),
    ]
    private static let startFlags =
        restartFlags + [
            CommandFlag("backend", nil, .text), CommandFlag("tls"),
            CommandFlag("tls-cert", nil, .text), CommandFlag("tls-key", nil, .text),
            CommandFlag("tls-port", nil, .unsigned(bits: 16)),
        ]
    private static let installFlags =
        startFlags + [CommandFlag("llama-server-version", nil, .text)]

    private static let otherCommands = [
        PluginCommand(
            name: "search", usage: "[OPTIONS] [TERM]",
            summary: "Search for models on Docker Hub and HuggingFace", count: .atMost(1),
            flags: [
                CommandFlag("json"), CommandFlag("limit", "n", .integer(bits: 64)),
                CommandFlag("source", nil, .text),
            ], startsRunner: false),
        PluginCommand(
            name: "context", usage: "COMMAND", summary: "Manage Docker Model Runner contexts",
            startsRunner: false),
        PluginCommand(
            name: "context ls", summary: "List Model Runner contexts", startsRunner: false),
        PluginCommand(
            name: "gateway", summary: "Run an OpenAI-compatible LLM gateway",
            flags: [
                CommandFlag("config", "c", .text), CommandFlag("host", nil, .text),
                CommandFlag("port", "p", .unsigned(bits: 16)), CommandFlag("verbose", "v"),
            ], startsRunner: false),
        PluginCommand(
            name: "launch", usage: "[APP] [-- APP_ARGS...]",
            summary: "Launch an app configured to use Docker Model Runner"),
        PluginCommand(
            name: "skills",
            summary: "Install Docker Model Runner skills for AI coding assistants",
            flags: [
                CommandFlag("claude"), CommandFlag("codex"), CommandFlag("dest", nil, .text),
                CommandFlag("force", "f"), CommandFlag("opencode"),
            ], startsRunner: false),
    ]
}
