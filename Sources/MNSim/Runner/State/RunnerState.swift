package import MNMachine

/// Everything a Docker Model Runner knows: the one state behind its HTTP and its command-line face.
///
/// A value without clock or I/O. Each operation takes the virtual time, counted from 1970; what it
/// does later (a pull that ends, a model that is loaded) happens in `advance(to:)`.
public struct RunnerState: Hashable, Sendable {
    // MARK: what it is
    /// `v1.2.6`; nil is a runner too old to tell (before v1.0.30, dmr-contract 9.2).
    package var version: String? = "v1.2.6"
    /// What the engine says of itself in `system_fingerprint`.
    package var engineBuild = "b9879-0000000"
    /// Changes the root page, and what `docker model` does.
    package var kind = RunnerKind.dockerEngine
    /// Changes the words of errors; the backends have to be set to match.
    package var system = RunnerSystem.linux
    /// Whether the service as a whole works.
    package var availability = Availability.up
    /// In any order; the API sorts them.
    package var backends: [RunnerBackend] = RunnerSystem.linux.backends
    /// The most engines at once: the processors, at most 8 (dmr-contract 1.6.3).
    package var slotLimit = 8
    /// Whether llama.cpp finds a GPU, which it only logs; nil is no word of it (dmr-contract 7.3).
    package var gpuSupport: Bool?
    /// What the engine writes to the log when it has loaded a model.
    package var engineLog: [String] = []
    /// Whether the engine's program is there; without it the status still says Running.
    package var hasEngineProgram = true
    /// Origins allowed beside the built-in ones (`DMR_ORIGINS`).
    package var origins: [String] = []
    /// False with `DISABLE_METRICS`.
    package var hasMetrics = true
    /// Where the models lie, as error messages name it.
    package var storePath = "/models"
    /// Where the engine's program lies, as error messages name it.
    package var enginePath = "/app/bin"

    // MARK: what it has
    /// In the order of the index.
    package var models: [StoredModel] = []
    /// Bytes of unfinished downloads, by digest; a later pull goes on from there.
    package var partials: [String: ByteCount] = [:]
    /// Files without a model: what a failed pull had finished.
    package var orphans: [String: ByteCount] = [:]
    /// What can be pulled.
    package var registry = Registry()
    /// Room left for models; nil means plenty.
    package var diskFree: ByteCount?
    /// What the default backend takes on the disk; nil means that its directory is missing.
    package var backendSize: ByteCount? = ByteCount(12_503_592)
    /// What the GPU can hold; nil means that no load ever fails for want of it.
    package var gpuMemory: ByteCount?

    // MARK: what it is doing
    /// Engines, in the order in which they were started; before the runner starts, their times
    /// count from that start.
    package var runners: [LoadedRunner] = []
    /// In the order in which they were first made.
    package var configurations: [RuntimeConfiguration] = []
    var work = RunnerWork()

    package init() {}

    var modelIDs: [String] { models.map(\.id) }
    var isStoreBroken: Bool { availability == .storeBroken }
    func backend(_ name: String) -> RunnerBackend? { backends.first { $0.name == name } }

    /// A runner in good health, without models, on a machine.
    ///
    /// Where the machine does not tell its engine, it is Docker Engine on Linux, as the rules assume,
    /// and Docker Desktop elsewhere, where there is no other.
    package init(on hardware: Hardware, offers: [RegistryOffer]) {
        self.init()
        system =
            switch hardware.system.value {
            case .macos?: .macOS
            case .windows?: .windows
            default: .linux
            }
        backends = system.backends
        switch hardware.engine.value?.kind {
        case .desktop?: kind = .dockerDesktop
        case .engine?: kind = .dockerEngine
        case nil: kind = system == .linux ? .dockerEngine : .dockerDesktop
        }
        registry.offers = offers
    }
}

/// What runs the Model Runner, in the words of `docker model version`.
package enum RunnerKind: String, Hashable, Sendable, CaseIterable {
    case dockerDesktop = "Docker Desktop"
    case dockerEngine = "Docker Engine"
    case dockerCloud = "Docker Cloud"
    /// One that the user started, or named by `MODEL_RUNNER_HOST`.
    case manual = "Docker Engine (Manual Install)"
}

/// The state of the service as a whole.
package enum Availability: String, Hashable, Sendable, CaseIterable {
    case up
    /// Docker Desktop answers 503 for it.
    case disabled
    /// It runs, but its store could not be opened when it started.
    case storeBroken = "store-broken"
}

/// The system the runner was built for.
package enum RunnerSystem: String, Hashable, Sendable, CaseIterable {
    case linux
    case macOS = "macos"
    case windows
}

/// What is under way in a runner and dies with it; not part of a state file.
struct RunnerWork: Hashable, Sendable {
    /// The virtual time up to which everything has happened.
    var now: Duration = .zero
    /// When the runner was started.
    var startedAt: Duration = .zero
    /// Pulls in the order of their requests, ended ones included until `forgetEndedPulls`.
    var pulls: [Pull] = []
    /// Answers under way: while there is one, its engine is in use.
    var uses: [Use] = []
    var installations: [Installation] = []
    /// Models that wait for a free slot to be loaded in the background.
    var waitingLoads: [WaitingLoad] = []
    /// By model id, the last ten (dmr-contract 1.4.8).
    var requests: [String: [RecordedRequest]] = [:]
    var log: [LogLine] = []
    /// Answers of the Responses API, by id.
    var responses: [String: KeptResponse] = [:]
    /// Whether a model was removed since the store was made or purged; outlives the runner.
    var hasEmptiedStore = false
    /// How many names have been made up: operations, answers.
    var counter = 0

    /// An answer under way.
    struct Use: Hashable, Sendable {
        var id: Int
        var key: LoadedRunner.Key
        /// Nil if it never ends by itself.
        var until: Duration?
    }

    struct Installation: Hashable, Sendable {
        var backend: String
        var until: Duration
    }

    struct WaitingLoad: Hashable, Sendable {
        var reference: String
        var key: LoadedRunner.Key
    }

    /// An answer that can be asked for again.
    struct KeptResponse: Hashable, Sendable {
        /// An hour (dmr-contract 1.8).
        static let lifetime = Duration.seconds(3600)

        var value: JSON
        var until: Duration
    }

    struct LogLine: Hashable, Sendable {
        var time: Duration
        var level: String
        var text: String
        /// What stands behind the text, as `key=value`; mostly nothing.
        var attributes: String
        /// Whether the engine wrote it, and not the runner.
        var isOfEngine = false
    }
}

/// A request to an engine as `/engines/requests` shows it.
struct RecordedRequest: Hashable, Sendable {
    var time: Duration
    var model: String
    var method: String
    var url: String
    var request: String
    var response: String?
    var error: String?
    var status: Int
    var userAgent: String?
    var origin: String?
}
