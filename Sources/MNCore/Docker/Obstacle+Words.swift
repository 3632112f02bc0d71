// What stands in the way, in words, and the command that takes it away.
extension Obstacle {
    /// Enables the runner of Docker Desktop, with a port for programs of the host (dmr-contract §5.2).
    private static let enableCommand = "docker desktop enable model-runner --tcp 12434"

    /// A sentence; nil if the address that was tried says it all.
    var problem: String? {
        switch self {
        case .misnamed(let variable, _, _): "That address is from \(variable)."
        case .noClient: "There is no docker program."
        case .noPlugin: "This docker has no 'docker model' command: its plugin is not installed."
        case .unheard(let words): "docker says: \(ForeignText.line(words))."
        case .engineDown: "The Docker engine does not run."
        case .engineDenied: "This user may not use the Docker engine."
        case .engineAway: "Docker's engine is on another machine, which cannot be reached."
        case .engineSilent: "The Docker engine does not answer."
        case .elsewhere(let place):
            "Docker's engine, and with it its runner, is on another machine (\(place)): no port of "
                + "this one leads there."
        case .switchedOff: "Docker Desktop has its Model Runner switched off."
        case .desktopTooOld: "This Docker Desktop is too old to have one."
        case .noPort: "Docker Desktop runs it, but has no port open for programs."
        case .inCloud: "'docker model' reaches that of Docker Cloud, at another port."
        case .portTaken: "Something else has its port."
        case .notInstalled: "Docker has no Model Runner yet."
        case .noAddress: "Its container cannot have the address that it asks for."
        case .noGPU:
            "Its container cannot have the GPU: Docker does not know the NVIDIA Container Toolkit."
        case .noDevice(let path):
            "Its container asks for \(path), which this machine does not have; installing the runner "
                + "again alone does not help."
        case .ended(let exitCode, let error):
            error.isEmpty
                ? "Its container ended with exit code \(exitCode)."
                : "Its container could not be started: \(ForeignText.line(error))."
        case .noLocalhost: "This machine does not know the name localhost."
        case .starting: "Its container has just started, and does not listen yet."
        case .notListening: "Its container runs, and does not listen."
        case .busy: "It answers, and does not list its models: it is busy, as with a pull."
        case .broken: "It is there, but not in order."
        }
    }

    /// The command that helps, first.
    var fixes: [String] {
        switch self {
        case .misnamed(let variable, let endpoint, .refused) where !endpoint.isLocal:
            // By itself a runner listens for its own machine alone (dmr-contract §8.1).
            [
                "On that machine: docker model reinstall-runner --host 0.0.0.0",
                "unset \(variable)",
            ]
        case .misnamed(let variable, _, _): ["unset \(variable)", "mn model doctor"]
        case .noClient: ["Install Docker: https://docs.docker.com/get-docker/"]
        case .noPlugin(let system): PluginPackage.fixes(system)
        case .unheard: ["docker model version", "docker info"]
        case .engineDown(let host): Self.startCommands(host)
        case .engineDenied: ["sudo usermod -aG docker $USER && newgrp docker"]
        case .engineAway: ["unset DOCKER_HOST && docker context use default"]
        case .elsewhere(let place):
            place.hasPrefix("ssh://")
                ? [
                    "ssh -N -L 12434:localhost:12434 \(place.dropFirst("ssh://".count))",
                    "docker context use default",
                ]
                : [
                    "On that machine: docker model reinstall-runner --host 0.0.0.0",
                    "docker context use default",
                ]
        case .engineSilent:
            ["sudo systemctl restart docker", "With Docker Desktop: docker desktop restart"]
        case .switchedOff:
            [
                Self.enableCommand,
                "If it stays off: docker desktop restart",
                "If it stays off then, see what it needs: https://docs.docker.com/ai/model-runner/",
            ]
        case .desktopTooOld: ["docker desktop update", "docker model version"]
        case .noPort: [Self.enableCommand]
        case .inCloud: ["export MODEL_RUNNER_HOST=http://localhost:12435"]
        case .portTaken(isDesktop: true):
            [
                "docker desktop enable model-runner --tcp 12435",
                "export MODEL_RUNNER_HOST=http://localhost:12435",
            ]
        case .portTaken(isDesktop: false):
            [
                "sudo lsof -nP -iTCP:12434 -sTCP:LISTEN",
                "Once that program has ended: docker model reinstall-runner",
            ]
        case .notInstalled:
            [
                "docker model install-runner",
                "If its image cannot be pulled: docker pull docker/model-runner",
            ]
        // Without the loopback address Docker's own is not asked for (dmr-contract §5.3).
        case .noAddress: ["docker model reinstall-runner --host 0.0.0.0"]
        case .noGPU:
            [
                "sudo nvidia-ctk runtime configure --runtime=docker "
                    + "&& sudo systemctl restart docker",
                "docker model reinstall-runner",
            ]
        case .ended:
            ["docker logs \(DockerClient.containerName)", "docker model reinstall-runner"]
        case .noDevice(let path):
            [
                "docker model reinstall-runner --gpu none",
                "Or bring the device back, with its driver: ls -l \(CommandWords.line([path]))",
            ]
        case .noLocalhost: ["export MODEL_RUNNER_HOST=http://127.0.0.1:12434"]
        case .starting: ["docker logs \(DockerClient.containerName)", "Try once more in a minute."]
        case .notListening:
            ["docker logs \(DockerClient.containerName)", "docker model reinstall-runner"]
        case .busy(let isDesktop):
            [
                "docker model logs --follow",
                "Try once more when the pull has ended.",
                RunnerRefusal.restart(isDesktop: isDesktop),
            ]
        case .broken(let isDesktop):
            ["docker model logs", RunnerRefusal.restart(isDesktop: isDesktop)]
        }
    }

    /// What starts the engine that should be at this host.
    private static func startCommands(_ host: String) -> [String] {
        // Docker Desktop's own places (docs.docker.com/desktop/troubleshoot), and the rootless one.
        if host.contains("/.docker/") || host.hasPrefix("npipe:") {
            return ["docker desktop start"]
        }
        if host.contains("/run/user/") { return ["systemctl --user start docker"] }
        // On a Mac this place may be Docker Desktop's too.
        return ["sudo systemctl start docker", "With Docker Desktop: docker desktop start"]
    }
}
