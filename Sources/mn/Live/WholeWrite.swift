#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Writes to a descriptor until every byte is taken.
enum WholeWrite {
    /// Takes as many calls as it needs, and waits for as long as the reader takes, as any program does.
    static func run(_ bytes: some Sequence<UInt8>, to descriptor: Int32) throws(SystemFault) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // The parent may have made the descriptor non-blocking, for itself.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, -1)
            } else if errno != EINTR {
                throw SystemFault("write")
            }
        }
    }
}
