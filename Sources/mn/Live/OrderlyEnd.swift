#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// What Ctrl-C ends in place of the process, while something runs for which that is the usual end.
final class OrderlyEnd: EndRequests {
    private let action = Mutex<(@Sendable () -> Void)?>(nil)

    func set(_ action: (@Sendable () -> Void)?) { self.action.withLock { $0 = action } }

    /// The action, once: who asks twice means the process.
    func take() -> (@Sendable () -> Void)? { action.withLock { $0.take() } }
}

/// A word to a thread that waits for sockets, that it is to end.
final class EndSignal: Sendable {
    private let pipe: Pipe

    init() throws(SystemFault) {
        pipe = try RunningCommands.start { _ throws(SystemFault) in try Pipe() }
    }

    /// Readable once the word has been given.
    var number: Int32 { pipe.read.number }

    func send() {
        var byte: UInt8 = 1
        _ = unsafe write(pipe.write.number, &byte, 1)
    }
}
