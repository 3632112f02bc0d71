package import MNCore

/// What stands in for the transports in a test; of what it does not say, nothing is there.
package protocol StubTransports: HTTPTransport, ProcessRunner {}

extension StubTransports {
    package func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) { throw .refused }

    package func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        throw .refused
    }

    package func obstacle(to command: ProcessCommand) async -> ProcessOutcome? { .absent }

    package func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome { .absent }
}

/// Transports where nothing listens and no program is found.
package struct NoServices: StubTransports {
    package init() {}
}
