#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// The standard output and standard error of this process.
///
/// Standard output is held back until there is a block of it, unless it is a terminal; it comes out
/// before anything on standard error, when `flush` is called and when this value goes away. So `flush`
/// belongs before every `exit`.
final class LiveTerminal: Terminal {
    /// The most bytes held back.
    static let blockSize = 32 << 10

    private let output: Int32
    private let error: Int32
    private let environment: [String: String]
    private let options: Presentation.Options
    private let isTerminal: Bool
    private let isErrorTerminal: Bool
    private let state = Mutex(State())

    private struct State {
        var pending: [UInt8] = []
        /// The first error of standard output, after which it is silent.
        var fault: SystemFault?
        var errorIsGone = false
        /// Whether a line of progress stands on the terminal.
        var hasProgress = false
    }

    /// Takes the descriptors, the variables of the process and the options of its command line.
    init(
        environment: [String: String] = ProcessArguments.environment(),
        options: Presentation.Options = Presentation.Options(),
        output: Int32 = 1, error: Int32 = 2
    ) {
        self.output = output
        self.error = error
        self.environment = environment
        self.options = options
        isTerminal = isatty(output) == 1
        isErrorTerminal = isatty(error) == 1
    }

    deinit { flush() }

    /// With the columns of now; the window may be resized.
    var presentation: Presentation {
        Presentation(
            output: Presentation.Stream(
                isTerminal: isTerminal, columns: isTerminal ? columns(of: output) : nil),
            error: Presentation.Stream(
                isTerminal: isErrorTerminal, columns: isErrorTerminal ? columns(of: error) : nil),
            environment: environment, options: options)
    }

    private func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return isKnown ? Int(size.ws_col) : nil
    }

    func showProgress(_ line: String?) {
        let presentation = presentation
        guard let width = presentation.progressWidth else { return }
        // The last column stays free: a full line would wrap on some terminals.
        let line = line.map {
            DisplayWidth.cut($0, to: width - 1, ellipsis: presentation.signs.ellipsis)
        }
        state.withLock { state in
            guard line != nil || state.hasProgress else { return }
            flush(&state)
            // Back to the first column, and away with what stood there (ECMA-48 EL).
            writeError("\r\u{1B}[K" + (line ?? ""), &state)
            state.hasProgress = line != nil
        }
    }

    /// Leaves a line of progress as it stands and says what is to be said, for a process that ends at once;
    /// waits for nobody who is writing.
    func leave(_ words: [TerminalMessage] = []) {
        let presentation = presentation
        _ = state.withLockIfAvailable { state in
            if state.hasProgress { writeError("\n", &state) }
            state.hasProgress = false
            for message in words { writeError(message.text(presentation), &state) }
        }
    }

    func write(_ text: String) {
        state.withLock { state in
            state.pending += text.utf8
            if isTerminal || state.pending.count >= Self.blockSize { flush(&state) }
        }
    }

    func writeError(_ text: String) {
        state.withLock { state in
            flush(&state)
            clearProgress(&state)
            writeError(text, &state)
        }
    }

    private func writeError(_ text: String, _ state: inout State) {
        guard !state.errorIsGone else { return }
        do {
            try writeAll(text.utf8, to: self.error)
        } catch {
            // There is no other place left to say that this one is gone.
            state.errorIsGone = true
        }
    }

    private func clearProgress(_ state: inout State) {
        guard state.hasProgress else { return }
        state.hasProgress = false
        writeError("\r\u{1B}[K", &state)
    }

    /// Writes what was held back; returns the error that silenced standard output, if there was one.
    ///
    /// A reader that has gone away is none.
    @discardableResult
    func flush() -> SystemFault? {
        state.withLock { state in
            flush(&state)
            return state.fault?.code == EPIPE ? nil : state.fault
        }
    }

    private func flush(_ state: inout State) {
        defer { state.pending.removeAll(keepingCapacity: true) }
        guard state.fault == nil, !state.pending.isEmpty else { return }
        if isTerminal { clearProgress(&state) }
        do { try writeAll(state.pending, to: output) } catch { state.fault = error }
    }
}
