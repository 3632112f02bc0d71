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
    /// The widths that are believed; a serial console may say 0.
    private static let widths = 1...10_000

    private let output: Int32
    private let error: Int32
    private let isTerminal: Bool
    private let showsProgress: Bool
    private let columns: Int?
    let hasColour: Bool
    private let state = Mutex(State())

    private struct State {
        var pending: [UInt8] = []
        /// The first error of standard output, after which it is silent.
        var fault: SystemFault?
        var errorIsGone = false
        /// Whether a line of progress stands on the terminal.
        var hasProgress = false
    }

    /// Takes the descriptors and the variables that matter to output.
    init(
        environment: [String: String] = ProcessArguments.environment(),
        output: Int32 = 1, error: Int32 = 2
    ) {
        self.output = output
        self.error = error
        isTerminal = isatty(output) == 1
        showsProgress = isatty(error) == 1 && environment["TERM"] != "dumb"
        columns = environment["COLUMNS"].flatMap(Int.init).flatMap {
            Self.widths.contains($0) ? $0 : nil
        }
        hasColour =
            isTerminal && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }

    deinit { flush() }

    /// The columns now; the window may be resized.
    var width: Int? { isTerminal ? columns(of: output) : nil }

    var progressWidth: Int? { showsProgress ? columns(of: error) ?? 80 : nil }

    private func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return isKnown && Self.widths.contains(Int(size.ws_col)) ? Int(size.ws_col) : columns
    }

    func showProgress(_ line: String?) {
        guard showsProgress else { return }
        state.withLock { state in
            guard line != nil || state.hasProgress else { return }
            flush(&state)
            // Back to the first column, and away with what stood there (ECMA-48 EL).
            writeError("\r\u{1B}[K" + (line ?? ""), &state)
            state.hasProgress = line != nil
        }
    }

    /// Leaves a line of progress as it stands, for a process that ends at once; waits for nobody who
    /// is writing.
    func leaveProgress() {
        _ = state.withLockIfAvailable { state in
            guard state.hasProgress else { return }
            state.hasProgress = false
            writeError("\n", &state)
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
