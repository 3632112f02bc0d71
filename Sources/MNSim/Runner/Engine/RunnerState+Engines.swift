import MNMachine

extension RunnerState {
    /// A place of an engine, and when it is ready.
    struct Place: Hashable, Sendable {
        var key: LoadedRunner.Key
        var readyAt: Duration
    }

    /// Why and when a request to an engine fails.
    struct LateError: Error, Hashable, Sendable {
        var error: RunnerError
        /// When the client is told.
        var time: Duration
    }

    func isInUse(_ key: LoadedRunner.Key) -> Bool {
        work.uses.contains { $0.key == key } || runners.contains { $0.key == key && $0.isHeld }
    }

    func keepAlive(of key: LoadedRunner.Key) -> KeepAlive {
        configurations.first { $0.key == key }?.keepAlive ?? .standard
    }

    /// The backend that serves a model: its format decides, then the path (dmr-contract 6.2).
    func backendName(for model: StoredModel, path: String?) -> String {
        switch model.content.configuration.format {
        case "safetensors":
            let able = ["vllm", "mlx", "sglang"].first { name in
                backend(name).map { $0.isRunning || $0.isDeferred } ?? false
            }
            return able ?? (system == .windows ? "sglang" : "vllm")
        case "dduf", "diffusers": return "diffusers"
        default: return path ?? "llama.cpp"
        }
    }

    /// Finds or starts the engine for a model (dmr-contract 1.6.2, 1.6.3).
    mutating func engine(
        for name: String, path: String?, mode: RunnerMode, at now: Duration
    ) throws(LateError) -> Place {
        advance(to: now)
        let model: StoredModel
        do throws(RunnerError) {
            model = try self.model(named: name)
        } catch { throw LateError(error: error, time: now) }
        let backend = backendName(for: model, path: path)
        let ready = try backendReady(backend, at: now)
        let key = LoadedRunner.Key(backend: backend, modelID: model.id, mode: mode)
        if let runner = runners.first(where: { $0.key == key }) {
            let readyAt = max(runner.loadsUntil ?? ready, ready)
            if let doom = runner.doom { throw LateError(error: .load(doom), time: readyAt) }
            return Place(key: key, readyAt: readyAt)
        }
        guard let free = slotFree(at: ready) else {
            throw LateError(error: .backendHangs, time: ready)
        }
        return try load(model, key, name: name, at: free)
    }

    /// Starts an engine at a time at which a slot is free.
    private mutating func load(
        _ model: StoredModel, _ key: LoadedRunner.Key, name: String, at time: Duration
    ) throws(LateError) -> Place {
        makeRoom()
        if let index = models.firstIndex(where: { $0.id == model.id }) {
            models[index].isUnpacked = true
        }
        // Only after a place is free does the backend look at its arguments (measured: a request that
        // cannot be served puts idle models out all the same).
        if let problem = argumentProblem(of: model, key) {
            throw LateError(error: .load(problem), time: time)
        }
        let until = time + model.content.behaviour.loadTime
        let problem = loadProblem(of: model, key)
        if let problem, until <= time || !hasEngineProgram {
            throw LateError(error: .load(problem), time: time)
        }
        var runner = LoadedRunner(key: key, reference: name, lastUsed: until, loadsUntil: until)
        runner.doom = problem
        if until <= work.now { runner.loadsUntil = nil }
        runners.append(runner)
        if let problem { throw LateError(error: .load(problem), time: until) }
        for line in engineLog { log("INFO", line, isOfEngine: true, at: until) }
        return Place(key: key, readyAt: until)
    }

    /// When a slot is free: now, or when the first engine that answers has done so; nil is never.
    private func slotFree(at now: Duration) -> Duration? {
        if runners.count < slotLimit || runners.contains(where: isIdle) { return now }
        return work.uses.compactMap(\.until).min()
    }

    private func isIdle(_ runner: LoadedRunner) -> Bool {
        runner.loadsUntil == nil && !isInUse(runner.key)
    }

    /// Puts away every engine that is idle, if no slot is free (recording unload-backend).
    private mutating func makeRoom() {
        guard runners.count >= slotLimit else { return }
        for runner in runners.filter(isIdle) { remove(runner.key) }
    }

    mutating func remove(_ key: LoadedRunner.Key) {
        runners.removeAll { $0.key == key }
        if !runners.contains(where: { $0.key.modelID == key.modelID }) {
            work.requests[key.modelID] = nil
        }
    }

    /// Keeps an engine busy until a time, or until its client leaves; returns the id to leave with.
    mutating func use(_ key: LoadedRunner.Key, until: Duration?) -> Int {
        work.counter += 1
        work.uses.append(RunnerWork.Use(id: work.counter, key: key, until: until))
        return work.counter
    }

    /// Ends an answer whose client has left; an engine that was being loaded for it is given up.
    mutating func stopUsing(_ id: Int, at now: Duration) {
        advance(to: now)
        guard let index = work.uses.firstIndex(where: { $0.id == id }) else { return }
        let key = work.uses.remove(at: index).key
        guard let place = runners.firstIndex(where: { $0.key == key }) else { return }
        if runners[place].loadsUntil == nil {
            runners[place].lastUsed = now
        } else if !isInUse(key) {
            remove(key)
        }
    }

    /// Unloads idle engines; returns how many (dmr-contract 1.4.4).
    mutating func unload(
        all: Bool, backend: String, models names: [String], at now: Duration
    ) -> Int {
        advance(to: now)
        var keys: [LoadedRunner.Key] = []
        for runner in runners where isIdle(runner) {
            let isMeant = names.contains { name in
                let id = (try? model(named: name))?.id ?? name
                return id == runner.key.modelID || name == runner.reference
            }
            if all || isMeant && (backend.isEmpty || backend == runner.key.backend) {
                keys.append(runner.key)
            }
        }
        for key in keys { remove(key) }
        if all {
            configurations = []
        } else {
            for name in names {
                let id = (try? model(named: name))?.id ?? name
                configurations.removeAll { $0.key.modelID == id && $0.key.backend == backend }
            }
        }
        startWaitingLoads(at: now)
        return keys.count
    }

    /// Loads a model in the background, now or when a slot is free; failures are only logged.
    mutating func preload(_ name: String, path: String?, at now: Duration) {
        guard let model = try? model(named: name) else { return }
        let backend = backendName(for: model, path: path)
        let key = LoadedRunner.Key(backend: backend, modelID: model.id, mode: .completion)
        work.waitingLoads.removeAll { $0.key == key }
        work.waitingLoads.append(RunnerWork.WaitingLoad(reference: name, key: key))
        startWaitingLoads(at: now)
    }

    mutating func startWaitingLoads(at now: Duration) {
        while let waiting = work.waitingLoads.first {
            let isThere = runners.contains { $0.key == waiting.key }
            if !isThere, runners.count >= slotLimit, !runners.contains(where: isIdle) { return }
            work.waitingLoads.removeFirst()
            if isThere { continue }
            guard let model = models.first(where: { $0.id == waiting.key.modelID }),
                backend(waiting.key.backend)?.failure == nil
            else { continue }
            _ = try? load(model, waiting.key, name: waiting.reference, at: now)
        }
    }

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
