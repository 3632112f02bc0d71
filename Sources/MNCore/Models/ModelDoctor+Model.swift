// The checks of the model itself.
extension ModelDoctor {
    func backend(_ sight: Sight) -> Finding {
        let name = verdict.backend.name
        switch sight.backends {
        case nil: return Finding(.backend, .skipped, "Needs the runner.")
        case .failure(let refusal)?:
            return Finding(.backend, .failed, refusal.problem, fix: refusal.fixes.first)
        case .success(let backends)?:
            guard let state = backends[name] else {
                return Finding(.backend, .failed, "The runner knows no backend '\(name)'.")
            }
            let seen = "\(name): \(state)."
            if state.hasPrefix("Running") { return Finding(.backend, .ok, seen) }
            if state.hasPrefix("Installing") { return Finding(.backend, .warning, seen) }
            return Finding(
                .backend, .failed, seen,
                fix: verdict.backend == .vllm
                    ? "docker model reinstall-runner --backend vllm --gpu cuda"
                    : "docker model reinstall-runner")
        }
    }

    func suits() -> Finding {
        if client.remoteHost != nil {
            return Finding(
                .hardware, .skipped, "The runner is on another machine, which was not judged.")
        }
        return switch verdict.status {
        case .pass: Finding(.hardware, .ok, advice.message)
        case .warning: Finding(.hardware, .warning, advice.message)
        case .forceOnly, .fail:
            Finding(
                .hardware, .failed, advice.message, fix: advice.fixes.first,
                exitCode: verdict.exitCode)
        }
    }

    func installed(_ sight: Sight) -> Finding {
        switch sight.isInstalled {
        case nil: Finding(.installed, .skipped, "Not known without the runner.")
        case true?: Finding(.installed, .ok, "\(model.reference) is installed.")
        case false?:
            Finding(
                .installed, .failed, "\(model.reference) is not installed.",
                fix: "mn model install \(model.id)")
        }
    }

    func disk(_ sight: Sight) async -> Finding {
        guard let runner = sight.runner else {
            return Finding(.disk, .skipped, "Needs the runner.")
        }
        do throws(RunnerRefusal) {
            let taken = try await runner.diskUsage().map {
                "The models take \(ByteCount(max(0, $0)))"
            }
            let space =
                client.remoteHost == nil ? await StoreSpace.look(machine, hardware) : nil
            let free = space.map { "\(ByteCount($0.free)) are free at \($0.path)." }
            return Finding(
                .disk, .ok,
                (taken ?? "The runner does not say what its models take")
                    + (free.map { "; \($0)" } ?? "."))
        } catch {
            // Before the first download of its engine the runner cannot say (dmr-contract §1.4.3).
            return Finding(.disk, .skipped, error.problem)
        }
    }

    func contextSize(_ sight: Sight) async -> Finding {
        guard let runner = sight.runner, sight.isInstalled == true else {
            return Finding(.contextSize, .skipped, "Needs the model installed.")
        }
        let found: Int?
        do throws(RunnerRefusal) {
            found = try await runner.contextSize(of: model.reference)
        } catch {
            return Finding(.contextSize, .skipped, error.problem)
        }
        let seen = found.map { "\($0) tokens are configured" } ?? "None is configured"
        guard let wanted = model.contextSize, found != wanted else {
            return Finding(.contextSize, .ok, "\(seen).")
        }
        // The runner forgets it when it restarts (dmr-contract §6.5).
        return Finding(
            .contextSize, .warning, "\(seen); the catalog wants \(wanted).",
            fix: "mn model install \(model.id) --context-size \(wanted)")
    }

    func completion(_ sight: Sight) async -> Finding {
        guard let runner = sight.runner, sight.isInstalled == true else {
            return Finding(.completion, .skipped, "Needs the model installed.")
        }
        do throws(RunnerRefusal) {
            try await runner.complete(model.reference, backend: verdict.backend.name)
            return Finding(.completion, .ok, "The model answers.")
        } catch {
            var refusal = error
            refusal.model = model.id
            return Finding(
                .completion, .failed, refusal.problem, fix: refusal.fixes.first,
                exitCode: refusal.exitCode)
        }
    }

    /// Reads the log, the only place that tells (dmr-contract §7.3).
    func gpu(_ sight: Sight) async -> Finding {
        guard ![.cpu, .none].contains(verdict.accelerator) else {
            return Finding(.gpu, .skipped, "No GPU counts here.")
        }
        guard sight.runner != nil, case .plugin = sight.client, client.remoteHost == nil,
            case .ended(let result) = await docker.run(.reading("model", "logs", "--no-engines"))
        else {
            return Finding(.gpu, .skipped, "Needs the logs, which 'docker model logs' has.")
        }
        let log = String(decoding: result.standardOutput + result.standardError, as: UTF8.self)
        guard let range = log.ranges(of: "gpuSupport=").last else {
            return Finding(.gpu, .skipped, "The logs do not say.")
        }
        if log[range.upperBound...].hasPrefix("true") {
            return Finding(.gpu, .ok, "llama.cpp finds a GPU.")
        }
        return Finding(
            .gpu, .warning, "llama.cpp finds no GPU: the model runs on the processor.",
            fix: verdict.accelerator == .cuda
                ? "docker model reinstall-runner --gpu cuda" : "docker model reinstall-runner")
    }
}
