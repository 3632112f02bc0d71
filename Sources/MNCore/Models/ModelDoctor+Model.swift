// The checks of the model itself.
extension ModelDoctor {
    /// Whether the runner is that of Docker Desktop, where other commands help.
    private var isOnDesktop: Bool { hardware.engine.value?.kind == .desktop }

    /// - Parameter configured: the context in tokens that the runner has for the model.
    private func finding(
        _ check: Diagnosis.Check, _ error: RunnerRefusal, configured: Int? = nil
    ) -> Finding {
        var refusal = error
        refusal.circumstances.model = model.id
        refusal.circumstances.reference = model.reference
        refusal.circumstances.backend = verdict.backend
        refusal.circumstances.isOnProcessor = verdict.accelerator == .cpu
        refusal.circumstances.contextSize = configured ?? askedContext ?? model.contextSize
        refusal.circumstances.isOnDesktop = isOnDesktop
        return Finding(
            check, .failed, refusal.problem, fixes: refusal.fixes, exitCode: refusal.exitCode)
    }

    /// Whether the runner has the backend, or will have it when it is first asked for; nil if it does
    /// not say.
    private func hasBackend(_ seen: Observations) -> Bool? {
        guard let state = try? seen.backends?.get()[verdict.backend.name] else { return nil }
        // Docker Desktop downloads it then (dmr-contract §6.4).
        return state.hasPrefix("Running") || state.hasPrefix("Installing")
            || isOnDesktop && state == "Not Installed"
    }

    func backend(_ seen: Observations) -> Finding {
        let name = verdict.backend.name
        switch seen.backends {
        case nil: return Finding(.backend, .skipped, "Needs the runner.")
        case .failure(let refusal)?: return finding(.backend, refusal)
        case .success(let backends)?:
            guard let state = backends[name] else {
                return Finding(.backend, .failed, "The runner knows no backend '\(name)'.")
            }
            let said = "\(name): \(state)."
            if state.hasPrefix("Running") { return Finding(.backend, .ok, said) }
            if hasBackend(seen) == true {
                return Finding(
                    .backend, .warning,
                    state.hasPrefix("Installing")
                        ? said : "\(said) It comes with the first request.")
            }
            let isBroken = isOnDesktop && state.hasPrefix("Error")
            let reason: RunnerRefusal.Reason =
                state.hasPrefix("Installing") ? .backendInstalling : .backendMissing
            return Finding(
                .backend, .failed, said,
                fix: isBroken
                    ? "docker desktop update"
                    : finding(.backend, RunnerRefusal(reason, detail: name)).fixes.first)
        }
    }

    func suits(_ seen: Observations) -> Finding {
        if seen.remote != nil {
            return Finding(
                .hardware, .skipped, "The runner is on another machine, which was not judged.")
        }
        return switch verdict.status {
        case .pass: Finding(.hardware, .ok, advice.message)
        case .warning: Finding(.hardware, .warning, advice.message)
        case .forceOnly, .fail:
            Finding(
                .hardware, .failed, advice.message, fixes: advice.fixes,
                exitCode: verdict.exitCode)
        }
    }

    func installed(_ seen: Observations) -> Finding {
        switch seen.isInstalled {
        case nil: Finding(.installed, .skipped, "Not known without the runner.")
        case true?: Finding(.installed, .ok, "\(model.reference) is installed.")
        case false?:
            Finding(
                .installed, .failed, "\(model.reference) is not installed.", fix: installFix(seen))
        }
    }

    /// What installs the model here; nil where nothing does.
    private func installFix(_ seen: Observations) -> String? {
        let isJudged = seen.remote == nil
        switch verdict.status {
        case .fail where isJudged: return nil
        case .forceOnly where isJudged:
            return CommandWords.mn("model install", model.id, "--force")
        default: return CommandWords.mn("model install", model.id)
        }
    }

    func disk(_ seen: Observations) async -> Finding {
        guard let runner = seen.runner else {
            return Finding(.disk, .skipped, "Needs the runner.")
        }
        do throws(RunnerRefusal) {
            // The runner counts a model twice that it has unpacked to load it (dmr-measured A6).
            let taken =
                if let size = seen.listing?.size {
                    "The models take \(size)"
                } else {
                    try await runner.diskUsage().map { "The runner's store takes \($0)" }
                }
            let space =
                seen.remote == nil
                ? await StoreSpace.look(world.machine, hardware, by: world.time) : nil
            let free = space.map { "\($0.free) are free at \($0.path)." }
            return Finding(
                .disk, .ok,
                (taken ?? "The runner does not say what its models take")
                    + (free.map { "; \($0)" } ?? "."))
        } catch {
            // Before the first download of its engine the runner cannot say (dmr-contract §1.4.3).
            return Finding(
                .disk, .skipped, "The runner does not say what its models take: \(error.problem)")
        }
    }

    func contextSize(_ seen: Observations) async -> Finding {
        guard let runner = seen.runner, seen.isInstalled == true else {
            return Finding(.contextSize, .skipped, "Needs the model installed.")
        }
        let found: Int?
        do throws(RunnerRefusal) {
            found = try await runner.contextSize(of: model.reference)
        } catch {
            return Finding(.contextSize, .skipped, error.problem)
        }
        let isHere = seen.remote == nil
        let seen = found.map { "A context of \($0) is configured" } ?? "No context is configured"
        guard let wanted = askedContext ?? model.contextSize, found != wanted else {
            return isHere ? contextMemory(found, seen) : Finding(.contextSize, .ok, "\(seen).")
        }
        let fix = CommandWords.mn("model install", model.id, "--context-size \(wanted)")
        if askedContext != nil {
            // The runner forgets it when it restarts (dmr-contract §6.5).
            let reset =
                found == nil ? " The runner was started anew since, and has forgotten it." : ""
            return Finding(
                .contextSize, .failed, "\(seen); \(wanted) was asked for at install.\(reset)",
                fix: fix)
        }
        // A model that somebody brought without mn has the runner's own, and more than is wanted is enough.
        return Finding(
            .contextSize, found.map { $0 < wanted } ?? false ? .failed : .warning,
            "\(seen); the catalog wants \(wanted).", fix: fix)
    }

    func completion(_ seen: Observations) async -> Finding {
        guard let runner = seen.runner, seen.isInstalled == true else {
            return Finding(.completion, .skipped, "Needs the model installed.")
        }
        if hasBackend(seen) == false {
            return Finding(.completion, .skipped, "Needs the backend.")
        }
        do throws(RunnerRefusal) {
            let purpose = try await runner.answer(
                model.reference, backend: verdict.backend.name, for: model.purpose,
                time: world.time)
            return Finding(.completion, .ok, purpose.done)
        } catch {
            let configured = try? await runner.contextSize(of: model.reference)
            return finding(.completion, error.ofListed(), configured: configured ?? nil)
        }
    }

    /// Reads the backend's build, and the log, which alone tells more (dmr-contract §7.3).
    func gpu(_ seen: Observations) async -> Finding {
        guard ![.cpu, .none].contains(verdict.accelerator) else {
            return Finding(.gpu, .skipped, "No supported GPU is here.")
        }
        let state = (try? seen.backends?.get())?[verdict.backend.name]
        if let state, state.contains("-cpu") {
            return Finding(
                .gpu, .warning, "This llama.cpp is the build for the processor alone: \(state).",
                fix: "In Docker Desktop: Settings > AI > Enable GPU-backed inference")
        }
        let lacking = Finding(.gpu, .skipped, "Needs the logs, which 'docker model logs' has.")
        guard seen.runner != nil, case .plugin = seen.client, seen.remote == nil,
            !seen.container.isAtRisk
        else { return lacking }
        let result = await world.docker.run(
            "model", "logs", "--no-engines", within: RunnerLimits.logs.total ?? .zero)
        switch result.ending {
        case .exited, .signalled: break
        default: return lacking
        }
        let log = String(decoding: result.standardOutput + result.standardError, as: UTF8.self)
        guard let range = log.ranges(of: "gpuSupport=").last else {
            return Finding(.gpu, .skipped, "The logs do not say.")
        }
        if log[range.upperBound...].hasPrefix("true") {
            return allocation(EngineAllocation(log: log))
        }
        return Finding(
            .gpu, .warning, "llama.cpp finds no GPU: the model runs on the processor.", fix: gpuFix)
    }

    /// What brings a runner with the GPU in it (dmr-contract §4.11).
    private var gpuFix: String {
        if isOnDesktop { return "docker desktop update" }
        return switch verdict.accelerator {
        case .cuda: "docker model reinstall-runner --gpu cuda"
        case .rocm: "docker model reinstall-runner --gpu rocm"
        default: "docker model reinstall-runner"
        }
    }
}

extension Model.Purpose {
    /// That a model did it, in a sentence.
    fileprivate var done: String {
        switch self {
        case .completion: "The model answers."
        case .embedding: "The model makes embeddings."
        case .reranking: "The model ranks documents."
        }
    }
}
