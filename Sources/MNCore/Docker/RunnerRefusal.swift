/// A Model Runner that answered before, and did not do what it was asked for.
public struct RunnerRefusal: Error, Hashable, Sendable {
    /// What is the matter, as far as it can be told apart (dmr-contract §8.2, §8.3).
    public enum Reason: Hashable, Sendable {
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
        case rateLimited
        case registryUnreachable
        /// The certificate of the registry, or of a proxy before it, is not trusted.
        case untrustedCertificate
        /// Something else than a registry answered: a proxy, a sign-in page.
        case notARegistry
        case diskFull
        /// What the pull still lacks, in bytes, is more than is free.
        case diskTooSmall(missing: ByteCount, space: StoreSpace)
        /// What came is not what its digest says.
        case corruptDownload
        /// The download broke off; the runner keeps what it has.
        case interruptedDownload
        /// Whatever the runner sent, nothing of the model came with it.
        case pullStandsStill
        /// The answer ended without success and without an error.
        case endedWithoutSuccess
        /// The runner, or its backend, is too old for the model's format.
        case runnerTooOld
        /// An older runner counts the memory, and finds too little (dmr-contract §7.1).
        case tooLarge
        /// No memory of the GPU is left for the model.
        case outOfGPUMemory
        /// The backend does not understand the model.
        case unreadableModel
        /// While it loaded the model.
        case backendCrashed
        /// While it answered.
        case backendDied
        /// The backend is not installed in the runner.
        case backendMissing
        /// The backend was to be installed when it was first needed, and could not be.
        case installationFailed(backend: String)
        case loadTimedOut
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

    public var reason: Reason
    /// The runner's own words; empty where it said none.
    public var detail: String
    /// The model it is about, as commands name it; nil where it is about none.
    public var model: String?
    /// Whether the runner is that of Docker Desktop, where other commands help than on Docker Engine.
    public var isOnDesktop = false
    /// Whether the pull had begun: then what reached its registry before may reach it again.
    var hadBegun = false
    /// Whether the model is one of Hugging Face.
    public var isOfHuggingFace = false

    public init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// Whether the same pull may go better in a moment.
    var isTransient: Bool {
        switch reason {
        case .lost(.cut), .lost(.timedOut), .interruptedDownload, .corruptDownload, .gateway: true
        case .registryUnreachable: hadBegun
        default: false
        }
    }
}
