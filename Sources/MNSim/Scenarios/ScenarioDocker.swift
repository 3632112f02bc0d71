import MNCore
import Synchronization

/// The Docker of a scenario, and a list of what it was asked.
final class ScenarioDocker: Docker {
    private let runner: SimulatedDocker
    private let requests = Mutex<[String]>([])

    init(_ runner: SimulatedDocker) { self.runner = runner }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        requests.withLock { $0.append("\(request.method) \(request.target)") }
        try await runner.exchange(
            request, with: endpoint, patience: patience, limit: limit, receive)
    }

    func run(
        _ command: DockerCommand, _ receive: @escaping @Sendable (String) -> Void
    ) async -> Outcome {
        requests.withLock { $0.append("docker \(command.arguments.joined(separator: " "))") }
        return await runner.run(command, receive)
    }

    /// Every request, as `METHOD /path`, and every command, as `docker WORDS`.
    var sent: [String] { requests.withLock { $0 } }
    var unmetFaults: [String] { runner.unmetFaults }
}
