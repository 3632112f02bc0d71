import MNCore
package import MNSim

/// Makes a traced run as small as it can be while it fails in the same way; never in another.
///
/// Whether two runs fail in the same way, their signatures say. Each step is tried with the program; the steps
/// come in an order that is always the same, and all of them again until none makes anything less.
package struct TraceMinimizer {
    package struct Result: Sendable {
        /// The run that is left, as the program prints it now.
        package var trace: Trace
        package var signature: Signature
        /// How many runs were tried.
        package var tests: Int
        /// Whether it was given up since there were too many to try.
        package var isCutShort: Bool
        /// Other failures that were met on the way and not followed.
        package var others: [Signature]
    }

    /// The most runs that are tried.
    package static let testLimit = 3000
    /// The most bytes of traces that are played for it: of a large trace fewer runs are tried.
    package static let byteLimit = 256 << 20
    /// The most other failures that are told.
    package static let otherLimit = 8

    private let player: SupportReplay
    private let limit: (tests: Int, bytes: Int)
    private let wanted: Signature
    private var tests = 0
    private var bytes = 0
    /// The bytes of the trace, which are more than those of all that is tried instead.
    private var size: Int
    private var known: [Trace: Bool] = [:]
    private var others: [Signature] = []
    private var trace: Trace

    private init(
        _ trace: Trace, _ wanted: Signature, _ player: SupportReplay,
        limit: (tests: Int, bytes: Int)
    ) {
        self.trace = trace
        size = trace.text.utf8.count
        self.wanted = wanted
        self.player = player
        self.limit = limit
    }

    /// Makes a run small.
    ///
    /// - Parameters:
    ///   - limit: the most runs that are tried.
    ///   - bytes: the most bytes of traces that are played.
    /// - Returns: nil if the trace lacks its end, the program asks what it does not answer, or never ends.
    package static func minimized(
        _ trace: Trace, by player: SupportReplay, limit: Int = testLimit, bytes: Int = byteLimit
    ) -> Result? {
        let played = player.play(trace)
        guard played.isAnswered, !trace.isPartial else { return nil }
        var whole = trace
        // What is left of an answer that was shortened is all that a replay has of it.
        whole.events = trace.events.map(\.whatIsLeft)
        var search = TraceMinimizer(
            whole, played.signature, player, limit: (limit, bytes))
        search.search()
        return Result(
            trace: player.settled(search.trace), signature: played.signature, tests: search.tests,
            isCutShort: search.isAtEnd, others: search.others)
    }

    private mutating func search() {
        var before: Trace
        repeat {
            before = trace
            dropUnasked()
            dropVariables()
            dropRepeats()
            emptyOrgans()
            emptyAnswers()
            shortenAnswers()
            roundNumbers()
        } while trace != before && !isAtEnd
    }

    /// Whether no more is to be tried.
    private var isAtEnd: Bool { tests >= limit.tests || bytes >= limit.bytes }

    /// Whether a run fails in the same way, and then takes it up; nil if no more are to be tried.
    private mutating func take(_ candidate: Trace) -> Bool? {
        guard !isAtEnd else { return nil }
        guard candidate != trace else { return true }
        guard holds(candidate) else { return false }
        trace = candidate
        size = candidate.text.utf8.count
        return true
    }

    private mutating func holds(_ candidate: Trace) -> Bool {
        if let known = known[candidate] { return known }
        tests += 1
        bytes += size
        let played = player.play(candidate)
        let isSame = played.isAnswered && played.signature == wanted
        known[candidate] = isSame
        if !isSame, played.isAnswered, played.signature.exitCode != 0,
            others.count < Self.otherLimit, !others.contains(played.signature)
        {
            others.append(played.signature)
        }
        return isSame
    }

    /// Leaves out answers to what is not asked any more.
    private mutating func dropUnasked() {
        let asked = Set(player.play(trace).events.compactMap(\.question))
        var candidate = trace
        candidate.events = trace.events.filter { event in
            event.question.map(asked.contains) ?? event.isOfRun
        }
        _ = take(candidate)
    }

    private mutating func dropVariables() {
        let names = trace.environment.keys.sorted()
        let all = trace
        _ = Reduction.reduced(names) { names in
            var candidate = all
            candidate.events = all.events.filter { event in
                if case .variable(let name, _) = event { names.contains(name) } else { true }
            }
            return take(candidate)
        }
    }

    /// Of the answers to a question that was asked again and again, the last one stays for all later ones.
    private mutating func dropRepeats() {
        var places: [String: [Int]] = [:]
        for (index, event) in trace.events.enumerated() {
            if let question = event.question { places[question, default: []].append(index) }
        }
        let all = trace
        var dropped: Set<Int> = []
        for (_, indices) in places.sorted(by: { $0.key < $1.key }) where indices.count > 1 {
            let left = Reduction.reduced(indices) { left in
                guard !left.isEmpty else { return false }
                let gone = dropped.union(Set(indices).subtracting(left))
                return take(all.without(gone))
            }
            dropped.formUnion(Set(indices).subtracting(left))
        }
    }

    /// Takes away what belongs together on the machine.
    private mutating func emptyOrgans() {
        for organ in Set(trace.events.compactMap(\.organ)).sorted() {
            var candidate = trace
            for index in candidate.events.indices where candidate.events[index].organ == organ {
                candidate.events[index] =
                    candidate.events[index].withNothingThere ?? candidate.events[index]
            }
            _ = take(candidate)
        }
    }

    private mutating func emptyAnswers() {
        for index in trace.events.indices {
            guard let nothing = trace.events[index].withNothingThere else { continue }
            _ = take(trace.replacing(index, with: nothing))
        }
        // What could not be written or locked, and other things that leave no trace if all is well.
        for index in trace.events.indices.reversed() where trace.events[index].isOfNewTraces {
            _ = take(trace.without([index]))
        }
    }

    private mutating func shortenAnswers() {
        for index in trace.events.indices {
            if let bare = trace.events[index].withoutHeaders {
                _ = take(trace.replacing(index, with: bare))
            }
            if let names = trace.events[index].names {
                let event = trace.events[index]
                _ = Reduction.reduced(names) {
                    take(trace.replacing(index, with: event.keeping($0)))
                }
            }
            for (slot, bytes) in trace.events[index].contents.enumerated() {
                let event = trace.events[index]
                _ = Reduction.reduced(bytes) {
                    take(trace.replacing(index, with: event.replacing(slot, with: $0)))
                }
            }
        }
    }

    private mutating func roundNumbers() {
        for index in trace.events.indices {
            for (slot, bytes) in trace.events[index].contents.enumerated() {
                let event = trace.events[index]
                _ = Reduction.withRoundNumbers(bytes) {
                    take(trace.replacing(index, with: event.replacing(slot, with: $0)))
                }
            }
        }
    }
}

extension Trace {
    fileprivate func without(_ indices: Set<Int>) -> Trace {
        var trace = self
        trace.events = events.enumerated().filter { !indices.contains($0.offset) }.map(\.element)
        return trace
    }

    fileprivate func replacing(_ index: Int, with event: Event) -> Trace {
        var trace = self
        if trace.events.indices.contains(index) { trace.events[index] = event }
        return trace
    }
}

extension Trace.Event {
    /// Whether it belongs to the run although it is no question; what is printed is printed anew.
    fileprivate var isOfRun: Bool {
        switch self {
        case .rule, .variable(_, _?): true
        default: false
        }
    }
}
