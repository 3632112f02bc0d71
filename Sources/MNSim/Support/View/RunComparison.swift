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

    var rows: [Row]

    init(_ left: [EventView], _ right: [EventView]) {
        rows = Pairs(left, right) { "\($0.kind.rawValue) \($0.question)" }.rows.map {
            Row(left: $0.left, right: $0.right)
        }
    }

    func count(_ state: Row.State) -> Int { rows.count { $0.state == state } }
}
