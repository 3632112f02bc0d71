import MNMachine

/// An inference backend as `/engines/status` speaks of it.
package struct RunnerBackend: Hashable, Sendable {
    /// As in paths and in the status: `llama.cpp`, `vllm`.
    package var name: String
    /// The whole status string, `Type[: details]`; Running means installed (dmr-contract 6.3).
    package var status: String
    /// Whether it is installed when it is first asked for.
    package var isDeferred = false
    /// How long an installation takes.
    package var installTime = Duration.zero
    /// The status after an installation that went well; nil means it stays as it is.
    package var installedStatus: String?
    /// Why requests to it and installations of it fail; nil means they do not.
    package var failure: Failure?
    /// Statuses to come, each at a time since the runner's start.
    package var changes: [Change] = []

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

    /// What is downloaded to install it: name and version, as the status gives them.
    var download: String? {
        installedStatus.map { $0.hasPrefix("Running: ") ? String($0.dropFirst(9)) : $0 }
    }

    /// Whether it says that it is installed.
    package var isRunning: Bool { status.hasPrefix("Running") }
    /// Whether it says that it is being installed, which it may say for ever.
    package var isInstalling: Bool { status.hasPrefix("Installing") }
}

extension RunnerBackend {
    static let keys = [
        "name", "status", "deferred", "installSeconds", "installedStatus", "failure", "changes",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            name: try members.required("name").nonEmptyString(),
            status: try members.required("status").string(),
            isDeferred: try members.optional("deferred")?.bool() ?? false,
            installTime: try members.optional("installSeconds")?.seconds() ?? .zero,
            installedStatus: try members.optional("installedStatus")?.string())
        if let field = members.optional("failure") { failure = try Failure(field) }
        for element in try members.optional("changes")?.array() ?? [] {
            let change = try element.object(keys: ["afterSeconds", "status"])
            changes.append(
                Change(
                    after: try change.required("afterSeconds").seconds(),
                    status: try change.required("status").string()))
        }
    }

    var json: JSON {
        var members: JSONObject = ["name": .string(name), "status": .string(status)]
        if isDeferred { members["deferred"] = true }
        members.set("installSeconds", installTime, unless: .zero, JSON.seconds)
        members["installedStatus"] = installedStatus.map { .string($0) }
        members["failure"] = failure?.json
        if !changes.isEmpty {
            members["changes"] = .array(
                changes.map {
                    ["afterSeconds": .seconds($0.after), "status": .string($0.status)]
                })
        }
        return .object(members)
    }
}

extension RunnerBackend.Failure {
    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(
            ["binaryMissing", "uninstalled"], detailed: ["installation"])
        switch word {
        case "binaryMissing": self = .binaryMissing
        case "installation": self = .installation(try more.nonEmptyString())
        default: self = .uninstalled
        }
    }

    var json: JSON {
        switch self {
        case .binaryMissing: "binaryMissing"
        case .installation(let reason): ["installation": .string(reason)]
        case .uninstalled: "uninstalled"
        }
    }
}

extension RunnerSystem {
    /// The backends of a runner in good health on this system (dmr-contract 6.1, 6.3).
    package var backends: [RunnerBackend] {
        let download = "diffusers v0.1.0-20260617-000000"
        var diffusers = RunnerBackend(name: "diffusers", status: "Not Installed", isDeferred: true)
        switch self {
        case .linux:
            diffusers.installedStatus = "Running: \(download)"
            return [
                diffusers,
                RunnerBackend(name: "llama.cpp", status: "Running: llama.cpp unknown"),
                RunnerBackend(
                    name: "mlx", status: "Not Installed: only supported on Apple Silicon",
                    failure: .installation("MLX is only available on macOS ARM64")),
                RunnerBackend(
                    name: "sglang", status: "Not Installed: package not installed",
                    failure: .installation("sglang package not installed")),
                RunnerBackend(
                    name: "vllm", status: "Not Installed: binary not found", failure: .binaryMissing
                ),
            ]
        case .macOS:
            diffusers.installedStatus = "Running: \(download)"
            return [
                diffusers,
                RunnerBackend(
                    name: "llama.cpp", status: "Running: llama.cpp b9879-metal", isDeferred: true,
                    installedStatus: "Running: llama.cpp b9879-metal"),
                RunnerBackend(
                    name: "mlx", status: "Not Installed: package not installed",
                    failure: .installation("mlx package not installed")),
                RunnerBackend(
                    name: "sglang", status: "Not Installed: only supported on Linux",
                    failure: .installation("sglang is only available on Linux")),
                RunnerBackend(
                    name: "vllm", status: "Not Installed", isDeferred: true,
                    installedStatus: "Running: vllm-metal v0.2.0-20260420-142150"),
            ]
        case .windows:
            diffusers.failure = .installation("not implemented")
            return [
                diffusers,
                RunnerBackend(
                    name: "llama.cpp", status: "Running: llama.cpp b9879-cpu", isDeferred: true,
                    installedStatus: "Running: llama.cpp b9879-cpu"),
                RunnerBackend(
                    name: "mlx", status: "Not Installed: only supported on Apple Silicon",
                    failure: .installation("MLX is only available on macOS ARM64")),
                RunnerBackend(
                    name: "sglang", status: "Not Installed: only supported on Linux",
                    failure: .installation("sglang is only available on Linux")),
                RunnerBackend(
                    name: "vllm", status: "Not Installed: only supported on Linux",
                    failure: .installation("not implemented")),
            ]
        }
    }
}
