import MNCore

/// The commands that put the runner's container in place and take it away (dmr-contract 4.11).
extension DockerRun {
    mutating func installRunner(_ name: String, _ flags: CommandFlags) throws(CommandEnd) {
        if flags["backend"] == "diffusers" { return try installBackend("diffusers") }
        if isDesktop("installation", verb: "enable") { return }
        let isNew = name == "install-runner" || name == "start-runner"
        if let problem = engineProblem {
            throw .failed(
                problem.words(after: isNew ? nil : "unable to remove model runner container(s)"))
        }
        if isNew, let id = setup.container {
            print("Model Runner container docker-model-runner (\(id)) is already running\n")
            return printUnappliedOptions(flags)
        }
        removeContainer()
        if let gpu = flags["gpu"],
            !["none", "auto", "cuda", "rocm", "musa", "cann"].contains(gpu)
        {
            throw .failed("unknown GPU specification: \(GoText.quoted(gpu))")
        }
        if let backend = flags["backend"],
            !["llama.cpp", "vllm", "diffusers"].contains(backend)
        {
            throw .failed(
                "unknown backend: \(GoText.quoted(backend)) "
                    + "(supported: llama.cpp, vllm, diffusers)")
        }
        if flags["backend"] == "vllm", flags["gpu"] != "cuda", !setup.detectsCUDA {
            throw .failed(
                "--backend vllm requires CUDA GPU support (--gpu=cuda or auto-detected CUDA)")
        }
        try createContainer(pullsImage: name.hasSuffix("install-runner"))
    }

    /// A backend that the runner itself puts in place.
    private mutating func installBackend(_ name: String) throws(CommandEnd) {
        try ensureRunner()
        print("Installing \(name) backend...\n")
        do throws(CommandEnd) {
            let reply = try query(
                "POST", "/engines/install-backend", body: ["backend": .string(name)])
            let text = try body(of: reply)
            if reply.status != 200 {
                throw .failed("install backend failed with status \(reply.statusText): \(text)")
            }
        } catch .failed(let words) {
            throw .failed("failed to install \(name) backend: \(words)")
        }
        print("\(name) backend installed successfully\n")
    }

    private mutating func printUnappliedOptions(_ flags: CommandFlags) {
        let options = ["backend", "gpu"].compactMap { name in
            flags[name].map { "--\(name) \(GoText.quoted($0))" }
        }
        if options.isEmpty { return }
        print(
            "\nThe requested runner options were not applied because the Model Runner container "
                + "is already running.\nTo recreate the runner with the requested options, "
                + "run:\n\n  docker model reinstall-runner \(options.joined(separator: " "))\n")
    }

    mutating func removeRunner(_ name: String, _ flags: CommandFlags) throws(CommandEnd) {
        if name == "uninstall-runner", let backend = flags["backend"] {
            let reply = try query(
                "POST", "/engines/uninstall-backend", body: ["backend": .string(backend)])
            let text = try body(of: reply)
            if reply.status != 200 {
                throw .failed(
                    "failed to uninstall \(backend) backend: uninstall backend failed with "
                        + "status \(reply.statusText): \(text)")
            }
            return print("Uninstalled \(backend) backend\n")
        }
        if isDesktop("uninstallation", verb: "disable") { return }
        if let problem = engineProblem {
            throw .failed(problem.words(after: "unable to remove model runner container(s)"))
        }
        removeContainer()
        if name == "uninstall-runner", flags.has("images"), setup.hasImage {
            print("Removed image docker/model-runner:latest\n")
            setup.hasImage = false
        }
        if flags.has("models") {
            runner.runner.state.purge()
            print("Removed volume docker-model-runner-models\n")
        }
    }

    /// Stopping is removing; nothing is said if there is nothing.
    private mutating func removeContainer() {
        guard let id = setup.container else { return }
        print("Removing container docker-model-runner (\(id))...\n")
        setup.container = nil
    }

    /// On Docker Desktop there is nothing to install, which is no failure.
    private mutating func isDesktop(_ noun: String, verb: String) -> Bool {
        guard endpoint == .desktop else { return false }
        print(
            "Standalone \(noun) not supported with Docker Desktop\n"
                + "Use `docker desktop \(verb) model-runner` instead\n")
        return true
    }
}
