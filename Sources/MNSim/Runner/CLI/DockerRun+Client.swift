import MNMachine

/// The docker client itself: its few commands that were recorded, and a `model` without a plugin.
extension DockerRun {
    private static let clientFlags = [
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
            complain(error.words + "\n")
            // As recorded: noplugin-status-json.
            throw .exited(125)
        }
        if flags.has("version") {
            return print("Docker version \(setup.client.version), build \(setup.client.commit)\n")
        }
        guard let name = flags.arguments.first, !flags.wantsHelp else {
            return print(PluginCommand.notPlayed(words.joined(separator: " ")) + "\n")
        }
        switch name {
        case "version": try clientVersion()
        case "info" where flags["format"] == "{{json .ClientInfo.Plugins}}": print(pluginList)
        case "container" where flags.arguments.dropFirst().first == "inspect":
            try inspectContainer(flags.arguments.dropFirst(2).first ?? "", flags["format"] ?? "")
        case "context"
        where flags.arguments == ["context", "inspect"]
            && flags["format"] == "{{json .Endpoints.docker.Host}}":
            // The context `default` is what the variable says.
            print(GoJSON.text(.string(call.variable("DOCKER_HOST") ?? setup.engineHost)) + "\n")
        case "model":
            throw .failed(
                "docker: unknown command: docker model\n\n"
                    + "Run 'docker --help' for more information")
        default: throw .notPlayed(name)
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
        guard format == "{{json .State}}" else { throw .notPlayed("container inspect") }
        if let problem = engineProblem { throw .failed(problem.cause) }
        guard name == "docker-model-runner", setup.container != nil,
            runner.runner.state.kind != .dockerDesktop
        else {
            print("\n")
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
        print(GoJSON.text(state) + "\n")
    }

    /// Only the client speaks here: what an engine says is not the runner's.
    private mutating func clientVersion() throws(CommandEnd) {
        if engineProblem == nil { throw .notPlayed("version") }
        let client = setup.client
        print(
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
        let folder = call.variable("DOCKER_CONFIG") ?? "\(call.variable("HOME") ?? "/root")/.docker"
        let plugin: JSON = [
            "SchemaVersion": "0.1.0", "Vendor": "Docker Inc.",
            "Version": .string(setup.pluginVersion), "ShortDescription": "Docker Model Runner",
            "Name": "model", "Path": .string("\(folder)/cli-plugins/docker-model"),
        ]
        return GoJSON.text(.array([plugin])) + "\n"
    }
}
