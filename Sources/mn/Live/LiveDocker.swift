#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// A Model Runner that is spoken to over TCP.
struct LiveDocker: Docker {
    /// The longest that a connection, and each wait for more bytes, may take.
    var timeLimit = Duration.seconds(5)

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse {
        let limit = timeLimit
        let late = Result<HTTPResponse, TransportFault>.failure(.timedOut)
        return try await BlockingWork.run(limit: limit + limit, late: late) {
            Result { () throws(TransportFault) in
                try Self.exchange(request, endpoint, limit: limit)
            }
        }.get()
    }

    private static func exchange(
        _ request: HTTPRequest, _ endpoint: Endpoint, limit: Duration
    ) throws(TransportFault) -> HTTPResponse {
        let connection = try Connection.open(endpoint, limit: limit)
        do throws(SystemFault) {
            try WholeWrite.run(bytes(of: request, endpoint), to: connection.number)
        } catch {
            throw TransportFault(error)
        }
        var parser = HTTPResponseParser(method: request.method)
        while parser.response == nil {
            let piece = try connection.receive()
            do throws(HTTPFault) {
                if piece.isEmpty { try parser.finish() } else { try parser.append(piece) }
            } catch {
                switch error {
                case .malformed(let problem): throw .garbled(problem)
                case .endedEarly: throw .cut
                case .tooLarge: throw .garbled("a body over \(ByteCount(HTTPResponse.bodyLimit))")
                }
            }
        }
        guard let response = parser.response else { throw .cut }
        return response
    }

    private static func bytes(of request: HTTPRequest, _ endpoint: Endpoint) -> [UInt8] {
        var head = "\(request.method) \(request.target) HTTP/1.1\r\n"
        head += "Host: \(String(describing: endpoint).dropFirst("http://".count))\r\n"
        head += "Connection: close\r\n"
        if !request.body.isEmpty { head += "Content-Length: \(request.body.count)\r\n" }
        for field in request.headers.fields { head += "\(field.name): \(field.value)\r\n" }
        return Array((head + "\r\n").utf8) + request.body
    }
}

extension TransportFault {
    /// The system's error in the words of the seam.
    init(_ fault: SystemFault) {
        self =
            switch fault.code {
            case ECONNREFUSED: .refused
            case EAGAIN, ETIMEDOUT, EINPROGRESS: .timedOut
            case ECONNRESET, EPIPE: .cut
            default: .failed(fault.description)
            }
    }
}
