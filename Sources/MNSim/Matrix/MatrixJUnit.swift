package import MNCore

/// A matrix as a JUnit report: a suite for each machine, a test case for each model.
///
/// A case fails if its verdict is not as wanted; a verdict `fail` that is expected is a case that passes.
/// The counts stand on each suite and not on the whole, so that a suite can be written before the next
/// machine is read.
package enum MatrixJUnit {
    /// The day of the driver data stands in the name, since suites come before any property could.
    package static func header(_ matrix: Matrix) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"mn sim matrix, driver data of \(matrix.dataDay)\">\n"
    }

    /// The suite of a machine; nothing if no verdict on it is shown.
    ///
    /// - Parameter shown: what of a text may be told.
    package static func suite(
        _ cells: [MatrixGate.Checked], _ matrix: Matrix, _ slice: Matrix.Slice,
        shown: (String) -> String = { $0 }
    ) -> String {
        if cells.isEmpty { return "" }
        let cases = cells.map { checked in
            var details: [String] = []
            if !checked.differences.isEmpty {
                let advice = matrix.advice(
                    checked.cell, on: slice, suitable: matrix.suitable(on: slice))
                details =
                    advice.map { [$0.message] + $0.warnings + $0.fixes }
                    ?? [slice.demandSentence]
            }
            return testCase(
                model: matrix.subjects[checked.cell.subject].id, profile: slice.profile.id,
                checked.differences, details,
                output: "\(Baseline.Entry(checked.cell))", shown)
        }
        return suite(
            shown(slice.profile.id), cases, failures: cells.count { !$0.differences.isEmpty })
    }

    /// What comes after the last machine: the verdicts of the baseline that are gone.
    ///
    /// - Parameter error: what ended it before all machines were judged.
    package static func end(
        _ gate: MatrixGate, error: (any DiagnosticError)? = nil, shown: (String) -> String = { $0 }
    ) -> String {
        if let error { return failureSuite(of: "matrix", error, shown) + "</testsuites>\n" }
        let gone = gate.differences.filter { $0.kind == .gone }
        let cases = gone.map {
            testCase(model: $0.model, profile: $0.profile, [$0], [], output: "gone", shown)
        }
        return (gone.isEmpty ? "" : suite("gone", cases, failures: gone.count)) + "</testsuites>\n"
    }

    /// A whole report of a run that could not judge: one case, which has the error.
    package static func failure(
        of command: String, _ error: any DiagnosticError, shown: (String) -> String = { $0 }
    ) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mn \(JUnitReport.escaped(command))\">\n"
            + failureSuite(of: command, error, shown) + "</testsuites>\n"
    }

    /// The suite of an error, which no other suite of the report could hold.
    static func failureSuite(
        of command: String, _ error: any DiagnosticError, _ shown: (String) -> String
    ) -> String {
        let name = JUnitReport.escaped(command)
        let sentences = ([error.problem] + error.fixes).map { Sanitized.line(shown($0)) }
        return
            "  <testsuite name=\"mn\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0\">\n"
            + "    <testcase classname=\"mn\" name=\"\(name)\" time=\"0\">"
            + "<error type=\"\(JUnitReport.escaped(error.codeWord))\" message=\"\(JUnitReport.escaped(sentences[0]))\">"
            + JUnitReport.escaped(sentences.joined(separator: "\n"))
            + "</error></testcase>\n  </testsuite>\n"
    }

    private static func suite(_ name: String, _ cases: [String], failures: Int) -> String {
        "  <testsuite name=\"\(JUnitReport.escaped(name))\" tests=\"\(cases.count)\""
            + " failures=\"\(failures)\" errors=\"0\" skipped=\"0\" time=\"0\">\n"
            + cases.joined() + "  </testsuite>\n"
    }

    private static func testCase(
        model: String, profile: String, _ differences: [MatrixDifference], _ details: [String],
        output: String, _ shown: (String) -> String
    ) -> String {
        // Readers of JUnit take what stands before the last '.' for a package.
        let name = JUnitReport.escaped(shown(profile).replacing(".", with: "_"))
        var text =
            "    <testcase classname=\"\(name)\" name=\"\(JUnitReport.escaped(shown(model)))\" time=\"0\">"
        if let first = differences.first {
            let sentences = differences.map(\.sentence) + details
            text += "<failure type=\"\(first.kind.rawValue)\""
            text += " message=\"\(JUnitReport.escaped(shown(first.sentence)))\">"
            text += JUnitReport.escaped(
                sentences.map { Sanitized.line(shown($0)) }.joined(separator: "\n"))
            text += "</failure>"
        }
        return text + "<system-out>\(JUnitReport.escaped(shown(output)))</system-out></testcase>\n"
    }
}
