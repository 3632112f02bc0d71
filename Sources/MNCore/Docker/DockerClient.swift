/// The `docker` program and its `model` plugin, asked without changing anything.
public struct DockerClient: Sendable {
    private let docker: any Docker

    public init(_ docker: any Docker) { self.docker = docker }

    /// Enables the runner of Docker Desktop, with a port for programs of the host (dmr-contract §5.2).
    static let enableCommand = "docker desktop enable model-runner --tcp 12434"
    /// Puts the runner's container on Docker Engine (dmr-contract §4.11).
    static let installCommand = "docker model install-runner"

    /// What stands between `mn` and a runner.
    public enum State: Hashable, Sendable {
        /// There is no `docker` program.
        case noClient
        /// `docker` knows no command `model`.
        case noPlugin
        /// The plugin is there; the engine and the runner's version as it tells them, each if it does.
        case plugin(version: String, engine: String?, server: String?)
        /// It did not answer as expected; its words.
        case unknown(String)
    }

    /// Asks `docker model version`, which never installs a runner (dmr-contract §4.3).
    public func state() async -> State {
        switch await docker.run(.reading("model", "version")) {
        case .absent: return .noClient
        case .ended(let result):
            let output = String(decoding: result.standardOutput, as: UTF8.self)
            let error = String(decoding: result.standardError, as: UTF8.self)
            // Older clients print their whole help instead, and exit with 0 (upstream W2).
            let said = output + error
            if said.contains("unknown command: docker model")
                || said.contains("'model' is not a docker command")
            {
                return .noPlugin
            }
            return Self.versions(output) ?? .unknown(error.isEmpty ? output : error)
        case .timedOut: return .unknown("docker model version did not end in time")
        case .denied: return .unknown("this user may not run docker")
        case .failed(let error): return .unknown(error)
        default: return .unknown("docker model version gave no answer")
        }
    }

    /// Reads `Client:` and `Server:` blocks of `Version:` and `Engine:` lines.
    private static func versions(_ text: String) -> State? {
        var client: String?
        var server: String?
        var engine: String?
        var isServer = false
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("Server:") { isServer = true }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmed
            switch parts[0].trimmed {
            case "Version" where isServer: server = value == "(not reachable)" ? nil : value
            case "Version": client = value
            case "Engine": engine = value
            default: break
            }
        }
        return client.map { .plugin(version: $0, engine: engine, server: server) }
    }
}

extension DockerClient.State {
    /// What it means for a runner that cannot be reached; nil if it adds nothing.
    var problem: String? {
        switch self {
        case .noClient: "There is no docker program."
        case .noPlugin: "This docker has no 'docker model' command: its plugin is not installed."
        case .plugin(_, let engine, nil):
            "'docker model' does not reach a runner either (\(Printable.line(engine ?? "Docker")))."
        case .plugin(_, let engine, let server?):
            "'docker model' does reach one (\(Printable.line(engine ?? "Docker")), "
                + "\(Printable.line(server)))."
        case .unknown(let words): "docker says: \(Printable.line(words))."
        }
    }

    /// The command that helps, first.
    var fixes: [String] {
        switch self {
        case .noClient: ["Install Docker: https://docs.docker.com/get-docker/"]
        case .noPlugin:
            [
                "sudo apt-get install docker-model-plugin",
                "Or update Docker Desktop: https://docs.docker.com/ai/model-runner/",
            ]
        case .plugin(_, "Docker Desktop"?, _): [DockerClient.enableCommand]
        case .plugin(_, _, nil): [DockerClient.installCommand, "sudo systemctl start docker"]
        case .plugin: ["docker model status", DockerClient.enableCommand]
        case .unknown: ["docker model version", "docker info"]
        }
    }
}
