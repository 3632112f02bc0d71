#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

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
