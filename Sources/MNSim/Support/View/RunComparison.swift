/// Two runs laid beside each other: what was asked in both, and whether the answers are the same.
struct RunComparison: Sendable {
    /// A question of either run, or of both.
    struct Row: Sendable {
        var left: EventView?
        var right: EventView?

        enum State: String, Sendable, CaseIterable {
            case same, differs, left, right
        }

        var state: State {
            guard let left else { return .right }
            guard let right else { return .left }
            return left.outcome == right.outcome && left.answer == right.answer ? .same : .differs
        }
    }

    /// In the order of the left run; what only the right one asked stands where it asked it.
    var rows: [Row]

    /// Equal questions are the same, the n-th of one run that of the other.
    init(_ left: [EventView], _ right: [EventView]) {
        var waiting: [String: [Int]] = [:]
        for (index, event) in right.enumerated().reversed() {
            waiting[Self.key(event), default: []].append(index)
        }
        var partner = [Int?](repeating: nil, count: left.count)
        var taken: [Int: Int] = [:]
        for (index, event) in left.enumerated() {
            guard let other = waiting[Self.key(event)]?.popLast() else { continue }
            partner[index] = other
            taken[other] = index
        }
        // What only the right run asked stands behind what it asked before.
        var behind: [Int: [EventView]] = [:]
        var last = -1
        for (index, event) in right.enumerated() {
            if let match = taken[index] {
                last = match
            } else {
                behind[last, default: []].append(event)
            }
        }
        rows = (behind[-1] ?? []).map { Row(left: nil, right: $0) }
        for (index, event) in left.enumerated() {
            rows.append(Row(left: event, right: partner[index].map { right[$0] }))
            rows += (behind[index] ?? []).map { Row(left: nil, right: $0) }
        }
    }

    private static func key(_ event: EventView) -> String {
        "\(event.seam.rawValue) \(event.kind.rawValue) \(event.question)"
    }

    func count(_ state: Row.State) -> Int { rows.count { $0.state == state } }
}

/// The lines that only one of two texts has.
struct LineDifference: Sendable {
    /// More lines than these are not searched for the shortest difference.
    private static let limit = 600

    var left: Set<Int> = []
    var right: Set<Int> = []

    init(_ old: [String], _ new: [String]) {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start,
            old[old.count - 1 - end] == new[new.count - 1 - end]
        { end += 1 }
        let (a, b) = (old[start..<(old.count - end)], new[start..<(new.count - end)])
        guard a.count <= Self.limit, b.count <= Self.limit else {
            left = Set(a.indices)
            right = Set(b.indices)
            return
        }
        for change in Array(b).difference(from: Array(a)) {
            switch change {
            case .remove(let offset, _, _): left.insert(start + offset)
            case .insert(let offset, _, _): right.insert(start + offset)
            }
        }
    }
}
