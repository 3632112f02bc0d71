/// What surrounds a runner on its machine: the client, the engine, and who listens where.
public struct DockerSetup: Hashable, Sendable {
    public var client = ClientVersion()
    public var plugin = Plugin.installed
    /// `v1.2.6`, as `docker model version` says it of the client.
    public var pluginVersion = "v1.2.6"
    /// `linux/amd64`.
    public var platform = "linux/amd64"
    public var engine = Engine.running
    /// Where the engine listens; any other `DOCKER_HOST` leads nowhere.
    public var engineHost = "unix:///var/run/docker.sock"
    /// The container of the runner, if the engine has one; of no matter on Docker Desktop.
    public var container: String? = "4f1c2d3e4b5a"
    /// Why that container does not run; nil if it does.
    public var containerFailure: ContainerFailure?
    /// Whether the image of the runner was pulled before.
    public var hasImage = true
    /// Whether the plugin finds an NVIDIA GPU for containers, which it needs for vLLM.
    public var detectsCUDA = false
    /// Who answers at `host:port`; nobody listens at any other address.
    public var listeners: [String: Listener] = [
        "127.0.0.1:12434": .runner, "127.0.0.1:12435": .runner,
    ]
    /// Files that `docker model package` may be given, by path.
    public var files: [String: PackageFile] = [:]

    public init() {}

    /// Whether `docker model` is a command.
    public enum Plugin: Hashable, Sendable {
        case installed
        case absent
        /// The file is there and prints no metadata, for this reason in the client's words.
        case broken(String)
    }

    /// How the Docker engine is.
    public enum Engine: Hashable, Sendable {
        case running
        /// There is none; a runner may listen all the same.
        case absent
        /// Its socket is there, and not for this user.
        case denied
        /// It is on another machine, which is not reached, in the client's words.
        case unreachable(String)
    }

    /// How a container ended, or why it could not be started.
    public struct ContainerFailure: Hashable, Sendable {
        public var exitCode: Int
        /// The engine's words; empty if its program ran.
        public var error: String
    }

    /// What somebody finds who connects.
    public enum Listener: Hashable, Sendable {
        case runner
        /// The connection is taken and nothing ever comes.
        case silent
        /// A server that knows none of the runner's paths.
        case other
    }

    /// What `docker version` tells of the client itself.
    public struct ClientVersion: Hashable, Sendable {
        // The client of the recordings.
        public var version = "28.2.2"
        public var commit = "e6534b4"
        public var apiVersion = "1.50"
        public var goVersion = "go1.24.3"
        public var built = "Fri May 30 12:07:14 2025"
    }
}
