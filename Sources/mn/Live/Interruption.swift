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
    private let sources: [any DispatchSourceSignal]

    /// Starts to listen; returns once it does.
    ///
    /// What is sent meanwhile waits: a request that was lost would leave a program running that somebody has
    /// told to end.
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
        let queue = DispatchQueue(label: "mn.interruption", qos: .userInteractive)
        let signals = [SIGINT, SIGTERM, SIGHUP].filter { mn_is_ignored($0) == 0 }
        var waiting = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&waiting)
        for signal in signals { unsafe sigaddset(&waiting, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &waiting, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        sources = signals.map { number in
            // On Linux the source takes the usual effect away itself, once it listens.
            #if canImport(Darwin)
            signal(number, SIG_IGN)
            #endif
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            let isListening = DispatchSemaphore(value: 0)
            source.setRegistrationHandler { isListening.signal() }
            source.setEventHandler {
                if let end = gracefulShutdown.take() { return end() }
                leaving(gracefulShutdown.lastWords)
                RunningCommands.killAll(exitCode: Int32(ExitCode.interrupted.rawValue))
            }
            source.resume()
            _ = isListening.wait(timeout: .now() + .seconds(1))
            return source
        }
    }
}

/// What Ctrl-C ends in place of the process, while something runs for which that is the usual end.
final class GracefulShutdown: EndRequests {
    private struct State {
        var count = 0
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
