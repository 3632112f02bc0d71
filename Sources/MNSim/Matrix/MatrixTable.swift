package import MNCore

/// A matrix as a table for people: a row for each machine, grouped by model if there are several.
package struct MatrixTable: Sendable {
    /// The most rows; of a larger matrix only the differences and counts are for people.
    package static let rowLimit = 5000

    private let subjects: [Matrix.Subject]
    /// By subject, then in the order in which they came.
    private var rows: [[[Table.Cell]]]
    private var count = 0
    /// How many rows are not in the table, for want of room.
    package private(set) var omitted = 0

    package init(_ matrix: Matrix) {
        subjects = matrix.subjects
        rows = Array(repeating: [], count: matrix.subjects.count)
    }

    package mutating func add(_ cells: [MatrixGate.Checked], profile: String) {
        for checked in cells {
            guard count < Self.rowLimit else {
                omitted += 1
                continue
            }
            count += 1
            let cell = checked.cell
            let comparison = cell.comparison
            let status = cell.status.rawValue
            rows[cell.subject].append([
                Table.Cell(profile),
                Table.Cell(
                    checked.differences.isEmpty ? status : "\(status) !", cell.status.style),
                Table.Cell(cell.rule),
                Table.Cell(comparison.map { "\($0.found)" } ?? "-"),
                Table.Cell(comparison.map(\.minimum.words) ?? "-"),
                Table.Cell(cell.accelerator.rawValue),
                Table.Cell(
                    cell.assumed.isEmpty
                        ? "-" : cell.assumed.names.joined(separator: ", ")),
            ])
        }
    }

    package var table: Table {
        var table = Table([
            .init("MACHINE", priority: 3, leastWidth: 16),
            .init("STATUS", priority: 4),
            .init("RULE", priority: 2, leastWidth: 8),
            .init("FOUND", .right, priority: 1),
            .init("NEEDED", .right, priority: 1),
            .init("ON", priority: 0),
            .init("ASSUMED", priority: 0),
        ])
        let isGrouped = rows.count { !$0.isEmpty } > 1
        for (subject, rows) in zip(subjects, rows) where !rows.isEmpty {
            if isGrouped {
                let isAlone = subjects.count { $0.id == subject.id } == 1
                let backend = subject.model.map { " on \($0.backend)" } ?? ""
                table.append(heading: Table.Cell(subject.id + (isAlone ? "" : backend)))
            }
            for row in rows { table.append(row) }
        }
        return table
    }
}

extension MatrixGate {
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
    package var summaryLine: String {
        let parts = Status.allCases.map { "\(statuses[$0] ?? 0) \($0.rawValue)" }
        let wrong = MatrixDifference.Kind.allCases.compactMap { kind in
            counts[kind].map { kind.words($0) }
        }
        let rest =
            wrong.isEmpty ? agreement : wrong.joined(separator: ", ") + " (marked !)"
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
        var parts = hasExpectations ? ["as their profiles expect"] : []
        if hasBaseline { parts.append("as in the baseline") }
        if hasRequirements { parts.append("as required") }
        return parts.isEmpty ? "nothing is expected of them" : "all \(Words.list(parts))"
    }
}
