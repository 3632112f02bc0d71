import MNCore
import Synchronization

/// The Docker of a scenario: the fake runner or none, and a list of what it was sent.
final class ScenarioDocker: Docker {
    private let runner: SimulatedDocker?
    private let requests = Mutex<[String]>([])

    init(_ runner: SimulatedDocker?) { self.runner = runner }

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse {
        requests.withLock { $0.append("\(request.method) \(request.target)") }
        guard let runner else { throw .refused }
        return try await runner.send(request, to: endpoint)
    }

    /// Every request, as `METHOD /path`.
    var sent: [String] { requests.withLock { $0 } }
    var unmetFaults: [String] { runner?.unmetFaults ?? [] }
}
