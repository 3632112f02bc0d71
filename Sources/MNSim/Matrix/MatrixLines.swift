package import MNCore

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

    package static func header(_ matrix: Matrix) -> String {
        let header: JSON = [
            "t": "header", "schema": .string(schema), "simulated": true,
            "data": .string("\(matrix.dataDay)"),
        ]
        return header.text(.canonical) + "\n"
    }

    /// The lines of the verdicts on a machine.
    ///
    /// The texts between the values are put together here and not by the writer of JSON, which would sort
    /// the same keys a million times.
    package mutating func text(_ cells: [MatrixGate.Checked], profile: String) -> String {
        let machine = ",\"profile\":\(JSON.string(profile).text(.canonical)),\"rule\":\""
        bytes.removeAll(keepingCapacity: true)
        for checked in cells {
            let cell = checked.cell
            bytes += "{\"accelerator\":\"".utf8
            bytes += cell.accelerator.rawValue.utf8
            bytes += "\",\"assumed\":[".utf8
            for (index, name) in cell.assumed.names.enumerated() {
                bytes += (index > 0 ? ",\"" : "\"").utf8
                bytes += name.utf8
                bytes += "\"".utf8
            }
            bytes += "],\"differences\":[".utf8
            for (index, difference) in checked.differences.enumerated() {
                bytes += (index > 0 ? ",\"" : "\"").utf8
                bytes += difference.kind.rawValue.utf8
                bytes += "\"".utf8
            }
            bytes += "],\"found_bytes\":".utf8
            append(cell.comparison?.found.bytes)
            bytes += subjects[cell.subject]
            append(cell.comparison?.minimum.bytes)
            bytes += machine.utf8
            bytes += cell.rule.utf8
            bytes += "\",\"status\":\"".utf8
            bytes += cell.status.rawValue.utf8
            bytes += "\",\"t\":\"verdict\"}\n".utf8
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func append(_ size: ByteCount?) {
        if let size { bytes += size.number.utf8 } else { bytes += "null".utf8 }
    }

    /// The line of a machine as a whole, where a blueprint asks for that.
    package static func machine(_ machine: MatrixMachine) -> String {
        var members = machine.json.object ?? JSONObject()
        members["t"] = "machine"
        return JSON.object(members).text(.canonical) + "\n"
    }

    /// The lines of a run that could not judge.
    package static func failure(_ error: any DiagnosticError, shown: (String) -> String) -> String {
        let header: JSON = ["t": "header", "schema": .string(schema), "simulated": true]
        let end: JSON = ["t": "end", "totals": .null, "differences": [:]]
        return header.text(.canonical) + "\n" + line(error, shown) + end.text(.canonical) + "\n"
    }

    private static func line(_ error: any DiagnosticError, _ shown: (String) -> String) -> String {
        let line: JSON = [
            "t": "error", "code": .string(error.codeWord), "message": .string(shown(error.problem)),
            "fixes": .strings(error.fixes.map(shown)),
        ]
        return line.text(.canonical) + "\n"
    }

    /// The lines after the last verdict.
    ///
    /// - Parameter error: what ended it before all machines were judged.
    package static func end(
        _ gate: MatrixGate, error: (any DiagnosticError)? = nil, shown: (String) -> String = { $0 }
    ) -> String {
        let gone = gate.differences.filter { $0.kind == .gone }.map { difference -> JSON in
            [
                "t": "gone", "model_id": .string(difference.model),
                "profile": .string(difference.profile),
                "wanted": .string(orNull: difference.wanted),
            ]
        }
        let end: JSON = [
            "t": "end", "totals": .object(gate.totals), "differences": gate.countsJSON,
        ]
        return (error.map { line($0, shown) } ?? "")
            + (gone + [end]).map { $0.text(.canonical) + "\n" }.joined()
    }
}

extension MatrixGate {
    /// How many verdicts have each status.
    var totals: JSONObject {
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
