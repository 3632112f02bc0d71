import MNCore
import Synchronization

/// Shows what a `ModelInstaller` does: one changing line on a terminal, a line for each tenth elsewhere.
final class PullDisplay: Sendable {
    private struct State {
        var start: Duration?
        /// The tenths that were told of the pull.
        var tenths = 0
        var total: ByteCount?
    }

    private let terminal: any Terminal
    private let time: any Time
    private let state = Mutex(State())

    init(_ world: World) {
        terminal = world.terminal
        time = world.time
    }

    func tell(_ event: ModelInstaller.Event) {
        switch event {
        case .waiting(let reference):
            say("Another mn works on \(reference); waiting for it.")
        case .pulling(let reference):
            state.withLock { $0 = State(start: time.now) }
            say("Pulling \(reference).")
        case .notBegun:
            say("Nothing comes yet: the Model Runner pulls two models at a time. Waiting.")
        case .retrying(_, let refusal):
            say("\(refusal.sentence) Trying again.")
        case .loading(let reference):
            terminal.showProgress(nil)
            say("Loading \(reference).")
        case .progress(let reference, let progress): show(reference, progress)
        }
    }

    /// Takes the changing line away.
    func end() { terminal.showProgress(nil) }

    private func say(_ sentence: String) {
        terminal.writeError("mn: \(Sanitized.line(sentence))\n")
    }

    private func show(_ reference: String, _ progress: PullProgress) {
        guard let total = progress.total, total > .zero else { return }
        if let width = terminal.progressWidth {
            terminal.showProgress(line(reference, progress, total, width))
            return
        }
        let told: Int? = state.withLock { state in
            // A model of Hugging Face has two phases, each with a total of its own.
            if state.total != total {
                state.total = total
                state.tenths = 0
            }
            let tenths = progress.received.percent(of: total) / 10
            guard tenths > state.tenths else { return nil }
            state.tenths = tenths
            return tenths
        }
        if let told { say("\(told)0% of \(total).") }
    }

    /// `ai/smollm2  43%  110 MiB of 256 MiB  12 MiB/s  12 s left`, as much of it as fits.
    private func line(
        _ reference: String, _ progress: PullProgress, _ total: ByteCount, _ width: Int
    ) -> String {
        let share = progress.received.percent(of: total)
        var parts = [
            Sanitized.line(reference), "\(share)%",
            "\(progress.received) of \(total)",
        ]
        let elapsed = Double(Seconds(time.now) - Seconds(state.withLock(\.start) ?? time.now))
        if elapsed >= 1, progress.received > .zero {
            let rate = Double(progress.received) / elapsed
            let left = Seconds(Double(total - progress.received) / rate).whole
            parts.append("\(ByteCount(rate))/s")
            parts.append(left < 120 ? "\(left) s left" : "\(left / 60) min left")
        }
        // The last column stays free: a full line would wrap on some terminals.
        while parts.count > 2, DisplayWidth.of(parts.joined(separator: "  ")) >= width {
            parts.removeLast()
        }
        return parts.joined(separator: "  ")
    }
}
