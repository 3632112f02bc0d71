/// The `docker` command of a machine that does not exist, with its `model` plugin.
///
/// The second face of the fake: the plugin asks the first one, the HTTP face, over and over, so that
/// both always tell the same. Deterministic and without I/O; times are since 1970.
package struct FakeDocker: Sendable {
    package var runner: FaultyRunner
    package var setup: DockerSetup

    package init(_ runner: FaultyRunner, setup: DockerSetup = DockerSetup()) {
        self.runner = runner
        self.setup = setup
    }

    /// Runs one command to its end, or to its interruption, if no other client acts meanwhile.
    ///
    /// The runner has then come as far as the command's last request.
    package mutating func run(_ call: DockerCall, at now: Duration) -> CommandScript {
        var run = DockerRun(runner: runner, setup: setup, call: call, at: now)
        run.perform()
        runner = run.runner
        setup = run.setup
        return run.finished
    }
}

/// A command as a shell or a program starts it.
package struct DockerCall: Hashable, Sendable {
    /// `docker` first.
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

/// The characters that a terminal shows.
package struct TerminalSize: Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// What a command prints, when, and how it ends; all times are counted from its start.
package struct CommandScript: Hashable, Sendable {
    /// Text that appears at once.
    package struct Piece: Hashable, Sendable {
        package var after: Duration
        /// Whether it goes to standard error; on a terminal nothing does.
        package var isError: Bool
        package var text: String
    }

    package var pieces: [Piece] = []
    /// Nil if the command never ends by itself.
    package var exit: Int?
    package var endAfter: Duration = .zero

    package var standardOutput: String { text(isError: false) }
    package var standardError: String { text(isError: true) }

    private func text(isError: Bool) -> String {
        pieces.filter { $0.isError == isError }.map(\.text).joined()
    }
}
