#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// A connected socket.
struct Connection: ~Copyable {
    private let descriptor: OwnedDescriptor
    var number: Int32 { descriptor.number }

    private init(_ number: Int32) { descriptor = OwnedDescriptor(number) }

    /// Connects to the endpoint.
    static func open(
        _ endpoint: Endpoint, limit: Duration
    ) throws(TransportFault) -> Connection {
        switch endpoint.address {
        case .tcp(let host, let port): try open(host, port, limit)
        case .socket(let path): try open(path, limit)
        }
    }

    /// Connects to a unix socket.
    private static func open(_ path: String, _ limit: Duration) throws(TransportFault) -> Connection
    {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // The last byte is the end of the string.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw .failed("the path of the socket is too long")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let connection = Connection(socket(AF_UNIX, CLibrary.streamSocket, 0))
        guard connection.number >= 0 else { throw TransportFault(SystemFault("socket")) }
        connection.setTimeLimit(limit)
        let status = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(connection.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw TransportFault(SystemFault("connect")) }
        return connection
    }

    /// Connects to the first address of the host that answers.
    private static func open(
        _ host: String, _ port: Int, _ limit: Duration
    ) throws(TransportFault) -> Connection {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CLibrary.streamSocket
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
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
        // A limit of nothing would mean none at all.
        let microseconds = max(1, Int(limit / .microseconds(1)))
        time.tv_sec = time_t(microseconds / 1_000_000)
        time.tv_usec = suseconds_t(microseconds % 1_000_000)
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
