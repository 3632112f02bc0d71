package import MNMachine

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
