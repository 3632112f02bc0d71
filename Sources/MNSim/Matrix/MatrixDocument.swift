public import MNCore

/// A matrix as one JSON document, with all that there is to say of each verdict.
public struct MatrixDocument: Sendable {
    private var verdicts: [JSON] = []

    public init() {}

    public mutating func add(
        _ cells: [MatrixGate.Checked], _ matrix: Matrix, _ slice: Matrix.Slice
    ) {
        let suitable = matrix.suitable(on: slice)
        for checked in cells {
            let advice = matrix.advice(checked.cell, on: slice, suitable: suitable)
            var members: JSONObject = [
                "profile": .string(slice.profile.id),
                "provenance": .string(slice.profile.provenance.rawValue),
            ]
            if case .object(let verdict) = advice.json(isSimulated: true) {
                members = members.merging(verdict)
            }
            members["expected"] =
                checked.cell.expected.map {
                    ["rule": .string($0.rule), "status": .string($0.status)]
                } ?? .null
            members["differs"] = .bool(checked.differences.contains { $0.kind == .expectation })
            verdicts.append(.object(members))
        }
    }

    /// - Parameter baseline: what was done with the baseline; null without one.
    public func json(_ gate: MatrixGate, baseline: JSON, notices: [String]) -> JSON {
        var totals = gate.totals
        totals["differing"] = .integer(gate.counts[.expectation] ?? 0)
        return [
            "schema": "mn.matrix/1", "simulated": true, "data": .string("\(gate.dataDay)"),
            "totals": .object(totals),
            "differences": .array(gate.differences.map(\.json)), "baseline": baseline,
            "notices": .strings(notices), "verdicts": .array(verdicts),
        ]
    }
}
