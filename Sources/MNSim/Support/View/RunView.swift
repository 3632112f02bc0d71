package import MNCore
package import MNSim

/// A run as it is shown: what was asked in order, what was read of it, and why it ended so.
package struct RunView: Sendable {
    package var trace: Trace
    package var events: [EventView]
    /// What was read of the answers, by the number of the event.
    package var marks: [Int: [ReadMark]] = [:]
    /// What the machine is by what the run asked of it; nil if it asked nothing.
    package var hardware: Hardware?
    package var readings: [Reading] = []
    package var cause: CauseChain
    /// Milliseconds after its start at which each event was noted; nil if that is not known.
    package var times: [Int]?

    /// - Parameters:
    ///   - timing: a number an event; nothing is known of any if there are not as many.
    ///   - explanation: why it ended so, if that could be told.
    package init(_ trace: Trace, timing: [Int] = [], explanation: Explanation? = nil) async {
        self.trace = trace
        events = trace.events.enumerated().map { EventView($0.element, number: $0.offset + 1) }
        var recording = Recording()
        for case .access(let exchange) in trace.events.map(\.whatIsLeft)
        where exchange.outcome != .unrecorded {
            recording.add(exchange)
        }
        if !recording.exchanges.isEmpty {
            let hardware = await Hardware.probe(ReplayMachine(recording, rest: .unrecorded))
            self.hardware = hardware
            readings = hardware.readings
            for event in events where event.access != nil {
                let found = event.marks(readings)
                if !found.isEmpty { marks[event.number] = found }
            }
        }
        cause = CauseChain(trace, events, explanation)
        times = timing.count >= trace.events.count && !timing.isEmpty ? timing : nil
    }

    /// The command line.
    package var command: String { CommandWords.line(["mn"] + trace.arguments) }

    /// How long an event took at most: since the one before it was noted.
    package func duration(of number: Int) -> Int? {
        guard let times, times.indices.contains(number - 1) else { return nil }
        let start = number > 1 ? times[number - 2] : 0
        return max(0, times[number - 1] - min(start, times[number - 1]))
    }
}
