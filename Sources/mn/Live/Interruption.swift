#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import Dispatch
import MNCore

/// Ends the process with 130 on Ctrl-C and on a request to end, after killing the commands it runs.
///
/// Commands lead process groups of their own, so the terminal's Ctrl-C does not reach them. It works for
/// as long as the value lives.
struct Interruption {
    private let sources: [any DispatchSourceSignal]

    /// Starts to listen; returns once it does, because until then an ignored signal is lost.
    ///
    /// A signal that the parent has told this process to ignore (`nohup`, `&` in a script) stays ignored.
    ///
    /// - Parameters:
    ///   - orderlyEnd: what is ended in place of the process, if there is anything.
    ///   - leaving: called before the process ends.
    init(
        _ orderlyEnd: OrderlyEnd = OrderlyEnd(), leaving: @escaping @Sendable () -> Void = {}
    ) {
        let queue = DispatchQueue(label: "mn.interruption", qos: .userInteractive)
        sources = [SIGINT, SIGTERM, SIGHUP].filter { !Self.ignore($0) }.map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
            let isListening = DispatchSemaphore(value: 0)
            source.setRegistrationHandler { isListening.signal() }
            source.setEventHandler {
                if let end = orderlyEnd.take() { return end() }
                leaving()
                RunningCommands.killAll(exitCode: Int32(ExitCode.interrupted.rawValue))
            }
            source.resume()
            _ = isListening.wait(timeout: .now() + .seconds(1))
            return source
        }
    }

    /// Takes a signal's usual effect away, so that the source alone acts; says if it had none before.
    private static func ignore(_ number: Int32) -> Bool {
        let before = signal(number, SIG_IGN)
        return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
