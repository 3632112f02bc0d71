#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
import MNCore

/// HTTP over the TCP and the unix sockets of this machine.
struct LiveHTTP: HTTPTransport {
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

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        let late = Result<Void, TransportFault>.failure(.timedOut)
        try await BlockingWork.run(limit: limit, late: late) {
            Result { () throws(TransportFault) in
                let stop: EndSignal
                do throws(SystemFault) { stop = try EndSignal() } catch {
                    throw TransportFault(error)
                }
                _ = try Connection.open(
                    try Self.addresses(of: endpoint).get(), within: limit, patience: limit,
                    stop: stop)
            }
        }.get()
    }

    private static func addresses(
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

/// A connected socket of which every wait is bounded and ends at once when it is told to stop.
struct Connection: ~Copyable {
    private let descriptor: OwnedDescriptor
    private let stop: EndSignal
    private let bounds: Bounds

    /// How long the waits for a peer may be.
    struct Bounds {
        /// For each next byte.
        var patience: Duration
        /// For everything; nil is for ever.
        var end: ContinuousClock.Instant?

        /// When a wait that begins now has to end.
        fileprivate var next: ContinuousClock.Instant {
            let next = ContinuousClock.now + patience
            return end.map { min($0, next) } ?? next
        }

        /// Whether there is no time left, though bytes may come all the time.
        fileprivate var isOver: Bool { end.map { $0 <= .now } ?? false }
    }

    private init(_ number: Int32, _ bounds: Bounds, _ stop: EndSignal) {
        descriptor = OwnedDescriptor(number)
        self.bounds = bounds
        self.stop = stop
    }

    /// Connects to the first address that answers.
    ///
    /// - Parameters:
    ///   - limit: the longest wait for all addresses together.
    ///   - patience: the longest wait for each next byte.
    ///   - total: when all that is done with it has to end.
    static func open(
        _ addresses: [SocketAddress], within limit: Duration, patience: Duration,
        total: ContinuousClock.Instant? = nil, stop: EndSignal
    ) throws(TransportFault) -> Connection {
        let end = ContinuousClock.now + limit
        let bounds = Bounds(patience: patience, end: total)
        var fault = TransportFault.unknownHost
        for address in addresses {
            do throws(TransportFault) {
                return try open(address, bounds, stop, until: end)
            } catch {
                if error == .stopped { throw error }
                fault = error
            }
        }
        throw fault
    }

    private static func open(
        _ address: SocketAddress, _ bounds: Bounds, _ stop: EndSignal,
        until end: ContinuousClock.Instant
    ) throws(TransportFault) -> Connection {
        let connection = Connection(
            mn_socket(address.family, CLibrary.streamSocket), bounds, stop)
        let number = connection.descriptor.number
        guard number >= 0 else { throw TransportFault(SystemFault("socket")) }
        var code = address.connect(number)
        // A unix socket whose queue is full says EAGAIN, and is not being connected to.
        while code == EAGAIN, ContinuousClock.now < end {
            _ = poll(nil, 0, 5)
            code = address.connect(number)
        }
        if code == EINPROGRESS {
            try connection.wait(for: Int32(POLLOUT), until: end)
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
                throw TransportFault(SystemFault("getsockopt"))
            }
        }
        if code != 0 { throw TransportFault(SystemFault("connect", code: code)) }
        return connection
    }

    /// Sends all the bytes; false if the peer takes no more, which may have answered all the same.
    func send(_ bytes: [UInt8]) throws(TransportFault) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            if bounds.isOver { throw .timedOut }
            let count = unsafe rest.withUnsafeBytes {
                unsafe systemSend(descriptor.number, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: try wait(for: Int32(POLLOUT), until: bounds.next)
            case EPIPE, ECONNRESET: return false
            default: throw TransportFault(SystemFault("send"))
            }
        }
        return true
    }

    /// The next bytes; none when the peer has closed.
    func receive(into buffer: inout [UInt8]) throws(TransportFault) -> ArraySlice<UInt8> {
        if bounds.isOver { throw .timedOut }
        let end = bounds.next
        while true {
            try wait(for: Int32(POLLIN), until: end)
            let count = unsafe recv(descriptor.number, &buffer, buffer.count, 0)
            if count >= 0 { return buffer[..<count] }
            if errno != EINTR, errno != EAGAIN { throw TransportFault(SystemFault("recv")) }
        }
    }

    /// Waits for an event or an error of the socket.
    private func wait(
        for event: Int32, until end: ContinuousClock.Instant
    ) throws(TransportFault) {
        while true {
            let left = max(.zero, ContinuousClock.now.duration(to: end))
            var sockets = [
                pollfd(fd: descriptor.number, events: Int16(event), revents: 0),
                pollfd(fd: stop.number, events: Int16(POLLIN), revents: 0),
            ]
            let milliseconds = Int32(clamping: Seconds(left).milliseconds + 1)
            let ready = unsafe poll(&sockets, nfds_t(sockets.count), milliseconds)
            if sockets[1].revents != 0 { throw .stopped }
            if ready > 0 { return }
            if ready == 0 { throw .timedOut }
            if errno != EINTR { throw TransportFault(SystemFault("poll")) }
        }
    }
}

private func systemSend(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe send(number, bytes, count, CLibrary.noSignal)
}
