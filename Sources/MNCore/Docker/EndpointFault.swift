/// Endpoints at which no Model Runner answers.
public enum EndpointFault: Explained, Hashable {
    public struct Attempt: Hashable, Sendable {
        public var endpoint: Endpoint
        public var fault: TransportFault
    }

    /// No endpoint answered as a Model Runner does.
    case unreachable([Attempt])
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
        case .unreachable(let attempts):
            "The Model Runner cannot be reached: "
                + attempts.map { "\($0.endpoint): \($0.fault)" }.joined(separator: "; ") + "."
        case .badEndpoint(let variable, let value):
            "\(variable) is '\(Printable.line(value))', which is no http://HOST:PORT."
        }
    }

    public var fixes: [String] {
        switch self {
        case .unreachable(let attempts):
            attempts.allSatisfy { $0.endpoint == RunnerClient.defaultEndpoint }
                ? ["docker model status", "docker desktop enable model-runner --tcp 12434"]
                : ["unset MODEL_RUNNER_HOST", "docker model status"]
        case .badEndpoint(let variable, _):
            ["export \(variable)=\(RunnerClient.defaultEndpoint)"]
        }
    }
}
