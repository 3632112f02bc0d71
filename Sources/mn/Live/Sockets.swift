#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
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

/// A socket at which clients can connect; none of its calls waits.
final class ListeningSocket: Sendable {
    /// How many clients may wait to be taken.
    private static let backlog: Int32 = 512

    private let descriptor: OwnedDescriptor
    /// The TCP port; 0 for a unix socket.
    let port: Int

    var number: Int32 { descriptor.number }

    /// Listens at 127.0.0.1; port 0 is any that is free.
    init(loopback port: Int) throws(SystemFault) {
        let number = mn_socket(AF_INET, CLibrary.streamSocket)
        guard number >= 0 else { throw SystemFault("socket") }
        descriptor = OwnedDescriptor(number)
        // A port whose last server has just ended is free.
        var yes: Int32 = 1
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(clamping: port).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32 in
                guard unsafe bind(number, pointer, length) == 0 else { return -1 }
                return unsafe getsockname(number, pointer, &length)
            }
        }
        guard status == 0 else { throw SystemFault("bind") }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        try Self.listen(number)
    }

    /// Listens at a path where nothing is yet.
    init(path: String) throws(SystemFault) {
        let number = mn_socket(AF_UNIX, CLibrary.streamSocket)
        guard number >= 0 else { throw SystemFault("socket") }
        descriptor = OwnedDescriptor(number)
        port = 0
        guard var address = sockaddr_un(path: path) else {
            throw SystemFault("bind", code: ENAMETOOLONG)
        }
        let status = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw SystemFault("bind") }
        try Self.listen(number)
    }

    private static func listen(_ number: Int32) throws(SystemFault) {
        guard systemListen(number, backlog) == 0 else { throw SystemFault("listen") }
    }

    /// The next client; nil if none waits.
    func accept() throws(SystemFault) -> OwnedDescriptor? {
        while true {
            let client = mn_accept(number)
            if client >= 0 {
                let owned = OwnedDescriptor(client)
                // Small pieces of a stream go out when they are due.
                var yes: Int32 = 1
                _ = unsafe setsockopt(
                    client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes,
                    socklen_t(MemoryLayout<Int32>.size))
                return owned
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: return nil
            default: throw SystemFault("accept")
            }
        }
    }
}

private func systemListen(_ number: Int32, _ backlog: Int32) -> Int32 { listen(number, backlog) }

extension sockaddr_un {
    /// The address of a unix socket; nil if the path is too long or holds a NUL.
    init?(path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // The last byte is the end of the string.
        guard bytes.count < MemoryLayout.size(ofValue: sun_path), !bytes.contains(0) else {
            return nil
        }
        unsafe withUnsafeMutableBytes(of: &sun_path) { unsafe $0.copyBytes(from: bytes) }
    }
}

/// A connection of a client to a port that is served; used by one thread.
final class ClientSocket {
    private let descriptor: OwnedDescriptor
    /// What is to be sent, and how much of it has been.
    private var output: [UInt8] = []
    private var sent = 0
    /// When it is asked for again even if nothing happens; nil is never.
    var turn: Duration?
    /// When it is closed though the client has not; nil while it is served.
    private(set) var closeBy: Duration?
    /// When it is left, if it takes nothing more of what is to be sent until then.
    private(set) var stuckBy: Duration?
    /// How many bytes it has taken, and how many when that was set.
    private var taken = 0
    private var stuckAt = 0
    /// Whether there is nothing left to do with it.
    private(set) var isGone = false

    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    var number: Int32 { descriptor.number }
    var hasOutput: Bool { sent < output.count }
    var pending: Int { output.count - sent }

    func append(_ bytes: [UInt8]) {
        if !hasOutput {
            output = bytes
            sent = 0
        } else {
            output += bytes
        }
    }

    /// Sends what the client's system takes now.
    func flush() {
        while hasOutput, !isGone {
            let count = unsafe output.withUnsafeBytes {
                unsafe send(
                    number, $0.baseAddress?.advanced(by: sent), $0.count - sent, CLibrary.noSignal)
            }
            if count >= 0 {
                sent += count
                taken &+= count
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                isGone = true
            }
        }
    }

    /// Bounds the wait for a client to take what is to be sent; each byte that it takes begins a new one.
    func watchOutput(until limit: Duration) {
        if !hasOutput {
            stuckBy = nil
        } else if stuckBy == nil || stuckAt != taken {
            stuckBy = limit
            stuckAt = taken
        }
    }

    /// The bytes that have come; none at the end, nil if there are none yet.
    func receive(into buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
        while true {
            let count = unsafe recv(number, &buffer, buffer.count, 0)
            if count >= 0 { return buffer[..<count] }
            if errno == EINTR { continue }
            if errno != EAGAIN { isGone = true }
            return nil
        }
    }

    /// Ends the sending; what still comes is read and dropped until the client closes too.
    ///
    /// A close with bytes unread would take the last answer away from the client (RFC 9112 §9.6).
    func shut(by limit: Duration) {
        _ = shutdown(number, Int32(SHUT_WR))
        closeBy = limit
    }

    /// Closes so that the client's system reports a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        closeBy = .zero
        isGone = true
    }

    func close() { isGone = true }
}
