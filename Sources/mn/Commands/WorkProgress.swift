import MNCore
import Synchronization

/// How far a command is with many things of one kind: `12 of 140 scenarios  3/s  40 s left`.
///
/// It is shown on a terminal alone, and once it has taken a moment; a request to end says how far it came.
final class WorkProgress: Sendable {
    /// What is done in less is not worth a line.
    private static let moment = Duration.milliseconds(500)
    /// The shortest time between two lines.
    private static let pause = Duration.milliseconds(100)

    private struct State {
        var done = 0
        var shownAt: Duration?
        var isShown = false
    }

    private let terminal: any Terminal
    private let time: any Time
    private let noun: String
    private let total: Int?
    private let start: Duration
    private let state = Mutex(State())
    private let lastWords: (any EndAction)?

    /// - Parameters:
    ///   - noun: what they are, in the plural.
    ///   - total: how many there are; nil where time decides that.
    ///   - loss: what an interruption leaves behind.
    ///   - resume: how to go on after it, a sentence or a command each.
    init(
        _ world: World, _ noun: String, of total: Int?, loss: String = "nothing was written",
        resume: [String]
    ) {
        terminal = world.terminal
        time = world.time
        start = world.time.now
        self.noun = noun
        self.total = total
        let done = Done()
        self.done = done
        lastWords = world.endRequests?.addLastWords {
            let count = done.count.withLock { $0 }
            return TerminalMessage(
                .error,
                "Interrupted after \(Self.words(count, of: total)) \(noun); \(loss).",
                lines: resume)
        }
    }

    /// What the last words know of.
    private final class Done: Sendable {
        let count = Mutex(0)
    }

    private let done: Done

    /// Something begins; what began before it is done.
    ///
    /// - Parameter name: empty where a name tells nobody anything.
    func begin(_ name: String = "") {
        guard terminal.progressWidth != nil else { return }
        let now = time.now
        let count = done.count.withLock { $0 }
        let isDue = state.withLock { state in
            guard now - start >= Self.moment,
                state.shownAt.map({ now - $0 >= Self.pause }) ?? true
            else { return false }
            state.shownAt = now
            state.isShown = true
            return true
        }
        if isDue { terminal.showProgress(line(count, name, now - start)) }
    }

    /// One more is done.
    func advance() { done.count.withLock { $0 += 1 } }

    /// Takes the line away; an interruption has nothing more to say.
    func end() {
        lastWords?.withdraw()
        if state.withLock(\.isShown) { terminal.showProgress(nil) }
    }

    private static func words(_ count: Int, of total: Int?) -> String {
        total.map { "\(count) of \($0)" } ?? "\(count)"
    }

    private func line(_ count: Int, _ name: String, _ elapsed: Duration) -> String {
        var parts = ["\(Self.words(count, of: total)) \(noun)"]
        let seconds = Double(Seconds(elapsed))
        if count > 0, seconds >= 1 {
            let rate = Double(count) / seconds
            let tenths = Int(saturating: rate * 10)
            parts.append(tenths >= 100 ? "\(tenths / 10)/s" : "\(tenths / 10).\(tenths % 10)/s")
            if let total {
                let left = Seconds(Double(total - count) / rate).whole
                parts.append(left < 120 ? "\(left) s left" : "\(left / 60) min left")
            }
        }
        if !name.isEmpty { parts.append(Sanitized.line(name)) }
        // The last column stays free: a full line would wrap on some terminals.
        let width = terminal.progressWidth ?? 0
        while parts.count > 1, DisplayWidth.of(parts.joined(separator: "  ")) >= width {
            parts.removeLast()
        }
        return parts.joined(separator: "  ")
    }
}
