/// Endpoints at which no Model Runner answers.
public enum EndpointFault: Explained, Hashable {
    public struct Attempt: Hashable, Sendable {
        public var endpoint: Endpoint
        public var fault: TransportFault
    }

    /// No endpoint answered as a Model Runner does; what `docker` says of it, if it was asked.
    case unreachable([Attempt], DockerClient.State?)
    /// A variable names no endpoint that can be spoken to.
    case badEndpoint(variable: String, value: String)

    public var code: String {
        switch self {
        case .unreachable: "runner_unreachable"
        case .badEndpoint: "bad_endpoint"
        }
    }

    public var exitCode: ExitCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .badEndpoint: .failed
        }
    }

    public var problem: String {
        switch self {
        case .unreachable(let attempts, let client):
            "The Model Runner cannot be reached: "
                + Self.telling(attempts).map { "\($0.endpoint): \($0.fault)" }
                .joined(separator: "; ") + "." + (client?.problem.map { " \($0)" } ?? "")
        case .badEndpoint(let variable, let value):
            "\(variable) is '\(Printable.line(value))', which is no http://HOST:PORT."
        }
    }

    /// The attempts that say something: a socket of Docker without a runner is the usual case.
    private static func telling(_ attempts: [Attempt]) -> [Attempt] {
        attempts.filter { attempt in
            guard case .socket = attempt.endpoint.address,
                attempt.endpoint.prefix == RunnerClient.desktopPrefix
            else { return true }
            return attempt.fault != .refused && attempt.fault != .status(404)
        }
    }

    public var fixes: [String] {
        switch self {
        case .unreachable(let attempts, let client):
            // Disabled in Docker Desktop, or switched on there without a port (dmr-contract §8.1).
            if attempts.contains(where: { $0.fault == .status(503) }) {
                return [DockerClient.enableCommand]
            }
            guard attempts.first?.endpoint == RunnerClient.defaultEndpoint else {
                return ["unset MODEL_RUNNER_HOST", "docker model status"]
            }
            if let client { return client.fixes }
            return ["docker model status", DockerClient.enableCommand]
        case .badEndpoint(let variable, _):
            return ["export \(variable)=\(RunnerClient.defaultEndpoint)"]
        }
    }
}
