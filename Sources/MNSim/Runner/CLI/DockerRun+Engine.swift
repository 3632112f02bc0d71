/// What the plugin finds out before a command begins (dmr-contract 4.1, 5.1).
extension DockerRun {
    /// Finds the runner's address and the kind of engine.
    mutating func lookAround() throws(CommandEnd) {
        if let host = call.variable("MODEL_RUNNER_HOST") {
            switch RunnerEndpoint.manual(host) {
            case .success(let found): endpoint = found
            case .failure(let problem):
                throw .failed("unable to detect model runner context: \(problem.words)")
            }
            return
        }
        // An engine that does not answer is taken for Docker Engine.
        let kind = engineProblem == nil ? runner.runner.state.kind : .dockerEngine
        endpoint = kind == .dockerDesktop ? .desktop : .container(kind)
    }

    /// Why the Docker engine cannot be asked, in the client's words; nil if it can.
    var engineProblem: String? {
        let host = call.variable("DOCKER_HOST") ?? setup.engineHost
        guard let colon = host.firstRange(of: "://") else {
            return "failed to create Docker client: unable to parse docker host `\(host)`"
        }
        let searching =
            "unable to identify existing standalone model runner: unable to prune stopped "
            + "model runner containers: unable to identify model runner containers: "
        if host == setup.engineHost, engine == .running { return nil }
        if host == setup.engineHost, engine == .denied {
            return searching
                + "permission denied while trying to connect to the docker API at \(host)"
        }
        if host.hasPrefix("unix://") {
            return searching
                + "failed to connect to the docker API at \(host); check if the path is correct "
                + "and if the daemon is running: dial unix \(host[colon.upperBound...]): "
                + "connect: no such file or directory"
        }
        return searching
            + "Cannot connect to the Docker daemon at \(host). Is the docker daemon running?"
    }

    /// Makes sure that the runner's container is there, and tells of it on standard output.
    mutating func ensureRunner() throws(CommandEnd) {
        guard endpoint.isContainer else { return }
        let mayInstall = call.variable("MODEL_RUNNER_NO_AUTO_INSTALL") == nil
        if let problem = engineProblem {
            throw .failed(
                mayInstall
                    ? "unable to initialize standalone model runner: \(problem)"
                    : "unable to get standalone model runner info: "
                        + "unable to find standalone model runner: \(problem)")
        }
        if setup.container == nil, mayInstall { createContainer(pullsImage: true) }
    }

    /// Puts the runner's container in its place (dmr-contract 4.11).
    mutating func createContainer(pullsImage: Bool) {
        if pullsImage || !setup.hasImage {
            print("Successfully pulled docker/model-runner:latest\n")
            if !setup.hasImage {
                print("Creating model storage volume docker-model-runner-models...\n")
            }
            setup.hasImage = true
        }
        print("Starting model runner container docker-model-runner...\n")
        setup.container = String(MadeUpName.digest("container at \(clock)").dropFirst(7).prefix(12))
    }
}
