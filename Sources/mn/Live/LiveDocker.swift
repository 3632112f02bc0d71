#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// A Model Runner that is spoken to over TCP or a unix socket, and the `docker` of this machine.
struct LiveDocker: Docker {
    private let environment: [String: String]

    init(environment: [String: String] = ProcessArguments.environment()) {
        self.environment = environment
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let stop: EndSignal
        do throws(SystemFault) { stop = try EndSignal() } catch { throw TransportFault(error) }
        let result = await withTaskCancellationHandler {
            await Self.result(request, endpoint, patience, limit, stop, receive)
        } onCancel: {
            stop.send()
        }
        try result.get()
    }

    private static func result(
        _ request: HTTPRequest, _ endpoint: Endpoint, _ patience: Duration, _ limit: Duration?,
        _ stop: EndSignal, _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async -> Result<Void, TransportFault> {
        let start = ContinuousClock.now
        let connecting = limit.map { min($0, patience) } ?? patience
        // Name servers may never answer, and nothing can end the question.
        let found = await BlockingWork.run(
            limit: connecting, late: Result<[SocketAddress], TransportFault>.failure(.timedOut)
        ) { addresses(of: endpoint) }
        return await BlockingWork.run {
            Result { () throws(TransportFault) in
                let addresses = try found.get()
                let bytes: [UInt8]
                do throws(HTTPFault) {
                    bytes = try request.wireBytes(
                        host: endpoint.hostHeader, prefix: endpoint.prefix)
                } catch {
                    throw TransportFault(error)
                }
                let connection = try Connection.open(
                    addresses, within: max(.zero, connecting - start.duration(to: .now)),
                    patience: patience, total: limit.map { start + $0 }, stop: stop)
                try exchange(bytes, request.method, connection, receive)
            }
        }
    }

    static func addresses(
        of endpoint: Endpoint
    ) -> Result<[SocketAddress], TransportFault> {
        switch endpoint.address {
        case .tcp(let host, let port):
            let addresses = SocketAddress.resolve(host, port)
            return addresses.isEmpty ? .failure(.unknownHost) : .success(addresses)
        case .socket(let path):
            guard let address = SocketAddress(path: path) else {
                return .failure(.failed("the path of the socket is too long"))
            }
            return .success([address])
        }
    }

    private static func exchange(
        _ bytes: [UInt8], _ method: String, _ connection: borrowing Connection,
        _ receive: (HTTPResponsePart) -> Bool
    ) throws(TransportFault) {
        let isSent = try connection.send(bytes)
        // Whoever receives it bounds the body.
        var parser = HTTPResponseParser(method: method, bodyLimit: .max)
        var hasHead = false
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !parser.isDone {
            let piece = try connection.receive(into: &buffer)
            if piece.isEmpty, !hasHead, !isSent { throw .cut }
            do throws(HTTPFault) {
                if piece.isEmpty { try parser.finish() } else { try parser.append(piece) }
            } catch {
                if !hasHead, let head = parser.head, !receive(.head(head)) { throw .stopped }
                let rest = parser.takeBody()
                if parser.head != nil, !rest.isEmpty, !receive(.body(rest)) { throw .stopped }
                throw TransportFault(error)
            }
            if !hasHead, let head = parser.head {
                hasHead = true
                guard receive(.head(head)) else { throw .stopped }
            }
            let body = parser.takeBody()
            if !body.isEmpty, !receive(.body(body)) { throw .stopped }
        }
    }

    func run(
        _ command: DockerCommand, _ receive: @escaping @Sendable (String) -> Void
    ) async -> Outcome {
        let variables = environment.merging(command.environment) { $1 }
        let programs = ProgramSearch(path: environment["PATH"])
        return await BlockingWork.run {
            switch programs.find("docker") {
            case .absent: .absent
            case .denied: .denied
            case .failed(let fault): .failed("\(fault)")
            case .found(let path):
                CommandRun(
                    path: path, argv: ["docker"] + command.arguments, environment: variables,
                    deadline: .now + command.timeLimit, lines: receive
                ).outcome()
            }
        }
    }
}

extension TransportFault {
    /// The system's error in the words of the seam.
    init(_ fault: SystemFault) {
        self =
            switch fault.code {
            case ECONNREFUSED, ENOENT: .refused
            case EAGAIN, ETIMEDOUT, EINPROGRESS: .timedOut
            case ECONNRESET, EPIPE: .cut
            case EACCES, EPERM: .denied
            default: .failed(fault.description)
            }
    }
}
