/// Endpoints at which no Model Runner answers.
package enum EndpointFault: DiagnosticError, Hashable {
    package struct Attempt: Hashable, Sendable {
        package var endpoint: Endpoint
        package var fault: TransportFault
        /// The variable that names it; nil for a usual place.
        package var variable: String?
        /// Whether the runner answered something else after it did not answer its list.
        var answersOtherwise = false

        init(endpoint: Endpoint, fault: TransportFault, variable: String? = nil) {
            self.endpoint = endpoint
            self.fault = fault
            self.variable = variable
        }
    }

    /// No endpoint answered as a Model Runner does; what `docker` says of it, if it was asked.
    case unreachable([Attempt], Docker.Report?)
    /// A variable names no endpoint that can be spoken to.
    case badEndpoint(variable: String, value: String)

    package var code: ErrorCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .badEndpoint: .badEndpoint
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .badEndpoint: .failed
        }
    }

    package var problem: String {
        switch self {
        case .unreachable(let attempts, _):
            "The Model Runner cannot be reached: "
                + telling(attempts).map { "\($0.endpoint): \($0.fault)" }
                .joined(separator: "; ") + "." + (cause?.problem.map { " \($0)" } ?? "")
        case .badEndpoint(let variable, let value):
            "\(variable) is '\(Sanitized.line(Secrets().maskedAddress(value)))', which is no http://HOST:PORT."
        }
    }

    /// What is in the way, as far as it can be told.
    private var cause: UnreachableCause? {
        guard case .unreachable(let attempts, let report) = self else { return nil }
        return UnreachableCause(attempts, report)
    }

    /// Whether it may be there in a moment.
    var isStarting: Bool { cause == .starting || cause == .notListening }

    /// How long a runner may take that is not there yet.
    var startLimit: Duration { cause == .starting ? RunnerLimits.start : .seconds(10) }

    /// The attempts that say something: a socket of Docker without a runner is the usual case.
    private func telling(_ attempts: [Attempt]) -> [Attempt] {
        attempts.filter { attempt in
            guard case .socket = attempt.endpoint.address,
                attempt.endpoint.prefix == RunnerClient.desktopPrefix
            else { return true }
            return attempt.fault != .refused
                && (attempt.fault != .status(404) || cause == .desktopTooOld)
        }
    }

    package var fixes: [String] {
        switch self {
        case .unreachable(_, nil): cause?.fixes ?? ["mn model doctor"]
        case .unreachable: cause?.fixes ?? ["docker model version", "docker model logs"]
        case .badEndpoint(let variable, _):
            ["export \(variable)=\(Endpoint.modelRunner)"]
        }
    }
}
