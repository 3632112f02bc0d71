import MNCore
import MNSim

/// Something that must hold in every situation, whatever goes wrong in it.
package struct Invariant: Sendable {
    /// What it is about; `--only` names these.
    package enum Area: String, Hashable, Sendable, CaseIterable {
        case speech, state, verdict, world
    }

    /// A way in which it does not hold.
    package struct Violation: Hashable, Sendable {
        /// The step, from 0; nil where it is of the situation as a whole.
        package var step: Int?
        /// A word of a closed list: two violations of one word are of one kind.
        package var kind: String
        /// What was seen, in a sentence.
        package var words: String
        /// The command lines that show it, where it is of the machine and not of a step.
        var lines: [[String]]

        init(_ step: Int?, _ kind: String, _ words: String, lines: [[String]] = []) {
            self.step = step
            self.kind = kind
            self.words = words
            self.lines = lines
        }
    }

    package let name: String
    package let area: Area
    /// What must hold, in a sentence.
    package let words: String
    /// It is asked in one of so many situations: what plays more than the situation itself takes longer.
    let share: Int
    let check: @Sendable (Played, Laboratory) -> [Violation]

    init(
        _ name: String, _ area: Area, _ words: String, share: Int = 1,
        check: @escaping @Sendable (Played, Laboratory) -> [Violation]
    ) {
        self.name = name
        self.area = area
        self.words = words
        self.share = share
        self.check = check
    }

    /// All there are, in a fixed order.
    package static let all = speech + state + files + verdict + world
}

extension Invariant: Hashable {
    package static func == (left: Invariant, right: Invariant) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
