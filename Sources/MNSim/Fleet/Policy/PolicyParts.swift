import MNCore
import MNSim

/// Classes as parts of a group, of some of which it is not known whether they belong to it.
///
/// Each of these may be a member or not, whatever the others are, so that the whole lies between two numbers.
struct PolicyParts {
    private let members: [Ternary]
    private let counts: [Int]
    /// The machines that surely belong to it, and those that may.
    private let certain: Int
    private let perhaps: Int

    init(_ members: [Ternary], _ counts: [Int]) {
        self.members = members
        self.counts = counts
        func sum(_ wanted: Ternary) -> Int {
            zip(members, counts).map { $0 == wanted ? $1 : 0 }.sum()
        }
        certain = sum(.yes)
        perhaps = sum(.unknown)
    }

    /// Whether a class is a member of such a share of the group.
    func share(_ index: Int, _ comparison: PolicyComparison, _ share: PolicyShare) -> Ternary {
        let count = counts[index]
        switch members[index] {
        case .no: return .no
        case .yes:
            return Self.truth(
                comparison, share, count...count, of: certain, [certain, perhaps].sum())
        case .unknown:
            // If it is one, it counts in the whole.
            let least = [certain, count].sum()
            let truth = Self.truth(
                comparison, share, count...count, of: least, [certain, perhaps].sum())
            return truth == .no ? .no : .unknown
        }
    }

    /// The largest classes, of equal ones those with the lesser id, until they reach the share.
    func covering(_ share: PolicyShare, ids: [String]) -> [Ternary] {
        var result = members.map { _ in Ternary.no }
        let order = members.indices.filter { members[$0] != .no }.sorted {
            (counts[$1], ids[$0], $0) < (counts[$0], ids[$1], $1)
        }
        // What comes before a class: surely, and perhaps.
        var (before, open) = (0, 0)
        for index in order {
            let count = counts[index]
            let isOpen = members[index] == .unknown
            let whole = isOpen ? [certain, count].sum() : certain
            let others = isOpen ? perhaps - count : perhaps
            // The share before it is greatest if all that may come before belongs and nothing behind, and
            // least the other way round.
            let isReached = share.holds(.moreOrEqual, before, of: [whole, others - open].sum())
            let mayBeReached = share.holds(
                .moreOrEqual, [before, open].sum(), of: [whole, open].sum())
            if !isReached { result[index] = mayBeReached || isOpen ? .unknown : .yes }
            if isOpen { open = [open, count].sum() } else { before = [before, count].sum() }
        }
        return result
    }

    /// Whether a part compares so with a whole of at least and at most so many.
    private static func truth(
        _ comparison: PolicyComparison, _ share: PolicyShare, _ part: ClosedRange<Int>,
        of least: Int, _ most: Int
    ) -> Ternary {
        func holds(_ comparison: PolicyComparison, of total: Int) -> Bool {
            share.holds(comparison, part.lowerBound, of: total)
        }
        let truths = [holds(comparison, of: least), holds(comparison, of: most)]
        if truths == [true, true] { return .yes }
        if comparison == .equal {
            // The greater the whole, the less the share; the share that is wanted may lie between the two.
            return Ternary.all([
                holds(.moreOrEqual, of: least) ? .unknown : .no,
                holds(.lessOrEqual, of: most) ? .unknown : .no,
            ])
        }
        return truths.contains(true) ? .unknown : .no
    }
}

extension Fleet {
    /// Whether both were made of one inventory, at least in part.
    package func sharesSource(with other: Fleet) -> Bool {
        let digests = Set(sources.map(\.digest))
        return other.sources.contains { digests.contains($0.digest) }
    }
}
