package import MNMachine

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

/// What surrounds a runner on its machine: the client, the engine, and who listens where.
package struct DockerSetup: Hashable, Sendable {
    package var client = ClientVersion()
    package var plugin = Plugin.installed
    /// `v1.2.6`, as `docker model version` says it of the client.
    package var pluginVersion = "v1.2.6"
    /// `linux/amd64`.
    package var platform = "linux/amd64"
    package var engine = Engine.running
    /// Where the engine listens; any other `DOCKER_HOST` leads nowhere.
    package var engineHost = "unix:///var/run/docker.sock"
    /// The container of the runner, if the engine has one; of no matter on Docker Desktop.
    package var container: String? = "4f1c2d3e4b5a"
    /// Why that container does not run; nil if it does.
    package var containerFailure: ContainerFailure?
    /// Who answers at `host:port`; nobody listens at any other address.
    package var listeners: [String: Listener] = [
        "127.0.0.1:12434": .runner, "127.0.0.1:12435": .runner,
    ]

    package init() {}

    /// Whether `docker model` is a command.
    package enum Plugin: Hashable, Sendable {
        case installed
        case absent
    }

    /// How the Docker engine is.
    package enum Engine: Hashable, Sendable {
        case running
        /// There is none; a runner may listen all the same.
        case absent
        /// Its socket is there, and not for this user.
        case denied
        /// It is on another machine, which is not reached, in the client's words.
        case unreachable(String)
    }

    /// How a container ended, or why it could not be started.
    package struct ContainerFailure: Hashable, Sendable {
        package var exitCode: Int
        /// The engine's words; empty if its program ran.
        package var error: String

        package init(exitCode: Int, error: String) {
            self.exitCode = exitCode
            self.error = error
        }
    }

    /// What somebody finds who connects.
    package enum Listener: Hashable, Sendable {
        case runner
        /// The connection is taken and nothing ever comes.
        case silent
        /// A server that knows none of the runner's paths.
        case other
    }

    /// What `docker version` tells of the client itself.
    package struct ClientVersion: Hashable, Sendable {
        // The client of the recordings.
        package var version = "28.2.2"
        package var commit = "e6534b4"
        package var apiVersion = "1.50"
        package var goVersion = "go1.24.3"
        package var built = "Fri May 30 12:07:14 2025"
    }
}

extension DockerSetup {
    /// The `docker` program and the engine of a machine, both there and running.
    package init(on hardware: Hardware) {
        self.init()
        let processor = hardware.processor.value == .arm64 ? "arm64" : "amd64"
        let system: RunnerSystem = RunnerState(on: hardware, offers: []).system
        platform =
            switch system {
            case .linux: "linux/\(processor)"
            case .macOS: "darwin/\(processor)"
            case .windows: "windows/\(processor)"
            }
    }
}
