/// A Model Runner that answered before, and did not do what it was asked for.
package struct RunnerRefusal: Error, Hashable, Sendable {
    /// What is the matter, as far as it can be told apart (dmr-contract §8.2, §8.3).
    package enum Reason: Hashable, Sendable {
        /// The connection failed or ended before the answer did.
        case lost(TransportFault)
        /// Something before the runner answered in its place.
        case gateway(status: Int)
        /// The runner does not have the model.
        case notInstalled
        /// The registry has no such model or tag.
        case notInRegistry
        /// The runner cannot read the model's reference.
        case badReference
        /// The registry wants a login, or has no such repository: Docker Hub says the same of both.
        case loginNeeded
        /// The program that keeps Docker's logins is not there: its name.
        case loginHelperMissing(String)
        /// That program is there, and failed.
        case loginHelperFailed
        /// The registry does not serve the country of the runner's address.
        case regionRefused
        case rateLimited
        case registryUnreachable
        /// Something between the runner and the registry holds the connection up: a firewall, or a proxy
        /// that the runner does not know of.
        case registryBlocked
        /// The registry is named `localhost`, where the runner finds none.
        case registryAtLocalhost
        /// Whoever administers the registry, or Docker for an organization, forbids it.
        case policyRefused
        /// The proxy that the runner was given does not let it through.
        case proxyFailed
        /// The certificate of the registry, or of a proxy before it, is not trusted.
        case untrustedCertificate
        /// The registry answers without encryption, and is asked with it.
        case unencryptedRegistry
        /// The registry answers with encryption alone, and is asked without it.
        case encryptedRegistry
        /// The clock of the runner's machine is not that of the registry's.
        case clockWrong
        /// The certificate of the registry is of another time than the clock of the runner's machine.
        case certificateExpired
        /// The registry answers that it is not well itself.
        case registryDown
        /// Something else than a registry answered: a proxy, a sign-in page.
        case notARegistry
        case diskFull
        /// The runner may not write into its own store.
        case storeDenied
        /// The disk of the store, or the way to it, fails.
        case storeFailed
        /// The runner may open no more files.
        case tooManyFiles
        /// What the pull still lacks, in bytes, is more than is free.
        case diskTooSmall(missing: ByteCount, space: StoreSpace)
        /// What came is not what its digest says.
        case corruptDownload
        /// Of some part more is kept than the registry has, so that it cannot be gone on with.
        case keptTooMuch
        /// The download broke off; the runner keeps what it has.
        case interruptedDownload
        /// The runner's store was changed by another pull in the same moment.
        case storeCollision
        /// Whatever the runner sent, nothing of the model came with it.
        case pullStandsStill
        /// The answer ended without success and without an error.
        case endedWithoutSuccess
        /// The runner, or its backend, is too old for the model's format.
        case runnerTooOld
        /// What the registry has under the name is something else: its media type or format.
        case notAModel(ForeignFormat)
        /// An older runner counts the memory, and finds too little (dmr-contract §7.1).
        case tooLarge
        /// No memory of the GPU is left for the model.
        case outOfGPUMemory
        /// The share of the GPU's memory that vLLM takes is more than is free; the share that is, in
        /// hundredths.
        case gpuShareTooLarge(free: Int?)
        /// The weights alone fill the share of the GPU's memory that vLLM takes.
        case gpuShareTooSmall
        /// The context takes more memory than is left; the tokens that there is room for.
        case contextTooLarge(room: Int?)
        /// The GPU, or its driver, failed under the backend.
        case gpuFailed
        /// The backend is built for newer cards than this one.
        case gpuTooOld
        /// The backend is built for older cards than this one.
        case gpuTooNew
        /// The driver of the GPU is older than the backend.
        case driverTooOld
        /// The memory of the machine, or of the virtual machine that Docker runs in, is full.
        case outOfMemory
        /// The shared memory of the runner's container is full.
        case sharedMemoryFull
        /// The file of the model is not what it was.
        case damagedModel
        /// An option that was configured for the model is none of the backend's.
        case badOption
        /// The backend is built without what the GPU needs, or sees no GPU.
        case backendWithoutGPU
        /// The backend does not understand the model.
        case unreadableModel
        /// The model's chat template does not suit the backend.
        case templateBroken
        /// While it loaded the model.
        case backendCrashed
        /// While it answered.
        case backendDied
        /// The backend needs a library that is not there.
        case libraryMissing
        /// The backend needs an instruction that the processor does not have.
        case processorTooOld
        /// The backend's program is one for another kind of processor.
        case wrongProcessor
        /// The runner may not start the backend's program.
        case backendDenied
        /// The model is listed, and requests to it do not find it.
        case listedNotFound(whileRemoving: Bool)
        /// The backend is not installed in the runner.
        case backendMissing
        /// The runner installs the backend just now.
        case backendInstalling
        /// The backend was to be installed when it was first needed, and could not be.
        case installationFailed(backend: String)
        case loadTimedOut
        /// The runner answers, but not this: loading does not come to its end.
        case loadHangs
        /// Every place in memory is taken by a model that answers.
        case allBusy
        /// The context that is configured does not hold a word.
        case contextTooSmall
        /// The model is answering a request and cannot be configured now.
        case busy
        /// The model has these names, and can only be removed by each of them.
        case severalNames([String])
        /// Any other answer.
        case other(status: Int)
    }

    package var reason: Reason
    /// The runner's own words; empty where it said none.
    package var detail: String
    /// What is known of the machine and the model, for words and fixes.
    package var circumstances = Circumstances()
    /// Whether the pull had begun: then what reached its registry before may reach it again.
    var hadBegun = false
    /// Whether the model is one of Hugging Face.
    package var isOfHuggingFace = false

    package struct Circumstances: Hashable, Sendable {
        /// The model it is about, as commands name it; nil where it is about none.
        package var model: String?
        /// Its reference, as commands of docker name it.
        package var reference: String?
        /// The backend that it is for; nil where none is chosen.
        package var backend: Backend?
        /// The context in tokens that is configured or asked for; nil if none is, or that is not known.
        package var contextSize: Int?
        /// Whether the model is computed on the processor, so that what is full is the machine's own memory.
        package var isOnProcessor = false
        /// Whether the runner is that of Docker Desktop, where other commands help than on Docker Engine.
        package var isOnDesktop = false

        package init() {}
    }

    /// The reason under these circumstances: a backend says the same of every memory.
    var cause: Reason {
        reason == .outOfGPUMemory && circumstances.isOnProcessor ? .outOfMemory : reason
    }

    package init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// The same of a model that the runner lists, and so has.
    func ofListed(whileRemoving: Bool = false) -> RunnerRefusal {
        var refusal = self
        if reason == .notInstalled {
            refusal.reason = .listedNotFound(whileRemoving: whileRemoving)
        }
        return refusal
    }

    /// Whether another pull of the same model, by whomever, damaged this one (dmr-contract §3.6).
    var isCollision: Bool { reason == .corruptDownload || reason == .storeCollision }

    /// Whether the same pull may go better in a moment.
    var isTransient: Bool {
        switch reason {
        case .lost(.cut), .lost(.timedOut), .interruptedDownload, .corruptDownload, .gateway: true
        case .storeCollision: true
        case .registryUnreachable, .registryBlocked: hadBegun
        default: false
        }
    }
}
