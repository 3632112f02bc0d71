import MNCore

/// The docker client itself: its few commands that were recorded, and a `model` without a plugin.
extension DockerRun {
    static let clientFlags = [
        CommandFlag("config", nil, .text), CommandFlag("context", "c", .text),
        CommandFlag("debug", "D"), CommandFlag("host", "H", .text),
        CommandFlag("log-level", "l", .text), CommandFlag("tls"),
        CommandFlag("tlscacert", nil, .text), CommandFlag("tlscert", nil, .text),
        CommandFlag("tlskey", nil, .text), CommandFlag("tlsverify"), CommandFlag("version", "v"),
    ]

    mutating func client(_ words: [String]) throws(CommandEnd) {
        if plugin == .installed, let rest = pluginWords(words) { return try plugin(rest) }
        let takesFormat = ["info", "container", "context"].contains(words.first)
        let flags: CommandFlags
        do throws(CommandFlags.Problem) {
            let own = takesFormat ? [CommandFlag("format", "f", .text)] : []
            flags = try CommandFlags(words, flags: Self.clientFlags + own)
        } catch {
            complain(
                "\(error.words)\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\n"
                    + "Run 'docker --help' for more information\n")
            // As recorded: noplugin-status-json.
            throw .exited(125)
        }
        if flags.has("version") {
            return write("Docker version \(setup.client.version), build \(setup.client.commit)\n")
        }
        if flags.wantsHelp || flags.arguments.isEmpty { return write(clientHelp) }
        switch flags.arguments[0] {
        case "version": try clientVersion()
        case "info" where flags["format"] == "{{json .ClientInfo.Plugins}}": write(pluginList)
        case "container" where flags.arguments.dropFirst().first == "inspect":
            try inspectContainer(flags.arguments.dropFirst(2).first ?? "", flags["format"] ?? "")
        case "context"
        where flags.arguments == ["context", "inspect"]
            && flags["format"] == "{{json .Endpoints.docker.Host}}":
            // The context `default` is what the variable says.
            write(GoJSON.text(.string(call.variable("DOCKER_HOST") ?? setup.engineHost)) + "\n")
        case let name where HelpTexts.clientCommands.contains("\n  \(name) "):
            throw Self.unsimulated(name)
        case let name:
            throw .failed(
                "docker: unknown command: docker \(name)\n\n"
                    + "Run 'docker --help' for more information")
        }
    }

    /// The words after `model`, if that is the command; the client's own flags may stand before it.
    private mutating func pluginWords(_ words: [String]) -> [String]? {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "model" { return Array(rest) }
            let flag = Self.clientFlags.first {
                "--\($0.name)" == word || $0.shorthand.map { "-\($0)" } == word
            }
            guard let flag else { return nil }
            let value = flag.kind == .bool ? nil : rest.popFirst()
            if flag.name == "host" { call.environment["DOCKER_HOST"] = value }
        }
        return nil
    }

    /// The state of the runner's container, the only one there is.
    private mutating func inspectContainer(
        _ name: String, _ format: String
    ) throws(CommandEnd) {
        guard format == "{{json .State}}" else { throw Self.unsimulated("container inspect") }
        if let problem = engineProblem { throw .failed(problem.cause) }
        guard name == "docker-model-runner", setup.container != nil,
            runner.runner.state.kind != .dockerDesktop
        else {
            write("\n")
            throw .failed("Error response from daemon: No such container: \(name)")
        }
        let failure = setup.containerFailure
        let isCreated = failure?.error.isEmpty == false
        let state: JSON = [
            "Status": failure == nil ? "running" : isCreated ? "created" : "exited",
            "Running": .bool(failure == nil), "Paused": false, "Restarting": false,
            "OOMKilled": false, "Dead": false, "Pid": .integer(failure == nil ? 4242 : 0),
            "ExitCode": .integer(failure?.exitCode ?? 0), "Error": .string(failure?.error ?? ""),
            "StartedAt": .string(GoTime.precise(runner.runner.state.work.startedAt)),
        ]
        write(GoJSON.text(state) + "\n")
    }

    /// Where the client keeps its configuration.
    var configurationFolder: String {
        call.variable("DOCKER_CONFIG") ?? "\(call.variable("HOME") ?? "/root")/.docker"
    }

    private var clientHelp: String {
        var text = HelpTexts.clientCommands + "\n"
        if plugin == .installed {
            // A plugin is marked with a star, and stands in its place in the alphabet.
            text = text.replacing(
                "  network     Manage",
                with: "  model*      Docker Model Runner\n  network     Manage")
        }
        if case .broken(let reason) = plugin {
            text += "Invalid Plugins:\n  model       invalid metadata: \(reason)\n\n"
        }
        return text + HelpTexts.clientOptions(configuration: configurationFolder)
    }

    /// Only the client speaks here: what an engine says is not the runner's.
    private mutating func clientVersion() throws(CommandEnd) {
        if engineProblem == nil { throw Self.unsimulated("version") }
        let client = setup.client
        write(
            """
            Client:
             Version:           \(client.version)
             API version:       \(client.apiVersion)
             Go version:        \(client.goVersion)
             Git commit:        \(client.commit)
             Built:             \(client.built)
             OS/Arch:           \(setup.platform)
             Context:           default

            """)
        let host = call.variable("DOCKER_HOST") ?? setup.engineHost
        throw .failed(
            "Cannot connect to the Docker daemon at \(host). Is the docker daemon running?")
    }

    private var pluginList: String {
        guard plugin == .installed else { return "[]\n" }
        let plugin: JSON = [
            "SchemaVersion": "0.1.0", "Vendor": "Docker Inc.",
            "Version": .string(setup.pluginVersion), "ShortDescription": "Docker Model Runner",
            "Name": "model", "Path": .string("\(configurationFolder)/cli-plugins/docker-model"),
        ]
        return GoJSON.text(.array([plugin])) + "\n"
    }
}
