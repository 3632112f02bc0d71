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
    var engineProblem: EngineProblem? {
        let host = call.variable("DOCKER_HOST") ?? setup.engineHost
        guard let colon = host.firstRange(of: "://") else {
            return EngineProblem(
                "failed to create Docker client: unable to parse docker host `\(host)`",
                isOfClient: true)
        }
        if host == setup.engineHost, engine == .running { return nil }
        if host == setup.engineHost, case .unreachable(let words) = engine {
            return EngineProblem(words)
        }
        if host == setup.engineHost, engine == .denied {
            return EngineProblem(
                "permission denied while trying to connect to the docker API at \(host)")
        }
        if host.hasPrefix("unix://") {
            return EngineProblem(
                "failed to connect to the docker API at \(host); check if the path is correct "
                    + "and if the daemon is running: dial unix \(host[colon.upperBound...]): "
                    + "connect: no such file or directory")
        }
        return EngineProblem(
            "Cannot connect to the Docker daemon at \(host). Is the docker daemon running?")
    }

    /// Makes sure that the runner's container is there, and tells of it on standard output.
    mutating func ensureRunner() throws(CommandEnd) {
        if !endpoint.isContainer || call.variable("MODEL_RUNNER_NO_AUTO_INSTALL") != nil { return }
        let purpose = "unable to initialize standalone model runner"
        if let problem = engineProblem {
            throw .failed(
                "\(purpose): "
                    + problem.words(after: "unable to identify existing standalone model runner"))
        }
        if setup.container != nil { return }
        do throws(CommandEnd) {
            try createContainer(pullsImage: true)
        } catch .failed(let words) { throw .failed("\(purpose): \(words)") }
    }

    /// Puts the runner's container in its place, and waits for the runner (dmr-contract 4.11).
    mutating func createContainer(pullsImage: Bool) throws(CommandEnd) {
        if pullsImage || !setup.hasImage {
            print("Successfully pulled docker/model-runner:latest\n")
            if !setup.hasImage {
                print("Creating model storage volume docker-model-runner-models...\n")
            }
            setup.hasImage = true
        }
        print("Starting model runner container docker-model-runner...\n")
        setup.container = String(
            DeterministicID.digest("container at \(clock)").dropFirst(7).prefix(12))
        setup.containerFailure = nil
        runner.runner.state.restart(at: clock)
        // 20 tries, 500 ms apart (dmr-contract 4.11).
        for _ in 0..<20 {
            if case .reply(let reply) = try send("GET", "/models"), reply.status == 200 { return }
            try wait(for: clock + .milliseconds(500))
        }
        throw .failed("standalone model runner took too long to initialize")
    }
}
