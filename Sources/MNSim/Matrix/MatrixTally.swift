package import MNCore

/// What came of the verdicts of a matrix: all that reports say of them as a whole.
///
/// It keeps counts, and of the differences the first of each kind.
package struct MatrixTally: Sendable {
    /// The most differences of a kind that are kept; reports name how many there are in all.
    package static let keptLimit = 1000

    /// What verdicts are held against.
    package enum Wish: String, Hashable, Sendable, CaseIterable {
        case expectations, baseline, requirements
    }

    /// The day of the driver data that is judged by.
    package let dataDay: CalendarDate
    /// How many verdicts have each status.
    package private(set) var statuses: [Status: Int] = [:]
    /// How many differences there are of each kind.
    package private(set) var counts: [MatrixDifference.Kind: Int] = [:]
    private var kept: [MatrixDifference.Kind: [MatrixDifference]] = [:]
    /// How many machines there are of each status as a whole, where a blueprint asks for that.
    package var machines: [Status: Int] = [:]
    package var wishes: Set<Wish> = []

    package init(_ dataDay: CalendarDate) { self.dataDay = dataDay }

    /// By kind, then by machine; of each kind at most `keptLimit`.
    package var differences: [MatrixDifference] {
        MatrixDifference.Kind.allCases.flatMap { kept[$0] ?? [] }
    }

    /// How many verdicts were counted.
    package var count: Int { statuses.values.sum() }

    package mutating func count(_ status: Status) { statuses[status, default: 0] += 1 }

    /// Counts differences that are not kept.
    package mutating func count(_ kind: MatrixDifference.Kind, more: Int) {
        if more > 0 { counts[kind] = [counts[kind] ?? 0, more].sum() }
    }

    /// Adds what another counted; its differences are kept by `keep(counted:)`.
    mutating func add(countsOf other: MatrixTally) {
        for (status, count) in other.statuses { statuses[status, default: 0] += count }
        for (kind, count) in other.counts { counts[kind, default: 0] += count }
    }

    package mutating func keep(_ difference: MatrixDifference) {
        counts[difference.kind, default: 0] += 1
        keep(counted: difference)
    }

    mutating func keep(counted difference: MatrixDifference) {
        if kept[difference.kind, default: []].count < Self.keptLimit {
            kept[difference.kind, default: []].append(difference)
        }
    }
}

extension MatrixTally {
    /// The most differences of a kind that a table shows; a report is to be read.
    private static let shownDifferences = 50

    /// What is not as it should be, the first kind first; nil if all is.
    package var differenceTable: Table? {
        if counts.isEmpty { return nil }
        var table = Table([
            .init("MACHINE", priority: 3, leastWidth: 16),
            .init("MODEL", priority: 2, leastWidth: 10),
            .init("IS", priority: 4, leastWidth: 12),
            .init("WANTED", priority: 4, leastWidth: 12),
        ])
        for kind in MatrixDifference.Kind.allCases {
            guard let count = counts[kind] else { continue }
            table.append(heading: Table.Cell(kind.words(count), .bad))
            let listed = differences.filter { $0.kind == kind }.prefix(Self.shownDifferences)
            for difference in listed {
                table.append([
                    Table.Cell(difference.profile), Table.Cell(difference.model),
                    Table.Cell(
                        (difference.found ?? "gone")
                            + (difference.isByNewerData ? " by newer driver data" : "")),
                    Table.Cell(difference.wanted ?? "-"),
                ])
            }
            if count > listed.count {
                table.append([Table.Cell("and \(count - listed.count) more")])
            }
        }
        return table
    }

    /// The last line of a result: how many verdicts of which status, and what is wrong with them.
    ///
    /// - Parameter isMarked: whether a table beside it marks what is wrong.
    package func summaryLine(isMarked: Bool = true) -> String {
        let parts = Status.allCases.map { "\(statuses[$0] ?? 0) \($0.rawValue)" }
        let wrong = MatrixDifference.Kind.allCases.compactMap { kind in
            counts[kind].map { kind.words($0) }
        }
        let rest =
            wrong.isEmpty
            ? agreement : wrong.joined(separator: ", ") + (isMarked ? " (marked !)" : "")
        return "\(Words.count(count, "simulated verdict", "simulated verdicts")): "
            + "\(parts.joined(separator: ", ")); \(rest)."
            + (dataDay < DriverData.builtin.date ? " By the driver data of \(dataDay)." : "")
    }

    /// On how many machines a blueprint runs; nil where none asks.
    package var machineLine: String? {
        let all = machines.values.sum()
        if all == 0 { return nil }
        let running = Status.allCases.filter(\.isAccepted).map { machines[$0] ?? 0 }.sum()
        let warned = machines[.warning] ?? 0
        return "The blueprint runs on \(running) of \(Words.count(all, "machine"))"
            + (warned > 0 ? ", on \(warned) of them with a warning" : "") + "."
    }

    private var agreement: String {
        var parts = wishes.contains(.expectations) ? ["as their profiles expect"] : []
        if wishes.contains(.baseline) { parts.append("as in the baseline") }
        if wishes.contains(.requirements) { parts.append("as required") }
        return parts.isEmpty ? "nothing is expected of them" : "all \(Words.list(parts))"
    }
}

extension MatrixTally {
    /// How many verdicts have each status.
    package var totals: JSONObject {
        JSONObject(Status.allCases.map { ($0.rawValue, .integer(statuses[$0] ?? 0)) })
    }

    /// How many differences there are of each kind that there is.
    var countsJSON: JSON {
        .object(
            JSONObject(
                MatrixDifference.Kind.allCases.compactMap { kind in
                    counts[kind].map { (kind.rawValue, .integer($0)) }
                }))
    }
}
