package import MNCore

/// A matrix as one JSON document, with all that there is to say of each verdict.
package struct MatrixDocument: Sendable {
    private var verdicts: [JSON] = []
    private var machines: [JSON]?

    package init() {}

    package mutating func add(
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
            members = members.merging(
                verdict ?? Self.other(matrix.subjects[checked.cell.subject], checked.cell, slice))
            members["expected"] =
                checked.cell.expected.map {
                    ["rule": .string($0.rule), "status": .string($0.status)]
                } ?? .null
            members["differs"] = .bool(checked.differences.contains { $0.kind == .expectation })
            verdicts.append(.object(members))
        }
    }

    /// Adds a machine as a whole, where a blueprint asks for that.
    package mutating func add(_ machine: MatrixMachine) {
        machines = (machines ?? []) + [machine.json]
    }

    /// What is no verdict on a model of the catalog, with the keys that such have.
    private static func other(
        _ subject: Matrix.Subject, _ cell: Matrix.Cell, _ slice: Matrix.Slice
    ) -> JSONObject {
        var members: JSONObject = [
            "model_id": .string(subject.id), "rule": .string(cell.rule),
            "status": .string(cell.status.rawValue),
            "ok": .bool(cell.status.isAccepted),
            "accelerator": .string(cell.accelerator.rawValue), "simulated": true,
            "message": "Nothing is known of what this model needs.",
        ]
        if case .requirements = subject {
            members["message"] = .string(slice.demandSentence)
            members["findings"] = .array(slice.findings.map(\.json))
        }
        return members
    }

    /// - Parameter baseline: what was done with the baseline; null without one.
    package func json(_ gate: MatrixGate, baseline: JSON, notices: [String]) -> JSON {
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
