// What stands in the way, in words, and the command that takes it away.
extension UnreachableCause {
    /// Enables the runner of Docker Desktop, with a port for programs of the host (dmr-contract §5.2).
    private static let enableCommand = "docker desktop enable model-runner --tcp 12434"

    /// A sentence; nil if the address that was tried says it all.
    var problem: String? {
        switch self {
        case .misnamed(let variable, _, _): "That address is from \(variable)."
        case .noClient: "There is no docker program."
        case .noPlugin: "This docker has no 'docker model' command: its plugin is not installed."
        case .unheard(let words): "docker says: \(Self.quoted(words))."
        case .engineDown: "The Docker engine does not run."
        case .engineDenied: "This user may not use the Docker engine."
        case .engineRefuses(let words):
            "The Docker engine does not do what docker asks: \(Self.quoted(words))."
        case .engineAway: "Docker's engine is on another machine, which cannot be reached."
        case .sshRefuses(let refusal, _):
            "Docker's engine is on another machine, and SSH does not lead there: \(refusal.words)."
        case .engineSilent: "The Docker engine does not answer."
        case .paused: "Docker Desktop is paused."
        case .elsewhere(_, let place, _):
            "Docker's engine, and with it its runner, is on another machine (\(place)): no port of "
                + "this one leads there."
        case .switchedOff: "Docker Desktop has its Model Runner switched off."
        case .desktopTooOld: "This Docker Desktop is too old to have one."
        case .noPort: "Docker Desktop runs it, but has no port open for programs."
        case .inCloud: "'docker model' reaches that of Docker Cloud, at another port."
        case .portTaken: "Something else has its port."
        case .notInstalled: "Docker has no Model Runner yet."
        case .noAddress: "Its container cannot have the address that it asks for."
        case .noGPU(let cause): "Its container cannot have the GPU: \(cause.words)."
        case .diskFull: "Its container cannot be started: the disk of the engine is full."
        case .noWatches:
            "Its container cannot be started: the system gives no more watches on files (inotify)."
        case .noNetwork:
            "Its container cannot be started: the engine has no range of addresses left for it."
        case .noKernelModule:
            "Its container cannot be started: the kernel that runs cannot make its network (veth), as after an "
                + "update of the kernel until the machine is started anew."
        case .wrongProcessor:
            "Its container cannot be started: its image is for another kind of processor."
        case .noContainerd:
            "Its container cannot be started: containerd, which the engine starts containers by, does not "
                + "answer."
        case .noFirewallRules:
            "Its container cannot be started: the engine's rules in the firewall are gone."
        case .portReserved: "Windows keeps its port for itself."
        case .killed: "Its container was killed, as when the memory is full."
        case .noDevice(let path):
            "Its container asks for \(path), which this machine does not have; installing the runner "
                + "again alone does not help."
        case .ended(let exitCode, let error):
            error.isEmpty
                ? "Its container ended with exit code \(exitCode)."
                : "Its container could not be started: \(Self.quoted(error))."
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
        case .misnamed(let variable, let endpoint, _):
            ["unset \(variable)"]
                + (endpoint.isSocket
                    ? [] : ["See what is there: curl -i \(endpoint)/models"])
        case .noClient: ["Install Docker: https://docs.docker.com/get-docker/"]
        case .noPlugin(let system, let client): PluginPackage.fixes(system, client: client)
        case .unheard(let words): Self.clientFixes(words)
        case .engineDown(let host): Self.startCommands(host)
        case .engineDenied(let host): Self.permissionFixes(host)
        case .engineRefuses(let words): Self.engineFixes(words)
        case .engineAway:
            ["unset DOCKER_HOST && docker context use default", "See why: docker version"]
        case .sshRefuses(let refusal, let host):
            Self.keys(refusal, to: host)
                + [
                    "Use the engine of this machine: unset DOCKER_HOST && docker context use default"
                ]
        case .elsewhere(let address, let place, let byVariable):
            Self.ways(to: address, place) + [Self.home(byVariable)]
        case .paused: ["docker desktop start", "Resume it in the menu of Docker Desktop."]
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
        case .noGPU(let cause):
            cause.fixes + ["Without the GPU: docker model reinstall-runner --gpu none"]
        case .diskFull: ["docker system df", "docker system prune"]
        case .noWatches:
            [
                "sudo sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288",
                "docker model reinstall-runner",
            ]
        case .noNetwork: ["docker network prune", "docker network ls"]
        case .noKernelModule: ["sudo reboot", "If that does not help: sudo modprobe veth"]
        case .wrongProcessor:
            [
                "docker image rm --force $(docker image ls --quiet docker/model-runner) "
                    + "&& docker model reinstall-runner"
            ]
        case .noContainerd: ["sudo systemctl restart containerd docker"]
        case .noFirewallRules: ["sudo systemctl restart docker"]
        case .portReserved:
            [
                "netsh int ipv4 show excludedportrange tcp",
                "docker desktop enable model-runner --tcp 12600",
                "export MODEL_RUNNER_HOST=http://localhost:12600",
            ]
        case .killed:
            ["docker logs \(Docker.containerName)", "Give the engine's machine more memory."]
        case .ended:
            ["docker logs \(Docker.containerName)", "docker model reinstall-runner"]
        case .noDevice(let path):
            [
                "docker model reinstall-runner --gpu none",
                "Bring the device back, with its driver: ls -l \(CommandWords.line([path]))",
            ]
        case .noLocalhost: ["export MODEL_RUNNER_HOST=http://127.0.0.1:12434"]
        case .starting: ["docker logs \(Docker.containerName)", "Try once more in a minute."]
        case .notListening:
            [
                "docker logs \(Docker.containerName)",
                "Wait some minutes, and try once more.", "docker model reinstall-runner",
            ]
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

    /// The words of others at the end of a sentence, whose full stop is ours.
    private static func quoted(_ words: String) -> String {
        let line = ForeignText.line(words)
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }

    /// How this machine comes to a runner on another one.
    private static func ways(to address: String, _ place: String) -> [String] {
        let host = place.split(separator: "/").last.map(String.init) ?? place
        if place.hasPrefix("ssh://") {
            let words =
                ["ssh", "-N", "-L", "12434:localhost:12434"] + sshDestination(address)
            return [CommandWords.line(words)]
        }
        let shown = host.contains(":") ? "[\(host)]" : host
        return [
            "On that machine: docker model reinstall-runner --host 0.0.0.0",
            "Then here: export MODEL_RUNNER_HOST=http://\(shown):12434",
        ]
    }

    /// What `ssh` is told of an address: `-p 2222 ci@gpu`.
    static func sshDestination(_ address: String) -> [String] {
        let authority = address.dropFirst("ssh://".count).prefix { $0 != "/" }
        let at = authority.lastIndex(of: "@")
        // SSH takes no password here, and nobody is to read it.
        let user = at.map { authority[..<$0].prefix { $0 != ":" } + "@" } ?? ""
        let server = at.map { authority[authority.index(after: $0)...] } ?? authority
        let parts = HTTPAuthority(server)
        let host = parts?.host ?? String(server)
        return (parts?.port.map { ["-p", "\($0)"] } ?? []) + [user + host]
    }

    /// Back to the engine of this machine; the variable outranks every context.
    private static func home(_ byVariable: Bool) -> String {
        "Use the engine of this machine: "
            + (byVariable ? "unset DOCKER_HOST" : "docker context use default")
    }

    /// What starts the engine that should be at this host.
    private static func startCommands(_ host: String) -> [String] {
        // Docker Desktop's own places (docs.docker.com/desktop/troubleshoot), and the rootless one.
        if host.contains("/.docker/") || host.hasPrefix("npipe:") {
            return ["docker desktop start"]
        }
        for (part, command) in [
            ("/.colima/", "colima start"), ("/.orbstack/", "orb start"), ("/.rd/", "rdctl start"),
            ("//run/podman/", "sudo systemctl start podman.socket"),
            ("podman", "systemctl --user start podman.socket"),
            ("/run/user/", "systemctl --user start docker"),
        ] where host.contains(part) { return [command] }
        // On a Mac this place may be Docker Desktop's too.
        return ["sudo systemctl start docker", "With Docker Desktop: docker desktop start"]
    }
}
