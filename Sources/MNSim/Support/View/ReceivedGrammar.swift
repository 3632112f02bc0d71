package import MNCore
import MNSim

/// What whoever receives a bundle can try again without the machine that it is of: whether each word of the
/// file is known to be nobody's.
package struct ReceivedGrammar: Hashable, Sendable {
    /// Where a word stands that is not; at most some.
    package var places: [JSONPointer]
    /// Whether another `mn` made it, which may know other words and print others.
    package var isOfAnother: Bool

    package var hasPassed: Bool { places.isEmpty }

    /// - Parameter version: that of the program that plays.
    package init(_ bundle: Bundle, _ bytes: [UInt8], by player: SupportReplay, version: String) {
        isOfAnother = bundle.version != version
        // What today's program prints too, told nothing else, tells nothing else.
        var told = Set<JSONPointer>()
        for (section, trace) in [(Bundle.Section.run, bundle.run), (.doctor, bundle.doctor)] {
            guard let trace, isOfAnother || player.play(trace).divergence == nil else { continue }
            for (index, event) in trace.events.enumerated() {
                guard case .printed = event.whatIsLeft else { continue }
                // The header stands before the events.
                told.insert(JSONPointer([section.rawValue, "\(index + 1)", "text"]))
            }
        }
        let document = try? JSON.parse(bytes)
        let faults = document.map { BundleGrammar($0, told: told).faults } ?? []
        places = faults.map(\.pointer).uniqued()
    }

    /// What it came to.
    package var sentence: String {
        guard let first = places.first else { return "the grammar passed" }
        let others = places.count > 1 ? " and \(Words.count(places.count - 1, "other place"))" : ""
        return
            "the grammar failed at \(first)\(others): a word stands there that is not known to be "
            + "nobody's"
            + (isOfAnother
                ? ", to this mn: another one made the bundle"
                : ". The file is not as mn made it, or was made without the check.")
    }
}
