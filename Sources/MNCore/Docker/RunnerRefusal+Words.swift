// The words of what a Model Runner refused.
extension RunnerRefusal: Explained {
    public var code: String {
        switch reason {
        case .lost: "runner_lost"
        case .notInstalled: "model_not_installed"
        case .notInRegistry: "model_not_in_registry"
        case .loginNeeded: "registry_login_needed"
        case .rateLimited: "registry_rate_limited"
        case .registryUnreachable: "registry_unreachable"
        case .untrustedCertificate: "registry_untrusted"
        case .notARegistry: "registry_intercepted"
        case .diskFull: "disk_full"
        case .diskTooSmall: "disk_too_small"
        case .corruptDownload: "download_corrupt"
        case .interruptedDownload: "download_interrupted"
        case .endedWithoutSuccess: "download_incomplete"
        case .runnerTooOld: "runner_too_old"
        case .outOfGPUMemory: "gpu_memory_full"
        case .unreadableModel: "model_unreadable"
        case .backendCrashed: "backend_crashed"
        case .backendMissing: "backend_missing"
        case .loadTimedOut: "load_timed_out"
        case .busy: "model_busy"
        case .other: "runner_error"
        }
    }

    public var exitCode: ExitCode {
        switch reason {
        case .lost: .runnerUnreachable
        case .notInstalled, .notInRegistry: .unknownModel
        default: .failed
        }
    }

    public var problem: String {
        let sentence: String =
            switch reason {
            case .lost(let fault): "The Model Runner stopped answering: \(fault)."
            case .notInstalled: "\(model ?? "The model") is not installed in the Model Runner."
            case .notInRegistry: "The registry has no such model or tag."
            case .loginNeeded:
                "The registry wants a login for this model, or has no such repository."
            case .rateLimited: "The registry has had too many requests from here."
            case .registryUnreachable: "The Model Runner cannot reach the registry."
            case .untrustedCertificate: "The certificate of the registry is not trusted."
            case .notARegistry: "A web page answered in place of the registry."
            case .diskFull: "The disk of the Model Runner is full."
            case .diskTooSmall(let missing, let space):
                "\(ByteCount(missing)) are still to come, and \(space.path) has "
                    + "\(ByteCount(space.free)) free: the pull was left."
            case .corruptDownload: "The download is damaged: its digest is another one."
            case .interruptedDownload: "The download broke off; what has come is kept."
            case .endedWithoutSuccess: "The pull ended without saying that it succeeded."
            case .runnerTooOld: "This Model Runner is too old for the model's format."
            case .outOfGPUMemory: "The GPU has too little free memory to load the model."
            case .unreadableModel: "The backend cannot load this model."
            case .backendCrashed: "The backend crashed while it loaded the model."
            case .backendMissing: "The Model Runner does not have the backend for this model."
            case .loadTimedOut: "The model was not ready within five minutes."
            case .busy: "The model is answering a request and cannot be configured now."
            case .other(let status): "The Model Runner answered with status \(status)."
            }
        return detail.isEmpty ? sentence : "\(sentence) It says: \(Self.short(detail))"
    }

    /// The first of the runner's words: a log may follow them.
    private static func short(_ detail: String) -> String {
        let line = Printable.line(detail)
        return line.count > 300 ? line.prefix(300) + "…" : line
    }

    public var fixes: [String] {
        switch reason {
        case .lost: ["docker model status", "mn model doctor"]
        case .notInstalled:
            (model.map { ["mn model install \($0)"] } ?? []) + ["mn model list --installed"]
        case .notInRegistry: ["mn model list"]
        case .loginNeeded: ["docker login", "export HF_TOKEN=…, for a model of Hugging Face"]
        case .rateLimited: ["docker login", "Wait some minutes, then: \(retry)"]
        case .registryUnreachable:
            [retry, "Check the network and the proxy of Docker first: docker model logs"]
        case .untrustedCertificate:
            ["docker model reinstall-runner --proxy-cert FILE", "docker model logs"]
        case .notARegistry: ["Sign in to the network, then: \(retry)"]
        case .diskFull, .diskTooSmall:
            ["mn model list --installed", "mn model remove MODEL", "docker model df"]
        case .corruptDownload, .interruptedDownload, .endedWithoutSuccess:
            [retry]
        case .runnerTooOld: ["docker model reinstall-runner", "Update Docker Desktop."]
        case .outOfGPUMemory:
            [
                "docker model unload --all",
                "mn model install \(model ?? "MODEL") --context-size 2048",
            ]
        case .unreadableModel: ["docker model reinstall-runner", "docker model logs"]
        case .backendCrashed: ["docker model logs", "docker model reinstall-runner"]
        case .backendMissing:
            [
                detail.lowercased().contains("llama.cpp")
                    ? "docker model reinstall-runner"
                    : "docker model reinstall-runner --backend vllm --gpu cuda",
                "mn model doctor",
            ]
        case .loadTimedOut: ["docker model logs", "docker model ps"]
        case .busy: ["docker model ps", "Once it is idle: \(retry)"]
        case .other: ["docker model logs", "mn model doctor"]
        }
    }

    /// The command that takes up what the runner has so far.
    private var retry: String { "mn model install \(model ?? "MODEL")" }
}
