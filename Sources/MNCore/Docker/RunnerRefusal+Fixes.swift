// What to do about a refusal.
extension RunnerRefusal {
    /// The command that helps, first.
    public var fixes: [String] {
        switch reason {
        case .lost: ["mn model doctor", "docker model logs"]
        case .gateway: [Self.restartCommand(isDesktop: isOnDesktop), "docker model logs"]
        case .notInstalled:
            (model.map { [CommandWords.mn("model install", $0)] } ?? []) + [
                "mn model list --installed"
            ]
        case .notInRegistry: ["mn model list"]
        case .badReference:
            [
                CommandWords.mn("model show", name),
                "Correct it where the catalog has it: models/catalog.json",
            ]
        case .loginNeeded where isOfHuggingFace:
            ["export HF_TOKEN=hf_…", "Ask for access, on the model's page at huggingface.co"]
        case .loginNeeded: ["docker login", "mn model list"]
        case .rateLimited where isOfHuggingFace:
            ["export HF_TOKEN=hf_…", "Wait some minutes, then: \(retry)"]
        case .rateLimited: ["docker login", "Wait some minutes, then: \(retry)"]
        case .registryUnreachable:
            [retry, "Check the network and the proxy of Docker first: docker model logs"]
        // Docker Desktop takes the certificates of the system when it starts.
        case .untrustedCertificate where isOnDesktop:
            ["Make the system trust it, then: docker desktop restart", "docker model logs"]
        case .untrustedCertificate:
            ["docker model reinstall-runner --proxy-cert FILE", "docker model logs"]
        case .notARegistry: ["Sign in to the network, then: \(retry)"]
        case .diskFull, .diskTooSmall:
            ["mn model list --installed", "mn model remove MODEL", "docker model df"]
        case .corruptDownload, .interruptedDownload, .endedWithoutSuccess: [retry]
        case .runnerTooOld: [renewal]
        case .tooLarge: [renewal, "mn model list"]
        case .outOfGPUMemory:
            [
                "docker model unload --all",
                CommandWords.mn("model install", name, "--context-size 2048"),
            ]
        case .unreadableModel: [renewal, "docker model logs"]
        case .backendCrashed, .backendDied: ["docker model logs", renewal]
        case .backendMissing: [backendCommand, "mn model doctor"]
        // Only that tries again what failed once (dmr-contract §6.4).
        case .installationFailed(let backend):
            [
                "docker model install-runner --backend \(Printable.line(backend))",
                "docker model logs",
            ]
        case .loadTimedOut: ["docker model logs", "docker model ps"]
        case .allBusy: ["docker model ps", "Once one is idle: docker model unload --all"]
        case .contextTooSmall: [CommandWords.mn("model install", name, "--context-size 4096")]
        case .busy: ["docker model ps", "Once it is idle: \(retry)"]
        case .severalNames(let names): names.map { CommandWords.mn("model remove", $0) }
        case .other: ["docker model logs", "mn model doctor"]
        }
    }

    private var name: String { model ?? "MODEL" }

    /// The command that takes up what the runner has so far.
    private var retry: String { CommandWords.mn("model install", name) }

    /// What brings a newer runner; Docker Desktop has no runner of its own to be installed anew
    /// (dmr-contract §4.11).
    private var renewal: String {
        isOnDesktop ? "docker desktop update" : "docker model reinstall-runner"
    }

    /// What brings the backend that is missing.
    private var backendCommand: String {
        let isVLLM = !detail.lowercased().contains("llama.cpp")
        let verb = isOnDesktop ? "install-runner" : "reinstall-runner"
        if isVLLM { return "docker model \(verb) --backend vllm --gpu cuda" }
        return "docker model \(verb)" + (isOnDesktop ? " --backend llama.cpp" : "")
    }

    /// Starts the runner anew, as it is: another container would lose its backend (dmr-contract §4.11).
    static func restartCommand(isDesktop: Bool) -> String {
        isDesktop ? "docker desktop restart" : "docker restart \(DockerClient.containerName)"
    }
}
