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
final class GracefulShutdown: EndRequests {
    private struct State {
        var count = 0
        /// By the numbers under which they were added.
        var actions: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    func add(_ action: @escaping @Sendable () -> Void) -> any EndAction {
        let number = state.withLock { state in
            state.count += 1
            state.actions[state.count] = action
            return state.count
        }
        return Added(end: self, number: number)
    }

    /// All that was added, once, since who asks twice means the process; nil if there is nothing.
    func take() -> (@Sendable () -> Void)? {
        let actions = state.withLock { state in
            defer { state.actions = [:] }
            return state.actions.sorted { $0.key < $1.key }.map(\.value)
        }
        if actions.isEmpty { return nil }
        return { for action in actions { action() } }
    }

    private struct Added: EndAction {
        let end: GracefulShutdown
        let number: Int

        func withdraw() { end.state.withLock { $0.actions[number] = nil } }
    }
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
