import MNCore
import TestSupport

@testable import mn

/// A world of which nobody has said what services and programs there are.
struct UnrecordedServices: StubTransports {
    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) { throw .unrecorded }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        throw .unrecorded
    }

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? { .unrecorded }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome { .unrecorded }
}

/// Transports on which Docker is one stub, and all else another.
struct RoutedTransports: HTTPTransport, ProcessRunner {
    let docker: any HTTPTransport & ProcessRunner
    let services: any HTTPTransport & ProcessRunner

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let isOfRunner = ["/models", "/engines"].contains(where: request.target.hasPrefix)
        try await (isOfRunner ? docker : services).exchange(
            request, with: endpoint, patience: patience, limit: limit, receive)
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        try await services.connect(to: endpoint, limit: limit)
    }

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        await services.obstacle(to: command)
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let isOfDocker = command.argv.first == "docker" && command.argv.dropFirst().first != "run"
        return await (isOfDocker ? docker : services).run(command, started: started, receive)
    }
}

/// HTTP over the sockets of this machine, without any program.
struct LiveTransports: StubTransports {
    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await LiveHTTP().exchange(
            request, with: endpoint, patience: patience, limit: limit, receive)
    }
}

extension ProcessCommand {
    /// The variables that are set for it.
    var variables: [String: String] {
        switch environment {
        case .only(let variables), .users(let variables): variables
        }
    }
}
