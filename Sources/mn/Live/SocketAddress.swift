#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// Where a socket can be connected to, as the system's calls take it.
struct SocketAddress: Sendable {
    /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
    let family: Int32
    /// A `sockaddr` of that family.
    let bytes: [UInt8]

    /// A unix socket; nil if the path is too long or holds a NUL.
    init?(path: String) {
        guard let address = sockaddr_un(path: path) else { return nil }
        family = AF_UNIX
        bytes = unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
    }

    private init(family: Int32, bytes: [UInt8]) {
        self.family = family
        self.bytes = bytes
    }

    /// The addresses of a host, in the order in which they are to be tried; empty if it has none.
    ///
    /// Blocks for as long as the name servers let it.
    static func resolve(_ host: String, _ port: Int) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CLibrary.streamSocket
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            let bytes = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            unsafe addresses.append(
                SocketAddress(family: entry.pointee.ai_family, bytes: Array(bytes)))
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    /// Begins to connect; the error number of the system, 0 if it is done at once.
    func connect(_ number: Int32) -> Int32 {
        let status = unsafe bytes.withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            return unsafe systemConnect(
                number, start.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        return status == 0 ? 0 : errno
    }
}

private func systemConnect(
    _ number: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
) -> Int32 {
    unsafe connect(number, address, length)
}
