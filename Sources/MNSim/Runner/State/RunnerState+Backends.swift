import MNCore

extension RunnerState {
    /// When a backend can take a request, or why it cannot (dmr-contract 1.6.2).
    mutating func backendReady(
        _ name: String, at now: Duration
    ) throws(LateError) -> Duration {
        guard let backend = backend(name) else {
            throw LateError(error: .backendNotFound, time: now)
        }
        if let installation = work.installations.first(where: { $0.backend == name }) {
            return installation.until
        }
        if let failure = backend.failure {
            noteFailedDownload(of: backend)
            throw LateError(error: error(of: failure), time: now)
        }
        if backend.isDeferred, !backend.isRunning {
            let until = now + backend.installTime
            install(name, until: until, at: now)
            return until
        }
        if backend.isInstalling {
            guard let change = backend.changes.first else {
                throw LateError(error: .backendHangs, time: now)
            }
            return work.startedAt + change.after
        }
        return now
    }

    private func error(of failure: RunnerBackend.Failure) -> RunnerError {
        switch failure {
        case .binaryMissing: .binaryMissing
        case .installation(let reason): .installationFailed(reason)
        case .uninstalled: .backendHangs
        }
    }

    /// Installs a backend; returns when that is done (dmr-contract 1.4.7).
    mutating func installBackend(_ name: String, at now: Duration) throws(LateError) -> Duration {
        advance(to: now)
        guard let backend = backend(name) else {
            throw LateError(error: .backendNotFound, time: now)
        }
        if backend.isRunning { return now }
        let until = (work.installations.map(\.until).max() ?? now) + backend.installTime
        if let failure = backend.failure, failure != .uninstalled {
            noteFailedDownload(of: backend)
            if case .installation(let reason) = failure {
                throw LateError(error: .installationFailed(reason), time: until)
            }
            throw LateError(error: .installationFailed("vLLM binary not found"), time: until)
        }
        install(name, until: until, at: now)
        return until
    }

    /// A backend whose download failed goes on saying that it is downloaded (dmr-contract 6.3).
    private mutating func noteFailedDownload(of backend: RunnerBackend) {
        guard backend.isDeferred, let download = backend.download,
            let index = backends.firstIndex(where: { $0.name == backend.name })
        else { return }
        backends[index].status = "Installing: downloading \(download)"
    }

    private mutating func install(_ name: String, until: Duration, at now: Duration) {
        guard let index = backends.firstIndex(where: { $0.name == name }) else { return }
        backends[index].failure = nil
        if until > now {
            let download = backends[index].download ?? name
            backends[index].status = "Installing: downloading \(download)"
            work.installations.append(RunnerWork.Installation(backend: name, until: until))
        } else {
            finishInstallation(of: name)
        }
    }

    mutating func finishInstallation(of name: String) {
        guard let index = backends.firstIndex(where: { $0.name == name }) else { return }
        backends[index].status = backends[index].installedStatus ?? "Running: \(name)"
    }

    /// Removes a backend; one that is not installed on demand is then gone for good.
    mutating func uninstallBackend(_ name: String) throws(RunnerError) {
        guard let index = backends.firstIndex(where: { $0.name == name }) else {
            throw .backendNotFound
        }
        // vLLM's own backend says what is missing (measured); vllm-metal and diffusers do not.
        let isOwn = name == "vllm" && system == .linux
        backends[index].status = "Not Installed" + (isOwn ? ": binary not found" : "")
        if !backends[index].isDeferred { backends[index].failure = .uninstalled }
    }
}
