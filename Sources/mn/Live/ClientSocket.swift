#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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
