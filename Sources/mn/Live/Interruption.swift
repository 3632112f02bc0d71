#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
import Dispatch
import MNCore
import Synchronization

/// Ends the process with 130 on Ctrl-C and on a request to end, after killing the commands it runs.
///
/// Commands lead process groups of their own, so the terminal's Ctrl-C does not reach them. It works for
/// as long as the value lives.
struct Interruption {
    private let source: (any DispatchSourceRead)?

    /// Starts to listen.
    ///
    /// A request that was lost would leave a program running that somebody has told to end, so each is kept
    /// from the moment at which this returns. While a program runs in a simulated machine (`LiveSandbox`), it
    /// gets the signals, and nothing comes here.
    ///
    /// A signal that the parent has told this process to ignore (`nohup`, `&` in a script) stays ignored.
    ///
    /// - Parameters:
    ///   - gracefulShutdown: what is ended in place of the process, if there is anything.
    ///   - leaving: called before the process ends, with what is to be said.
    init(
        _ gracefulShutdown: GracefulShutdown = GracefulShutdown(),
        leaving: @escaping @Sendable ([TerminalMessage]) -> Void = { _ in }
    ) {
        // Without a pipe the signals end the process by themselves.
        guard let requests = try? Requests() else {
            source = nil
            return
        }
        let queue = DispatchQueue(label: "mn.interruption", qos: .userInteractive)
        let source = DispatchSource.makeReadSource(fileDescriptor: requests.number, queue: queue)
        source.setEventHandler {
            guard requests.take() else { return }
            if let end = gracefulShutdown.take() { return end() }
            leaving(gracefulShutdown.lastWords)
            RunningCommands.killAll(exitCode: Int32(ExitCode.interrupted.rawValue))
        }
        source.resume()
        self.source = source
        for number in [SIGINT, SIGTERM, SIGHUP] where mn_is_ignored(number) == 0 { mn_hear(number) }
    }

    /// The signals that came, one after the other.
    ///
    /// They come through a pipe, as their handler must do next to nothing. A signal source of Dispatch would
    /// take them away from who else handles them: on Linux it reads them off the process (`signalfd`).
    private final class Requests: Sendable {
        private let pipe: Pipe

        init() throws(SystemFault) {
            pipe = try RunningCommands.start { _ throws(SystemFault) in try Pipe() }
            guard mn_requests(pipe.write.number) == 0 else { throw SystemFault("fcntl") }
        }

        /// Readable once there is one.
        var number: Int32 { pipe.read.number }

        /// Takes the next one that has come; false if there is none.
        func take() -> Bool {
            var signal: Int32 = 0
            return unsafe read(number, &signal, MemoryLayout<Int32>.size) > 0
        }
    }
}

/// What Ctrl-C ends in place of the process, while something runs for which that is the usual end.
final class GracefulShutdown: EndRequests {
    private struct State {
        var count = 0
        var isAsked = false
        /// By the numbers under which they were added.
        var actions: [Int: @Sendable () -> Void] = [:]
        var words: [Int: @Sendable () -> TerminalMessage] = [:]
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

    func addLastWords(_ words: @escaping @Sendable () -> TerminalMessage) -> any EndAction {
        let number = state.withLock { state in
            state.count += 1
            state.words[state.count] = words
            return state.count
        }
        return Added(end: self, number: number)
    }

    /// What is to be said when the process ends now.
    var lastWords: [TerminalMessage] {
        state.withLock(\.words).sorted { $0.key < $1.key }.map { $0.value() }
    }

    /// Whether anything was ended so.
    var isAsked: Bool { state.withLock(\.isAsked) }

    /// All that was added, once, since who asks twice means the process; nil if there is nothing.
    func take() -> (@Sendable () -> Void)? {
        let actions = state.withLock { state in
            defer { state.actions = [:] }
            if !state.actions.isEmpty { state.isAsked = true }
            return state.actions.sorted { $0.key < $1.key }.map(\.value)
        }
        if actions.isEmpty { return nil }
        return { for action in actions { action() } }
    }

    private struct Added: EndAction {
        let end: GracefulShutdown
        let number: Int

        func withdraw() {
            end.state.withLock { state in
                state.actions[number] = nil
                state.words[number] = nil
            }
        }
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
