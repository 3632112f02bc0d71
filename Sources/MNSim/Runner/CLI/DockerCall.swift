/// A command as a shell or a program starts it.
package struct DockerCall: Hashable, Sendable {
    /// The program first: `docker`, or `docker-model` for the plugin by itself.
    package var arguments: [String]
    package var environment: [String: String]
    /// The terminal that takes both outputs; nil means that they are files or pipes.
    package var terminal: TerminalSize?
    /// What is typed, or stands in a file; nil is an empty standard input.
    package var input: String?
    /// When Ctrl-C reaches the plugin, counted from the start.
    package var interruptedAfter: Duration?

    package init(
        _ arguments: [String], environment: [String: String] = [:],
        terminal: TerminalSize? = nil, input: String? = nil, interruptedAfter: Duration? = nil
    ) {
        self.arguments = arguments
        self.environment = environment
        self.terminal = terminal
        self.input = input
        self.interruptedAfter = interruptedAfter
    }

    /// The value of a variable; an empty one counts as unset, as it does for docker.
    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
