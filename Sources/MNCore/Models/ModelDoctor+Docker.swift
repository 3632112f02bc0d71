// The checks of what surrounds the runner.
extension ModelDoctor {
    typealias Finding = Diagnosis.Finding

    /// Without `docker` a runner may answer all the same; then it is only worth a word.
    private func lacking(_ seen: Observations) -> Diagnosis.State {
        seen.runner == nil ? .failed : .warning
    }

    func dockerClient(_ seen: Observations) -> Finding {
        switch seen.client {
        case .noClient:
            Finding(
                .dockerClient, lacking(seen), "There is no docker program.",
                fixes: UnreachableCause.noClient.fixes, exitCode: .runnerUnreachable)
        case .unknown(let words):
            Finding(
                .dockerClient, .warning, "docker says: \(ForeignText.line(words))",
                fix: "docker info")
        case .noPlugin, .plugin: Finding(.dockerClient, .ok, "There is a docker program.")
        }
    }

    func plugin(_ seen: Observations) -> Finding {
        switch seen.client {
        case .noPlugin:
            Finding(
                .plugin, lacking(seen), "This docker has no 'docker model' command.",
                fixes: PluginPackage.fixes(
                    hardware.engine.value?.name,
                    client: hardware.system.value.map(Docker.ClientSystem.init)),
                exitCode: .runnerUnreachable)
        case .plugin(let version, _, _):
            Finding(.plugin, .ok, "'docker model' is there, version \(version).")
        case .noClient, .unknown:
            Finding(.plugin, .skipped, "Not known without an answer of docker.")
        }
    }

    func engine(_ seen: Observations) -> Finding {
        if let cause = UnreachableCause(engine: seen.container) {
            return Finding(
                .engine, lacking(seen), cause.problem ?? "", fixes: cause.fixes,
                exitCode: .runnerUnreachable)
        }
        if case .noClient = seen.client, case .unknown = hardware.engine {
            return Finding(.engine, .skipped, "Not known without a docker program.")
        }
        return switch hardware.engine {
        case .known(let engine, _): Finding(.engine, .ok, "The engine is \(engine.name).")
        case .unknown(let gaps):
            Finding(
                .engine, .warning,
                "The engine did not answer: \(gaps.first?.summary ?? "it was not asked").",
                fix: "docker info")
        }
    }

    func context(_ seen: Observations) -> Finding {
        if let host = client.remoteHost {
            return Finding(
                .context, .warning,
                "The runner is at \(host): it runs on the hardware there, not on this machine's.",
                fix: "unset \(client.remoteVariable)")
        }
        if let place = seen.remote {
            return Finding(
                .context, .warning,
                "Docker's engine is on another machine (\(place)): models run on the hardware "
                    + "there, not on this machine's.",
                fix: world.environment["DOCKER_HOST"] == nil
                    ? "docker context use default" : "unset DOCKER_HOST")
        }
        if let name = world.environment["DOCKER_CONTEXT"], !name.isEmpty {
            if case .context? = hardware.enginePlace.value {
                return Finding(
                    .context, .warning,
                    "The Docker context is '\(name)': its engine may be on another machine, which "
                        + "could not be seen.",
                    fix: "docker context inspect " + CommandWords.line([name]))
            }
            return Finding(.context, .ok, "The Docker context is '\(name)'.")
        }
        if let host = world.environment["DOCKER_HOST"], host.contains("/run/user/") {
            return Finding(.context, .ok, "Docker runs rootless, at \(host).")
        }
        return Finding(.context, .ok, "The runner is on this machine.")
    }

    func endpoint(_ seen: Observations) -> Finding {
        if let listing = seen.listing {
            return Finding(.endpoint, .ok, "The Model Runner answers at \(listing.endpoint).")
        }
        return Finding(
            .endpoint, .failed, seen.fault?.problem ?? "The Model Runner cannot be reached.",
            fixes: seen.fault?.fixes ?? [], exitCode: .runnerUnreachable)
    }

    /// A socket serves `docker model` and this program; what blueprints run here speaks HTTP.
    func hostPort(_ seen: Observations) -> Finding {
        guard let endpoint = seen.listing?.endpoint else {
            return Finding(.hostPort, .skipped, "Not known without an answer of the runner.")
        }
        guard endpoint.isSocket else {
            return Finding(.hostPort, .ok, "Programs of this machine reach it at \(endpoint).")
        }
        return Finding(
            .hostPort, .failed,
            "It answers at a socket alone, so programs of this machine that speak HTTP do not reach it.",
            fixes: UnreachableCause.noPort.fixes)
    }

    /// Compares what both list: they can be two runners (upstream W12).
    func sameRunner(_ seen: Observations) async -> Finding {
        guard let listing = seen.listing, case .plugin = seen.client else {
            return Finding(.sameRunner, .skipped, "Needs both 'docker model' and HTTP.")
        }
        if seen.container.isAtRisk {
            return Finding(.sameRunner, .skipped, "The runner's own container does not run.")
        }
        let result = await world.docker.run(
            "model", "list", "--json", within: RunnerLimits.list.total ?? .zero)
        guard result.ending == .exited(0),
            let models = (try? JSON.parse(result.standardOutput))?.array
        else {
            return Finding(
                .sameRunner, .warning, "'docker model list' does not answer, and HTTP does.",
                fix: "docker model version")
        }
        let ids = Set(models.compactMap { $0["id"]?.string })
        guard ids == Set(listing.models.map(\.id)) else {
            return Finding(
                .sameRunner, .warning,
                "'docker model' lists \(Words.count(ids.count, "model")), and \(listing.endpoint) "
                    + "\(Words.count(listing.models.count, "model")): they are different runners.",
                fix: "unset MODEL_RUNNER_HOST")
        }
        return Finding(.sameRunner, .ok, "'docker model' and HTTP list the same models.")
    }
}
