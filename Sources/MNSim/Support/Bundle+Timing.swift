import MNCore
import MNSim

extension Bundle {
    /// The times of a run that tells what it prints in other pieces: each event that was there has its own,
    /// and what is printed that of the event before it.
    ///
    /// - Parameter raw: the run as it was recorded.
    func timing(of run: Trace?, recordedAs raw: Trace?) -> [Int] {
        guard let run, let raw, timing.count >= raw.events.count else { return timing }
        var times = zip(raw.events, timing).filter { !$0.0.isPrinted }.map(\.1)[...]
        let exit = timing.dropFirst(raw.events.count)
        var last = timing.first ?? 0
        return run.events.map { event in
            if !event.isPrinted, let time = times.popFirst() { last = time }
            return last
        } + exit
    }
}

extension Trace.Event {
    fileprivate var isPrinted: Bool { if case .printed = whatIsLeft { true } else { false } }
}
