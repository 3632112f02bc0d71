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

/// A connected TCP socket.
struct Connection: ~Copyable {
    private let descriptor: OwnedDescriptor
    var number: Int32 { descriptor.number }

    private init(_ number: Int32) { descriptor = OwnedDescriptor(number) }

    /// Connects to the first address of the endpoint that answers.
    static func open(
        _ endpoint: Endpoint, limit: Duration
    ) throws(TransportFault) -> Connection {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CLibrary.streamSocket
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list)
        guard code == 0 else { throw .unknownHost }
        defer { unsafe freeaddrinfo(list) }
        var fault = TransportFault.unknownHost
        var next = unsafe list
        while let address = unsafe next {
            let candidate = unsafe Connection(
                socket(address.pointee.ai_family, address.pointee.ai_socktype, 0))
            if candidate.number >= 0 {
                candidate.setTimeLimit(limit)
                let status = unsafe connect(
                    candidate.number, address.pointee.ai_addr, address.pointee.ai_addrlen)
                if status == 0 { return candidate }
            }
            fault = TransportFault(SystemFault("connect"))
            unsafe next = address.pointee.ai_next
        }
        throw fault
    }

    /// Bounds connecting, sending and each wait for bytes.
    private func setTimeLimit(_ limit: Duration) {
        var time = timeval()
        time.tv_sec = time_t(limit.components.seconds)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(
                number, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// The next bytes; none when the peer has closed.
    func receive() throws(TransportFault) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe recv(number, &buffer, buffer.count, 0)
            if count >= 0 { return Array(buffer.prefix(count)) }
            if errno != EINTR { throw TransportFault(SystemFault("recv")) }
        }
    }
}
