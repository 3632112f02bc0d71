import MNSim

/// Two runs laid beside each other: equal questions are the same, the n-th of one run that of the other.
struct Pairs<Element> {
    struct Row {
        var left: Element?
        var right: Element?
    }

    /// In the order of the left run; what only the right one has stands behind what it has before.
    private(set) var rows: [Row] = []

    init(_ left: [Element], _ right: [Element], by key: (Element) -> String) {
        var waiting: [String: [Int]] = [:]
        for (index, element) in right.enumerated().reversed() {
            waiting[key(element), default: []].append(index)
        }
        var partner = [Int?](repeating: nil, count: left.count)
        var taken: [Int: Int] = [:]
        for (index, element) in left.enumerated() {
            guard let other = waiting[key(element)]?.popLast() else { continue }
            partner[index] = other
            taken[other] = index
        }
        var behind: [Int: [Element]] = [:]
        var last = -1
        for (index, element) in right.enumerated() {
            if let match = taken[index] {
                last = match
            } else {
                behind[last, default: []].append(element)
            }
        }
        rows = (behind[-1] ?? []).map { Row(left: nil, right: $0) }
        for (index, element) in left.enumerated() {
            rows.append(Row(left: element, right: partner[index].map { right[$0] }))
            rows += (behind[index] ?? []).map { Row(left: nil, right: $0) }
        }
    }
}

extension Pairs<Trace.Event> {
    /// The questions of two runs.
    init(questionsOf left: [Trace.Event], _ right: [Trace.Event]) {
        self.init(
            left.filter { $0.question != nil }, right.filter { $0.question != nil },
            by: { $0.question ?? "" })
    }
}
