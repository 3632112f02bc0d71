// The words of what a Model Runner refused.
extension RunnerRefusal: DiagnosticError {
    package var code: ErrorCode {
        switch cause {
        case .lost: .runnerLost
        case .gateway: .runnerGateway
        case .notInstalled: .modelNotInstalled
        case .notInRegistry: .modelNotInRegistry
        case .badReference: .badReference
        case .loginNeeded, .loginHelperMissing, .loginHelperFailed: .registryLoginNeeded
        case .rateLimited: .registryRateLimited
        case .registryUnreachable, .registryBlocked, .regionRefused, .registryAtLocalhost:
            .registryUnreachable
        case .policyRefused: .registryUnreachable
        case .proxyFailed: .registryProxyFailed
        case .untrustedCertificate, .certificateExpired, .clockWrong: .registryUntrusted
        case .unencryptedRegistry, .encryptedRegistry: .registryUntrusted
        case .registryDown: .registryDown
        case .notARegistry: .registryIntercepted
        case .diskFull: .diskFull
        case .storeDenied, .storeFailed: .storeDenied
        case .diskTooSmall: .diskTooSmall
        case .corruptDownload, .keptTooMuch: .downloadCorrupt
        case .interruptedDownload, .storeCollision: .downloadInterrupted
        case .pullStandsStill: .downloadStalled
        case .endedWithoutSuccess: .downloadIncomplete
        case .runnerTooOld, .gpuTooNew: .runnerTooOld
        case .notAModel: .notAModel
        case .tooLarge: .modelTooLarge
        case .outOfGPUMemory, .gpuShareTooLarge, .gpuShareTooSmall: .gpuMemoryFull
        case .outOfMemory, .sharedMemoryFull: .memoryFull
        case .gpuTooOld: .gpuTooOld
        case .driverTooOld: .driverTooOld
        case .damagedModel: .modelDamaged
        case .badOption: .badOption
        case .contextTooLarge: .contextTooLarge
        case .gpuFailed: .gpuFailed
        case .backendWithoutGPU: .backendWithoutGPU
        case .templateBroken: .templateBroken
        case .libraryMissing: .libraryMissing
        case .processorTooOld: .processorTooOld
        case .listedNotFound: .modelListedNotFound
        case .unreadableModel: .modelUnreadable
        case .backendCrashed, .backendDied: .backendCrashed
        case .backendMissing, .backendInstalling, .wrongProcessor, .backendDenied: .backendMissing
        case .installationFailed: .backendInstallFailed
        case .loadTimedOut, .loadHangs: .loadTimedOut
        case .allBusy: .runnerBusy
        case .busy: .modelBusy
        case .severalNames: .severalNames
        case .contextTooSmall, .tooManyFiles, .other: .runnerError
        }
    }

    package var exitCode: ExitCode {
        switch cause {
        case .lost, .gateway: .runnerUnreachable
        case .notInstalled, .notInRegistry: .unknownModel
        default: .failed
        }
    }

    package var problem: String {
        detail.isEmpty ? sentence : "\(sentence) It says: \(Self.short(detail))"
    }

    /// The problem without the runner's own words.
    package var sentence: String {
        switch cause {
        case .lost(let fault): "The Model Runner stopped answering: \(fault)."
        case .gateway(let status):
            "Something before the Model Runner answers in its place, with status \(status)."
        case .notInstalled:
            "\(circumstances.model ?? "The model") is not installed in the Model Runner."
        case .notInRegistry: "The registry has no such model or tag."
        case .badReference: "The Model Runner cannot read the model's reference."
        case .loginNeeded where isOfHuggingFace: "Hugging Face wants a token for this model."
        case .loginNeeded: "The registry wants a login for this model, or has no such repository."
        case .loginHelperMissing(let name):
            "Docker's configuration has its logins kept by a program that is not there: "
                + "\(Sanitized.line(name))."
        case .loginHelperFailed: "The program that keeps Docker's logins failed."
        case .regionRefused: "The registry does not serve the country that it is asked from."
        case .rateLimited where isOfHuggingFace:
            "Hugging Face has had too many requests from here."
        case .rateLimited: "The registry has had too many requests from here."
        case .registryUnreachable: "The Model Runner cannot reach the registry."
        case .registryBlocked:
            "The Model Runner gets no answer from the registry: a firewall is in the way, or a "
                + "proxy that the runner was not told of."
        case .registryAtLocalhost where circumstances.isOnDesktop:
            "The registry is said to be at localhost, and nothing listens there."
        case .registryAtLocalhost:
            "The registry is said to be at localhost, and that is the Model Runner's own container."
        case .policyRefused:
            "A rule of the organization, or of the registry, forbids pulling this model."
        case .proxyFailed: "The proxy that the Model Runner was given does not let it through."
        case .untrustedCertificate: "The certificate of the registry is not trusted."
        case .unencryptedRegistry:
            "The registry answers without encryption (HTTP), and the Model Runner asks it with it (HTTPS)."
        case .encryptedRegistry:
            "The registry answers with encryption (HTTPS) alone, and the Model Runner asks it without (HTTP)."
        case .clockWrong: "The clock of the runner's machine is wrong."
        case .certificateExpired:
            "The certificate of the registry is out of date, or the clock of the runner's machine is wrong."
        case .registryDown: "The registry is out of order itself."
        case .notARegistry: "A web page answered in place of the registry."
        case .diskFull: "The disk of the Model Runner is full."
        case .storeDenied where isOfScanner:
            "The virus scanner of the machine keeps the Model Runner from a file of the model."
        case .storeDenied: "The Model Runner may not write into its own store."
        case .storeFailed:
            "The disk of the Model Runner's store, or the way to it, fails."
        case .tooManyFiles: "The Model Runner has as many files open as it may."
        case .diskTooSmall(let missing, let space):
            "\(missing.words(beside: space.free)) are still to come, and \(space.path) has "
                + "\(space.free.words(beside: missing)) free: the pull was left."
        case .corruptDownload: "The download is damaged: its digest is another one."
        case .keptTooMuch:
            "More of the model is kept than the registry has: the same fails again until that is removed."
        case .interruptedDownload: "The download broke off; what has come is kept."
        case .storeCollision: "Another pull changed the runner's store in the same moment."
        case .pullStandsStill:
            "The pull stands still: nothing of the model has come for "
                + "\(Seconds(RunnerLimits.pullProgress).whole) seconds."
        case .endedWithoutSuccess: "The pull ended without saying that it succeeded."
        case .runnerTooOld: "This Model Runner is too old for the model's format."
        case .notAModel(let format): "That is \(format.words), not a model for the Model Runner."
        case .tooLarge: "This Model Runner is an old one that finds the machine's memory too small."
        case .outOfGPUMemory: "The GPU has too little free memory to load the model."
        case .gpuShareTooLarge:
            "vLLM takes a share of the GPU's memory for itself, and less than that is free."
        case .gpuShareTooSmall:
            "The model alone fills the share of the GPU's memory that vLLM takes for itself."
        case .outOfMemory:
            "The memory of the machine, or of the virtual machine that Docker runs in, is full."
        case .gpuTooOld: "The backend is not built for this GPU."
        case .gpuTooNew: "The backend is built for older GPUs than this one."
        case .sharedMemoryFull:
            "The shared memory (/dev/shm) of the runner's container is full."
        case .driverTooOld: "The driver of the GPU is missing, or older than the backend needs."
        case .damagedModel: "The file of the model is damaged or cut off."
        case .badOption: "The backend does not know an option that is configured for the model."
        case .contextTooLarge(let room):
            "The GPU's memory does not hold the context"
                + (room.map { ": there is room for \($0) tokens." } ?? ".")
        case .gpuFailed: "The GPU or its driver failed while the backend used it."
        case .backendWithoutGPU: "The backend finds no GPU that it is built for."
        case .unreadableModel: "The backend cannot load this model."
        case .templateBroken:
            "The model's chat template does not work with this version of the backend."
        case .libraryMissing:
            "The backend cannot start: a library (DLL) that it needs is not there."
        case .processorTooOld:
            "The backend cannot start: it needs an instruction that this processor does not have."
        case .wrongProcessor:
            "The backend that the Model Runner has is for another kind of processor than this machine's."
        case .backendDenied: "The Model Runner may not start the program of its backend."
        case .listedNotFound:
            "The Model Runner lists \(circumstances.model ?? "the model"), and does not find it when it is asked."
        case .backendCrashed: "The backend crashed while it loaded the model."
        case .backendDied: "The backend crashed while it answered."
        case .backendMissing: "The Model Runner does not have the backend for this model."
        case .backendInstalling: "The Model Runner is still installing the backend for this model."
        case .installationFailed(let backend):
            "The Model Runner could not install the backend \(Sanitized.line(backend))."
        case .loadTimedOut: "The model was not ready within five minutes."
        case .loadHangs: "The Model Runner answers, and loading the model does not end."
        case .allBusy: "Other models have every place in memory, and answer."
        case .contextTooSmall: "The context that is configured is too small for any request."
        case .busy: "The model is answering a request and cannot be configured now."
        case .severalNames(let names):
            "The model has \(names.count) names, and is removed by each of them."
        case .other(let status): "The Model Runner answered with status \(status)."
        }
    }

    /// The first of the runner's words: a log may follow them.
    private static func short(_ detail: String) -> String {
        ForeignText.line(detail)
    }
}
