public import MNCore

/// A matrix as one JSON document, with all that there is to say of each verdict.
public struct MatrixDocument: Sendable {
    private var verdicts: [JSON] = []
    private var machines: [JSON]?

    public init() {}

    public mutating func add(
        _ cells: [MatrixGate.Checked], _ matrix: Matrix, _ slice: Matrix.Slice
    ) {
        let suitable = matrix.suitable(on: slice)
        for checked in cells {
            var members: JSONObject = [
                "profile": .string(slice.profile.id),
                "provenance": .string(slice.profile.provenance.rawValue),
            ]
            let advice = matrix.advice(checked.cell, on: slice, suitable: suitable)
            let verdict = advice?.json(isSimulated: true).object
            members = members.merging(verdict ?? Self.requirements(checked.cell, slice))
            members["expected"] =
                checked.cell.expected.map {
                    ["rule": .string($0.rule), "status": .string($0.status)]
                } ?? .null
            members["differs"] = .bool(checked.differences.contains { $0.kind == .expectation })
            verdicts.append(.object(members))
        }
    }

    /// Adds a machine as a whole, where a blueprint asks for that.
    public mutating func add(_ machine: MatrixMachine) {
        machines = (machines ?? []) + [machine.json]
    }

    /// What a blueprint's demands come to, with the keys that verdicts have.
    private static func requirements(_ cell: Matrix.Cell, _ slice: Matrix.Slice) -> JSONObject {
        let unmet = slice.findings.filter { $0.status != .pass }
        return [
            "model_id": .string(Matrix.Subject.requirementsID), "rule": .string(cell.ruling.rule),
            "status": .string(cell.ruling.status.rawValue),
            "ok": .bool(cell.ruling.status.isAccepted),
            "accelerator": .string(cell.ruling.accelerator.rawValue),
            "message": .string(
                unmet.isEmpty
                    ? "The machine has what is demanded."
                    : unmet.map(\.sentence).joined(separator: " ")),
            "findings": .array(slice.findings.map(\.json)), "simulated": true,
        ]
    }

    /// - Parameter baseline: what was done with the baseline; null without one.
    public func json(_ gate: MatrixGate, baseline: JSON, notices: [String]) -> JSON {
        var totals = gate.totals
        totals["differing"] = .integer(gate.counts[.expectation] ?? 0)
        var document: JSONObject = [
            "schema": "mn.matrix/1", "simulated": true, "data": .string("\(gate.dataDay)"),
            "totals": .object(totals),
            "differences": .array(gate.differences.map(\.json)), "baseline": baseline,
            "notices": .strings(notices), "verdicts": .array(verdicts),
        ]
        if let machines { document["machines"] = .array(machines) }
        return .object(document)
    }
}
