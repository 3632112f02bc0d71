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
                Table.Cell(comparison.map(\.foundWords) ?? "-"),
                Table.Cell(comparison.map(\.shortMinimum) ?? "-"),
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

extension Verdict.Comparison {
    /// What suffices, and the minimum that it stands for: `7.36 GiB (8 GB)`.
    fileprivate var shortMinimum: String {
        isOfBox ? "\(leastWords) (\(minimum.words))" : minimum.words
    }
}
