/// An inference backend as `/engines/status` speaks of it.
package struct RunnerBackend: Hashable, Sendable {
    /// As in paths and in the status: `llama.cpp`, `vllm`.
    package var name: String
    /// The whole status string, `Type[: details]`; Running means installed (dmr-contract 6.3).
    package var status: String
    /// Whether it is installed when it is first asked for.
    package var isDeferred: Bool
    /// How long an installation takes.
    package var installTime: Duration
    /// The status after an installation that went well; nil means it stays as it is.
    package var installedStatus: String?
    /// Why requests to it and installations of it fail; nil means they do not.
    package var failure: Failure?
    /// Statuses to come, each at a time since the runner's start.
    package var changes: [Change]

    /// Why a backend cannot serve.
    package enum Failure: Hashable, Sendable {
        /// The vLLM program is not there: 412.
        case binaryMissing
        /// The installation failed, for this reason: 503.
        case installation(String)
        /// The installation left nothing to run: requests wait for ever.
        case uninstalled
    }

    /// A status to come.
    package struct Change: Hashable, Sendable {
        /// Since the runner's start.
        package var after: Duration
        /// The whole status string from then on.
        package var status: String
    }

    package init(
        _ name: String, status: String, isDeferred: Bool = false, installTime: Duration = .zero,
        installedStatus: String? = nil, failure: Failure? = nil, changes: [Change] = []
    ) {
        self.name = name
        self.status = status
        self.isDeferred = isDeferred
        self.installTime = installTime
        self.installedStatus = installedStatus
        self.failure = failure
        self.changes = changes
    }

    /// What is downloaded to install it: name and version, as the status gives them.
    var download: String? {
        installedStatus.map { $0.hasPrefix("Running: ") ? String($0.dropFirst(9)) : $0 }
    }

    /// Whether it says that it is installed.
    package var isRunning: Bool { status.hasPrefix("Running") }
    /// Whether it says that it is being installed, which it may say for ever.
    package var isInstalling: Bool { status.hasPrefix("Installing") }
}
