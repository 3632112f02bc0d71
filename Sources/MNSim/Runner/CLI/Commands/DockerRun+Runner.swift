import MNCore

/// The commands that put the runner's container in place and take it away (dmr-contract 4.11).
extension DockerRun {
    mutating func installRunner(_ name: String, _ flags: CommandFlags) throws(CommandEnd) {
        if try isDesktop("installation", verb: "enable") { return }
        let isNew = name == "install-runner" || name == "start-runner"
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
        createContainer(pullsImage: name.hasSuffix("install-runner"))
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
        if try isDesktop("uninstallation", verb: "disable") { return }
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
    private mutating func isDesktop(_ noun: String, verb: String) throws(CommandEnd) -> Bool {
        if endpoint == .desktop {
            print(
                "Standalone \(noun) not supported with Docker Desktop\n"
                    + "Use `docker desktop \(verb) model-runner` instead\n")
            return true
        }
        if let problem = engineProblem { throw .failed(problem) }
        return false
    }
}
