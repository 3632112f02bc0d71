public import MNCore

extension Matrix {
    /// A table: a row for each machine, grouped by model if there are several.
    public func table() -> Table {
        var table = Table([
            .init("MACHINE", priority: 3, leastWidth: 16),
            .init("STATUS", priority: 4),
            .init("RULE", priority: 2, leastWidth: 8),
            .init("FOUND", .right, priority: 1),
            .init("NEEDED", .right, priority: 1),
            .init("ON", priority: 0),
        ])
        let isGrouped = Set(cells.map(\.verdict.model.id)).count > 1
        var group: String?
        for cell in cells {
            let verdict = cell.verdict
            if isGrouped, group != verdict.model.id {
                group = verdict.model.id
                table.append(heading: Table.Cell(verdict.model.id))
            }
            let comparison = verdict.comparison
            table.append([
                Table.Cell(cell.profile),
                Table.Cell(
                    cell.differs ? "\(verdict.status.rawValue) !" : verdict.status.rawValue,
                    verdict.status.style),
                Table.Cell(verdict.rule.rawValue),
                Table.Cell(comparison.map { "\($0.found)" } ?? "-"),
                Table.Cell(comparison.map(\.minimum.words) ?? "-"),
                Table.Cell(verdict.accelerator.rawValue),
            ])
        }
        return table
    }

    /// The last line under the table.
    public var summaryLine: String {
        let (counts, differing) = summary
        let parts = counts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        let difference =
            differing == 0
            ? "all as their profiles expect"
            : "\(differing) not as their profiles expect (marked !)"
        return "\(Words.count(cells.count, "simulated verdict", "simulated verdicts")): "
            + "\(parts); \(difference)."
    }

    public var json: JSON {
        let (counts, differing) = summary
        var totals = JSONObject()
        for (status, count) in counts { totals[status.rawValue] = .integer(count) }
        totals["differing"] = .integer(differing)
        return [
            "schema": "mn.matrix/1", "simulated": true, "totals": .object(totals),
            "verdicts": .array(cells.map(\.json)),
        ]
    }
}

extension Matrix.Cell {
    /// The verdict as everywhere, with the machine it is about.
    fileprivate var json: JSON {
        var members: JSONObject = [
            "profile": .string(profile), "provenance": .string(provenance.rawValue),
        ]
        if case .object(let verdict) = advice.json(isSimulated: true) {
            members = members.merging(verdict)
        }
        members["expected"] =
            expected.map { ["rule": .string($0.rule), "status": .string($0.status)] } ?? .null
        members["differs"] = .bool(differs)
        return .object(members)
    }
}
