import MNCore
import Synchronization

/// Shows on a terminal that a command is at work: what it waits for, and for how long.
///
/// A command that shows progress of its own is left to it, until that stands still.
final class LifeSigns: Sendable {
    /// How often the line is looked at, and what is waited for without a word.
    private static let beat = Duration.seconds(1)
    /// After so long without anything new, progress stands still.
    private static let patience = Duration.seconds(3)

    private struct State {
        /// The line of the command itself, and since when it stands.
        var line: String?
        var since: Duration
        /// What is waited for, and since when, by number.
        var waits: [Int: (subject: String, since: Duration)] = [:]
        var count = 0
        /// Whether the line on the terminal is one of these.
        var isShown = false

        mutating func step(at now: Duration, _ width: Int) -> Step {
            if let line {
                let still = now - since
                guard still >= LifeSigns.patience else { return .stay }
                isShown = true
                return .show(
                    LifeSigns.fitting([line, "nothing new for \(LifeSigns.words(still))"], width))
            }
            let oldest = waits.values.min { ($0.since, $0.subject) < ($1.since, $1.subject) }
            if let oldest, now - oldest.since >= LifeSigns.beat {
                isShown = true
                return .show(
                    LifeSigns.fitting(
                        ["Waiting for \(oldest.subject)", LifeSigns.words(now - oldest.since)],
                        width))
            }
            defer { isShown = false }
            return isShown ? .clear : .stay
        }
    }

    private let terminal: any Terminal
    private let time: any Time
    private let state: Mutex<State>

    init(_ world: World) {
        terminal = world.terminal
        time = world.time
        state = Mutex(State(since: world.time.now))
    }

    /// Runs a command in a world that tells what it waits for; without a terminal to show it, in its own.
    static func shown<Value: Sendable>(
        of world: World, _ body: (World) async throws -> Value
    ) async rethrows -> Value {
        guard world.terminal.progressWidth != nil else { return try await body(world) }
        let signs = LifeSigns(world)
        var watched = world
        watched.terminal = WatchedTerminal(inner: world.terminal, signs: signs)
        watched.http = WatchedTransport(inner: world.http, signs: signs)
        watched.processes = WatchedProcesses(inner: world.processes, signs: signs)
        watched.machine = WatchedMachine(inner: world.machine, signs: signs)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await signs.beat() }
            defer {
                group.cancelAll()
                signs.end()
            }
            return try await body(watched)
        }
    }

    private func beat() async {
        while !Task.isCancelled {
            await time.sleep(for: Self.beat)
            if Task.isCancelled { return }
            show()
        }
    }

    /// What becomes of the line.
    private enum Step {
        case stay, clear
        case show(String)
    }

    private func show() {
        let now = time.now
        let width = terminal.progressWidth ?? 0
        switch state.withLock({ $0.step(at: now, width) }) {
        case .stay: break
        case .clear: terminal.showProgress(nil)
        case .show(let line): terminal.showProgress(line)
        }
    }

    private func end() {
        let isShown = state.withLock(\.isShown)
        if isShown { terminal.showProgress(nil) }
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = Seconds(duration).whole
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    }

    /// Parts on one line; the last stays, and of the first there is as much as fits.
    private static func fitting(_ parts: [String], _ width: Int) -> String {
        let end = parts.dropFirst().map { "  " + $0 }.joined()
        // The last column stays free: a full line would wrap on some terminals.
        let room = width - 1 - DisplayWidth.of(end)
        return room < 8
            ? DisplayWidth.cut(parts[0], to: max(1, width - 1))
            : DisplayWidth.cut(parts[0], to: room) + end
    }

    fileprivate func note(_ line: String?) {
        let now = time.now
        state.withLock { state in
            if state.line != line { state.since = now }
            state.line = line
            state.isShown = false
        }
    }

    fileprivate func begin(_ subject: String) -> Int {
        let now = time.now
        return state.withLock { state in
            state.count += 1
            state.waits[state.count] = (Sanitized.line(subject), now)
            return state.count
        }
    }

    fileprivate func finish(_ wait: Int) { state.withLock { $0.waits[wait] = nil } }
}

private struct WatchedTerminal: Terminal {
    let inner: any Terminal
    let signs: LifeSigns

    var presentation: Presentation { inner.presentation }

    func write(_ text: String) { inner.write(text) }
    func writeDocument(_ document: JSON) { inner.writeDocument(document) }
    func writeError(_ text: String) { inner.writeError(text) }
    func say(_ message: TerminalMessage) { inner.say(message) }
    func tellJob(_ commands: String) { inner.tellJob(commands) }

    func showProgress(_ line: String?) {
        signs.note(line)
        inner.showProgress(line)
    }
}

private struct WatchedTransport: HTTPTransport {
    let inner: any HTTPTransport
    let signs: LifeSigns

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let wait = signs.begin("an answer from \(endpoint)")
        defer { signs.finish(wait) }
        try await inner.exchange(
            request, with: endpoint, patience: patience, limit: limit, receive)
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        let wait = signs.begin("a connection to \(endpoint)")
        defer { signs.finish(wait) }
        try await inner.connect(to: endpoint, limit: limit)
    }
}

private struct WatchedProcesses: ProcessRunner {
    let inner: any ProcessRunner
    let signs: LifeSigns

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        await inner.obstacle(to: command)
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        // What takes Ctrl-C is a worker, which shows for itself what it does.
        guard !command.takesInterruption else {
            return await inner.run(command, started: started, receive)
        }
        let wait = signs.begin(command.argv.prefix(2).joined(separator: " "))
        defer { signs.finish(wait) }
        return await inner.run(command, started: started, receive)
    }
}

private struct WatchedMachine: Machine {
    let inner: any Machine
    let signs: LifeSigns

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard case .command(let argv) = access, let program = argv.first else {
            return await inner.answer(access, within: limit)
        }
        let wait = signs.begin(program)
        defer { signs.finish(wait) }
        return await inner.answer(access, within: limit)
    }
}
