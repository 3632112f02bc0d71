// What to do about a refusal.
extension RunnerRefusal {
    /// What helps, first what helps most; none is the command that was just run.
    public var fixes: [String] {
        switch reason {
        case .lost, .gateway: ["docker model logs", Self.restart(isDesktop: isOnDesktop)]
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
            ["export HF_TOKEN=hf_…", "Or wait some minutes and try once more."]
        case .rateLimited: ["docker login", "Or wait some minutes and try once more."]
        case .registryUnreachable:
            ["Check the network and the DNS of Docker: docker model logs", Self.anew]
        case .registryBlocked, .proxyFailed: proxyFixes
        // Docker Desktop takes the certificates of the system when it starts.
        case .untrustedCertificate where isOnDesktop:
            ["Make the system trust it, then: docker desktop restart", "docker model logs"]
        case .untrustedCertificate:
            ["docker model reinstall-runner --proxy-cert FILE", "docker model logs"]
        case .notARegistry: ["Sign in to the network that the runner is in.", Self.anew]
        case .diskFull, .diskTooSmall:
            ["mn model list --installed", "mn model remove MODEL", "docker model df"]
        case .corruptDownload, .interruptedDownload, .endedWithoutSuccess, .storeCollision:
            [Self.anew, "docker model logs"]
        case .pullStandsStill: ["docker model logs", Self.anew]
        case .runnerTooOld: [renewal]
        case .notAModel:
            ["mn model list", "Correct 'model' where the catalog has it: models/catalog.json"]
        case .tooLarge: [renewal, "mn model list"]
        case .outOfGPUMemory:
            ["docker model unload --all", "A smaller context: \(context(2048))"]
        case .gpuShareTooLarge(let free):
            [
                "docker model configure --gpu-memory-utilization \(share(free)) \(dockerName)",
                "docker model unload --all",
            ]
        case .contextTooLarge(let room): [context(room ?? 2048), "docker model unload --all"]
        case .gpuFailed:
            ["docker model logs", processorBuild, "A newer driver of the GPU may help too."]
        case .backendWithoutGPU:
            ["docker model \(verb) --backend vllm --gpu cuda", processorBuild]
        case .unreadableModel: [renewal, "docker model logs"]
        case .templateBroken: [renewal, CommandWords.mn("model update", name)]
        case .libraryMissing: libraryFixes
        case .processorTooOld: ["mn hardware", renewal]
        case .listedNotFound:
            [
                CommandWords.mn("model remove", name) + " && "
                    + CommandWords.mn("model install", name),
                Self.restart(isDesktop: isOnDesktop),
            ]
        case .backendCrashed, .backendDied: ["docker model logs", renewal]
        case .backendMissing: [backendCommand]
        // Only that tries again what failed once (dmr-contract §6.4).
        case .installationFailed(let backend):
            [
                "docker model install-runner --backend \(Printable.line(backend))",
                "docker model logs",
            ]
        // A model that was put out of memory may leave the next one waiting (mr#334).
        case .loadTimedOut, .loadHangs: ["docker model unload --all", "docker model logs"]
        case .allBusy: ["docker model ps", "Once one is idle: docker model unload --all"]
        case .contextTooSmall: [context(4096)]
        case .busy: ["docker model ps", "Once it is idle, try once more."]
        case .severalNames(let names):
            names.prefix(20).map { CommandWords.mn("model remove", $0) }
        case .other: ["docker model logs"]
        }
    }

    /// What is kept of a pull is not brought again.
    private static let anew = "Try once more; what has come is kept."

    private func context(_ tokens: Int) -> String {
        CommandWords.mn("model install", name, "--context-size \(tokens)")
    }

    /// A share of the GPU's memory as the option takes it; vLLM's own is nine tenths.
    private func share(_ free: Int?) -> String {
        guard let free, free < 90 else { return "0.5" }
        return free % 10 == 0 ? "0.\(free / 10)" : "0.\(free < 10 ? "0" : "")\(free)"
    }

    /// The runner's container takes the proxies of the program that makes it (dmr-contract §5.3).
    private var proxyFixes: [String] {
        isOnDesktop
            ? [
                "In Docker Desktop: Settings > Resources > Proxies, then: docker desktop restart",
                "docker model logs",
            ]
            : [
                "HTTPS_PROXY=http://PROXY:PORT docker model reinstall-runner",
                "Or let the engine's network reach registry-1.docker.io and huggingface.co.",
            ]
    }

    /// Windows' own libraries come by Microsoft's package (learn.microsoft.com, "Latest supported Visual
    /// C++ Redistributable").
    private var libraryFixes: [String] {
        let isOfWindows = detail.contains("0xc00001")
        return isOfWindows
            ? [
                "docker desktop update",
                "Install Microsoft's libraries: https://aka.ms/vs/17/release/vc_redist.x64.exe",
            ]
            : [renewal, "docker model logs"]
    }

    /// What computes without the GPU.
    private var processorBuild: String {
        isOnDesktop
            ? "Without the GPU: Docker Desktop, Settings > AI > Enable GPU-backed inference, off"
            : "Without the GPU: docker model reinstall-runner --gpu none"
    }

    private var name: String { model ?? "MODEL" }

    /// What docker calls the model.
    private var dockerName: String { reference.map { CommandWords.line([$0]) } ?? name }

    /// The plugin's command that brings a backend: Docker Desktop's runner cannot be installed anew.
    private var verb: String { isOnDesktop ? "install-runner" : "reinstall-runner" }

    /// What brings a newer runner; Docker Desktop has no runner of its own to be installed anew
    /// (dmr-contract §4.11).
    private var renewal: String {
        isOnDesktop ? "docker desktop update" : "docker model reinstall-runner"
    }

    /// What brings the backend that is missing.
    private var backendCommand: String {
        let isVLLM = !detail.lowercased().contains("llama.cpp")
        if isVLLM { return "docker model \(verb) --backend vllm --gpu cuda" }
        return "docker model \(verb)" + (isOnDesktop ? " --backend llama.cpp" : "")
    }

    /// Starts the runner anew, as it is: another container would lose its backend (dmr-contract §4.11).
    /// A pull that runs would end with it.
    static func restart(isDesktop: Bool) -> String {
        "If no pull runs: "
            + (isDesktop ? "docker desktop restart" : "docker restart \(DockerClient.containerName)")
    }
}
