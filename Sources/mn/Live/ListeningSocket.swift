#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem

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
