// What to do about a refusal.
extension RunnerRefusal {
    /// What helps, first what helps most; none is the command that was just run.
    package var fixes: [String] {
        switch cause {
        case .lost, .gateway: ["docker model logs", Self.restart(isDesktop: isOnDesktop)]
        case .notInstalled:
            (circumstances.model.map { [CommandWords.mn("model install", $0)] } ?? []) + [
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
        case .loginNeeded: login + ["mn model list"]
        case .loginHelperMissing(let name):
            [
                "Install \(Sanitized.line(name)), or take it out of credsStore and credHelpers in "
                    + "~/.docker/config.json"
            ] + login
        case .loginHelperFailed:
            [
                "Mend what it says, or take it out of credsStore and credHelpers in ~/.docker/config.json"
            ] + login
        case .regionRefused:
            ["Take the model from a registry that serves you: mn model list", "docker model logs"]
        case .rateLimited where isOfHuggingFace:
            ["export HF_TOKEN=hf_…", "Wait some minutes and try once more."]
        case .rateLimited: login + ["Wait some minutes and try once more."]
        case .registryUnreachable:
            ["Check the network and the DNS of Docker: docker model logs", Self.anew]
        case .registryAtLocalhost: localhostFixes
        case .policyRefused:
            [
                "Ask whoever administers it to allow the model: what it says names the rule.",
                "mn model list",
            ]
        case .registryBlocked: proxyFixes
        case .proxyFailed:
            proxyFixes + ["If it wants a login: the user and the password before PROXY, and an @."]
        case .registryDown: ["https://www.dockerstatus.com", Self.anew]
        // Which registries are asked without (dmr-contract §3.1).
        case .unencryptedRegistry:
            [
                "Give the registry a certificate, or a name that ends in .local, which is asked without "
                    + "encryption.",
                "docker model logs",
            ]
        // Which those are (dmr-contract §2.2).
        case .encryptedRegistry:
            [
                "Give the registry a name that is asked with encryption: none of localhost, 127.0.0.1 and "
                    + "*.local.", "docker model logs",
            ]
        case .certificateExpired, .clockWrong: ["date -u", "docker model logs"]
        // Docker Desktop takes the certificates of the system when it starts.
        case .untrustedCertificate where isOnDesktop:
            ["Make the system trust it, then: docker desktop restart", "docker model logs"]
        case .untrustedCertificate:
            ["docker model reinstall-runner --proxy-cert FILE", "docker model logs"]
        case .notARegistry: ["Sign in to the network that the runner is in.", Self.anew]
        case .diskFull, .diskTooSmall:
            ["mn model list --installed", "mn model remove MODEL", "docker model df"]
        case .corruptDownload:
            ["Try once more; what was damaged is brought again.", "docker model logs"]
        // The stores of dmr-contract §3.4.
        case .keptTooMuch where isOnDesktop:
            ["Remove what is incomplete: rm ~/.docker/models/blobs/sha256/*.incomplete"]
        case .keptTooMuch:
            [
                "Remove what is incomplete: docker exec \(Docker.containerName) "
                    + "sh -c 'rm -f /models/blobs/sha256/*.incomplete'"
            ]
        case .interruptedDownload, .endedWithoutSuccess, .storeCollision:
            [Self.anew, "docker model logs"]
        case .pullStandsStill: ["docker model logs", Self.anew]
        case .runnerTooOld: [renewal]
        case .notAModel:
            ["mn model list", "Correct 'model' where the catalog has it: models/catalog.json"]
        case .tooLarge: [renewal, "mn model list"]
        case .storeDenied where isOfScanner:
            [
                "Take the folder of Docker's models, .docker\\models, out of what the scanner looks through.",
                "docker model logs",
            ]
        case .storeDenied:
            ["docker model logs", "Give the runner the right to write where its models lie."]
        case .storeFailed where isOnDesktop: [Self.restart(isDesktop: true), "docker model logs"]
        case .storeFailed:
            [
                "sudo dmesg --level=err | tail",
                "Once its disk is in order, or mounted again: docker restart \(Docker.containerName)",
            ]
        case .tooManyFiles: [Self.restart(isDesktop: isOnDesktop), "docker model logs"]
        case .outOfGPUMemory: ["docker model unload --all", smallerContext]
        case .outOfMemory:
            ["docker model unload --all", smallerContext]
                + (isOnDesktop
                    ? ["More memory: Docker Desktop, Settings > Resources > Memory"] : [])
        case .gpuShareTooLarge(let free): shareFixes(free) + ["docker model unload --all"]
        case .gpuShareTooSmall:
            [
                "docker model configure --gpu-memory-utilization 0.95 \(dockerName)",
                "Take a smaller model: mn model list",
            ]
        case .contextTooLarge(let room):
            [roomFix(room), "docker model unload --all"]
        // Library and kernel module of a driver that was updated differ until the machine restarts.
        case .gpuFailed where detail.lowercased().contains("version mismatch"):
            ["sudo reboot", "docker model logs"]
        case .gpuFailed:
            ["docker model logs"] + processorBuild + ["A newer driver of the GPU may help too."]
        case .gpuTooNew: [renewal] + processorBuild
        case .sharedMemoryFull: ["docker model unload --all", sharedMemory]
        // vLLM's own advice for cards without bfloat16.
        case .gpuTooOld where detail.contains("--dtype=half"):
            ["docker model configure \(dockerName) -- --dtype=half"] + processorBuild
        // HIP's words for a card that its build has no code for (llama.cpp#11906); Vulkan has some for all.
        case .gpuTooOld where isOfROCm: [Verdict.vulkanFix] + processorBuild
        // CUDA says the same of a card that is too new.
        case .gpuTooOld where detail.lowercased().contains("no kernel image"):
            ["If the card is newer than the runner: \(renewal)"] + processorBuild
                + ["Take another model or machine: mn model list"]
        case .gpuTooOld: processorBuild + ["Take another model or machine: mn model list"]
        case .driverTooOld: ["nvidia-smi", "Install a newer driver of the GPU."] + processorBuild
        case .backendWithoutGPU: [gpuBackend] + processorBuild
        case .damagedModel:
            [
                CommandWords.mn("model remove", name) + " && "
                    + CommandWords.mn("model install", name),
                "docker model logs",
            ]
        case .badOption:
            ["docker model configure show \(dockerName)", "docker model logs"]
        // Weights that are no GGUF vLLM reads (model-runner#907).
        case .unreadableModel where detail.contains("GGUF file required"):
            ["docker model \(verb) --backend vllm --gpu cuda", "mn model list"]
        case .unreadableModel: [renewal, "docker model logs"]
        case .templateBroken: [renewal, CommandWords.mn("model update", name)]
        case .libraryMissing: libraryFixes
        case .processorTooOld:
            [
                "mn hardware",
                "In a virtual machine, give it the processor of its host; without AVX this build does not run.",
                "docker model logs",
            ]
        case .wrongProcessor, .backendDenied: [renewal, "docker model logs"]
        case .listedNotFound(whileRemoving: true):
            [Self.restart(isDesktop: circumstances.isOnDesktop), "docker model logs"]
        case .listedNotFound:
            [
                CommandWords.mn("model remove", name) + " && "
                    + CommandWords.mn("model install", name),
                Self.restart(isDesktop: isOnDesktop),
            ]
        case .backendCrashed, .backendDied: ["docker model logs", renewal]
        case .backendMissing: [backendCommand]
        // A download that failed leaves some backends so for good (dmr-contract §6.3).
        case .backendInstalling:
            ["Wait some minutes and try once more.", "If it never comes: \(renewal)"]
        // Only that tries again what failed once (dmr-contract §6.4).
        case .installationFailed(let backend):
            [
                "docker model \(verb) --backend \(Sanitized.line(backend))",
                "docker model logs",
            ]
        // A model that was put out of memory may leave the next one waiting (mr#334).
        case .loadTimedOut, .loadHangs: ["docker model unload --all", "docker model logs"]
        case .allBusy: ["docker model ps", "Once one is idle: docker model unload --all"]
        case .contextTooSmall: [largerContext]
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

    /// Half of the context that was too much; below a thousand tokens a smaller model is of more use.
    private var smallerContext: String {
        let half = contextSize.map { $0 / 2 } ?? 2048
        return half < 1024
            ? "Take a smaller model: mn model list" : "A smaller context: \(context(half))"
    }

    /// - Parameter room: the tokens that there is room for, as the backend says.
    private func roomFix(_ room: Int?) -> String {
        guard let room, contextSize.map({ room < $0 }) ?? true else { return smallerContext }
        return context(room)
    }

    /// Larger than a context that was too small for a word.
    private var largerContext: String { context(max(4096, (contextSize ?? 0) * 2)) }

    /// A share of the GPU's memory as the option takes it, of what was free.
    private func shareFixes(_ free: Int?) -> [String] {
        // Less than a tenth loads nothing.
        guard let free, free >= 10 else {
            return ["End other programs that use the GPU: nvidia-smi"]
        }
        let digits = free % 10 == 0 ? "\(free / 10)" : "\(free)"
        return ["docker model configure --gpu-memory-utilization 0.\(digits) \(dockerName)"]
    }

    /// What gives containers more shared memory than 64 MiB (docs.docker.com, dockerd, `default-shm-size`).
    private var sharedMemory: String {
        isOnDesktop
            ? "Docker Desktop, Settings > Docker Engine: \"default-shm-size\": \"1g\""
            : "Set \"default-shm-size\": \"1g\" in /etc/docker/daemon.json, restart Docker, then run: "
                + renewal
    }

    var isOnDesktop: Bool { circumstances.isOnDesktop }
    private var contextSize: Int? { circumstances.contextSize }

    private var name: String { circumstances.model ?? "MODEL" }

    /// What docker calls the model.
    var dockerName: String {
        circumstances.reference.map { CommandWords.line([$0]) } ?? name
    }

    /// Starts the runner anew, as it is: another container would lose its backend (dmr-contract §4.11).
    ///
    /// A pull that runs would end with it.
    static func restart(isDesktop: Bool) -> String {
        "If no pull runs: "
            + (isDesktop
                ? "docker desktop restart" : "docker restart \(Docker.containerName)")
    }
}
