package import MNCore

/// The Docker of a machine of which only the hardware is known: nothing listens, and there is no client.
package struct AbsentRunner: Docker {
    package init() {}

    package func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        throw .refused
    }

    package func run(
        _ command: DockerCommand, _ receive: @escaping @Sendable (String) -> Void
    ) async -> Outcome { .absent }
}
