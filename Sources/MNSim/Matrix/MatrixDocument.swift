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
    package func json(_ tally: MatrixTally, baseline: JSON, notices: [String]) -> JSON {
        var totals = tally.totals
        totals["differing"] = .integer(tally.counts[.expectation] ?? 0)
        var document: JSONObject = [
            "schema": "mn.matrix/1", "simulated": true, "data": .string("\(tally.dataDay)"),
            "totals": .object(totals),
            "differences": .array(tally.differences.map(\.json)), "baseline": baseline,
            "notices": .strings(notices), "verdicts": .array(verdicts),
        ]
        if let machines { document["machines"] = .array(machines) }
        return .object(document)
    }
}

/// A matrix as JSON Lines, each line canonical; the lines on a machine can be had before the next is read.
///
///     {"data":"2026-11-26","schema":"mn.matrix.lines/1","simulated":true,"t":"header"}
///     {"accelerator":"cuda","assumed":["requirement"],"differences":[],"found_bytes":8585740288,
///      "model_id":"gemma4:e2b","needed_bytes":8589934592,"profile":"ID","rule":"cuda","status":"pass",
///      "t":"verdict"}
///     {"differences":{"flip":1},"t":"end","totals":{"fail":1,"force_only":0,"pass":1,"warning":0}}
///
/// (A verdict is one line.) A text without its end is not whole; one with a line `"t":"error"` is not of
/// all machines. Of a blueprint each machine has a line `"t":"machine"` too, behind its verdicts. Before
/// the end each verdict of a baseline that is gone has a line, `"t":"gone"`.
package struct MatrixLines: Sendable {
    /// The format; within it only optional keys are ever added.
    package static let schema = "mn.matrix.lines/1"

    /// The member of each subject, in the order of the subjects.
    private let subjects: [[UInt8]]
    private var bytes: [UInt8] = []

    package init(_ matrix: Matrix) {
        subjects = matrix.subjects.map {
            Array(",\"model_id\":\(JSON.string($0.id).text(.canonical)),\"needed_bytes\":".utf8)
        }
    }

    /// The members of the first line.
    package static func header(_ day: CalendarDate) -> JSONObject {
        [
            "t": "header", "schema": .string(schema), "simulated": true, "data": .string("\(day)"),
        ]
    }

    /// Members as a line.
    package static func line(_ members: JSONObject) -> String {
        JSON.object(members).text(.canonical) + "\n"
    }

    /// The lines of the verdicts on a machine.
    ///
    /// The texts between the values are put together here: the writer of JSON takes ten times as long for
    /// a line (3.1 and 0.3 µs), and to judge takes less than one.
    package mutating func text(_ cells: [MatrixGate.Checked], profile: String) -> String {
        let machine = Array(
            ",\"profile\":\(JSON.string(profile).text(.canonical)),\"rule\":\"".utf8)
        // A buffer of its own is appended to in place.
        var line = bytes
        bytes = []
        line.removeAll(keepingCapacity: true)
        for checked in cells {
            let cell = checked.cell
            line += Self.beginning
            line += cell.accelerator.rawValue.utf8
            line += Self.assumed[Int(cell.assumed.rawValue)]
            if checked.differences.isEmpty {
                line += Self.noDifferences
            } else {
                line += Self.list(checked.differences.map(\.kind.rawValue), as: "differences")
            }
            line += Self.found
            line += (cell.comparison?.found.bytes.number ?? "null").utf8
            line += subjects[cell.subject]
            line += (cell.comparison?.minimum.bytes.number ?? "null").utf8
            line += machine
            line += cell.rule.utf8
            line += Self.status
            line += cell.status.rawValue.utf8
            line += Self.end
        }
        bytes = line
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let beginning = Array("{\"accelerator\":\"".utf8)
    /// By the number of the assumptions.
    private static let assumed = (0...UInt8.max).map {
        Array("\"".utf8) + list(Assumptions(rawValue: $0).names, as: "assumed")
    }
    private static let noDifferences = list([], as: "differences")
    private static let found = Array(",\"found_bytes\":".utf8)
    private static let status = Array("\",\"status\":\"".utf8)
    private static let end = Array("\",\"t\":\"verdict\"}\n".utf8)

    /// A member whose value is a list, behind another.
    private static func list(_ names: [String], as key: String) -> [UInt8] {
        Array(",\"\(key)\":[\(names.map { "\"\($0)\"" }.joined(separator: ","))]".utf8)
    }

    /// The line of a machine as a whole, where a blueprint asks for that.
    package static func machine(_ machine: MatrixMachine) -> String {
        line((machine.json.object ?? JSONObject()).merging(["t": "machine"]))
    }

    /// The lines of a run that could not judge.
    package static func failure(
        _ kind: ReceiptKind, _ error: any DiagnosticError, shown: (String) -> String
    ) -> String {
        let end: JSONObject =
            switch kind {
            case .matrix: ["t": "end", "totals": .null, "differences": [:]]
            case .scenarios: ["t": "end", "passed": .null, "failed": .null]
            case .fleet: ["t": "end", "machines": .null, "classes": .null]
            }
        return line(["t": "header", "schema": .string(kind.schema), "simulated": true])
            + self.error(error, shown) + line(end)
    }

    /// The line of what ended a run before all machines were judged.
    package static func error(
        _ error: any DiagnosticError, _ shown: (String) -> String
    ) -> String {
        line([
            "t": "error", "code": .string(error.codeWord), "message": .string(shown(error.problem)),
            "fixes": .strings(error.fixes.map(shown)),
        ])
    }

    /// The lines of the verdicts of a baseline that are gone.
    package static func gone(_ tally: MatrixTally) -> String {
        tally.differences.filter { $0.kind == .gone }.map { difference in
            line([
                "t": "gone", "model_id": .string(difference.model),
                "profile": .string(difference.profile),
                "wanted": .string(orNull: difference.wanted),
            ])
        }.joined()
    }

    /// The members of the last line.
    package static func end(_ tally: MatrixTally) -> JSONObject {
        ["t": "end", "totals": .object(tally.totals), "differences": tally.countsJSON]
    }
}
