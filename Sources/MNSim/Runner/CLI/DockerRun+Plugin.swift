/// From the words after `docker model` to a command.
extension DockerRun {
    mutating func plugin(_ words: [String]) throws(CommandEnd) {
        if isDirect, words.first == "docker-cli-plugin-metadata" { return write(metadata) }
        guard let index = words.firstIndex(where: { !$0.hasPrefix("-") }) else {
            return try pluginAlone(words)
        }
        if words[index] == "compose" { throw Self.unsimulated("model compose") }
        guard var command = PluginCommand.named(words[index]) else { return write(rootHelp) }
        var rest = words
        rest.remove(at: index)
        if command.name == "context", index < rest.count,
            ["create", "inspect", "rm", "use"].contains(rest[index])
        {
            throw Self.unsimulated("model context \(rest[index])")
        }
        if index < rest.count, let child = PluginCommand.named("\(command.name) \(rest[index])") {
            command = child
            rest.remove(at: index)
        }
        let flags: CommandFlags
        do throws(CommandFlags.Problem) {
            flags = try CommandFlags(rest, flags: command.flags)
        } catch { throw usageFailure(error, command.name, command.usageLine) }
        if flags.wantsHelp || command.name == "context" {
            return help(HelpTexts.text(for: command), flags)
        }
        do throws(CommandEnd) {
            if let problem = command.countProblem(flags.arguments) { throw .failed(problem) }
            try lookAround()
            if command.startsRunner { try ensureRunner() }
            try perform(command.name, flags)
        } catch .failed(let words) where isDirect {
            // By itself the plugin prints an error as cobra does, and then once more.
            complain("Error: \(words)\n" + directUsage(of: command) + "\n")
            throw .failed(words)
        }
    }

    /// `docker model` without a command.
    private mutating func pluginAlone(_ words: [String]) throws(CommandEnd) {
        do throws(CommandFlags.Problem) {
            let flags = try CommandFlags(words, flags: isDirect ? Self.clientFlags : [])
            help(rootHelp, flags)
        } catch { throw usageFailure(error, "", "docker model") }
    }

    private mutating func help(_ text: String, _ flags: CommandFlags) {
        if flags.usesShortHelp { write("Flag shorthand -h has been deprecated, use --help\n") }
        write(text)
    }

    private var rootHelp: String {
        isDirect ? HelpTexts.direct(configuration: configurationFolder) : HelpTexts.root
    }

    private func usageFailure(
        _ problem: CommandFlags.Problem, _ name: String, _ usage: String
    ) -> CommandEnd {
        let command = name.isEmpty ? "docker model" : "docker model \(name)"
        return .failed(
            "\(problem.words)\n\nUsage:  \(usage)\n\nRun '\(command) --help' for more information")
    }

    /// The flags but help are left out: only a command without any was recorded.
    private func directUsage(of command: PluginCommand) -> String {
        "Usage:\n  model \(command.name)" + (command.usage.isEmpty ? "" : " \(command.usage)")
            + " [flags]\n\nFlags:\n  -h, --help[=true|false]   help for \(command.name)\n"
    }

    private var metadata: String {
        """
        {
             "SchemaVersion": "0.1.0",
             "Vendor": "Docker Inc.",
             "Version": "\(setup.pluginVersion)",
             "ShortDescription": "Docker Model Runner"
        }

        """
    }

    private mutating func perform(_ name: String, _ flags: CommandFlags) throws(CommandEnd) {
        switch name {
        case "status": try status(flags)
        case "version": try version()
        case "list": try list(flags)
        case "inspect": try inspect(flags)
        case "show": try show(flags)
        case "pull": try pull(flags.arguments[0])
        case "push": try push(flags.arguments[0])
        case "run": try runModel(flags)
        case "ps": try processes()
        case "df": try diskUsage()
        case "rm": try remove(flags)
        case "tag": try tag(flags)
        case "purge": try purge(flags)
        case "unload": try unload(flags)
        case "configure": try configure(flags)
        case "configure show": try showConfigurations(flags)
        case "logs": try logs(flags)
        case "requests": try requests(flags)
        case "package": try package(flags)
        case "search": try search()
        case "context ls": listContexts()
        case "install-runner", "reinstall-runner", "start-runner", "restart-runner":
            try installRunner(name, flags)
        case "stop-runner", "uninstall-runner": try removeRunner(name, flags)
        default: throw Self.unsimulated("model \(name)")
        }
    }

    /// A command that exists and that the fake cannot play.
    static func unsimulated(_ command: String) -> CommandEnd {
        .failed("the simulated docker does not do 'docker \(command)'")
    }
}
