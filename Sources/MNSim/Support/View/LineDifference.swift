/// The lines that only one of two texts has.
struct LineDifference: Sendable {
    /// More lines than these are not searched for the shortest difference.
    private static let limit = 600

    private(set) var left: Set<Int> = []
    private(set) var right: Set<Int> = []

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
