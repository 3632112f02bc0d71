package import MNCore

/// A JUnit report, as CI systems read it.
package enum JUnitReport {
    /// A report with a test case for each scenario; the counts are taken from the list.
    ///
    /// - Parameters:
    ///   - error: that some are missing.
    ///   - shown: what of a text may be told.
    package static func text(
        of runs: [ScenarioResult], error: (any DiagnosticError)? = nil,
        shown: (String) -> String = { $0 }
    ) -> String {
        let failed = runs.count { !$0.passed }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites>\n  <testsuite name=\"scenarios\" tests=\"\(runs.count)\""
        text += " failures=\"\(failed)\" errors=\"0\" skipped=\"0\">\n"
        for run in runs {
            let name = escaped(shown(run.name))
            text += "    <testcase classname=\"scenarios\" name=\"\(name)\""
            if run.passed {
                text += "/>\n"
                continue
            }
            let problem = run.failures.map { shown($0.message) }.joined(separator: "\n")
            let intent = run.purpose ?? run.title ?? run.name
            text += ">\n      <failure message=\"\(escaped(shown(intent)))\">"
            text += "\(escaped(problem))</failure>\n    </testcase>\n"
        }
        text += "  </testsuite>\n"
        if let error { text += MatrixJUnit.failureSuite(of: "scenarios", error, shown) }
        return text + "</testsuites>\n"
    }

    /// Text for an element or attribute; what XML 1.0 cannot hold is left out, and what hides what other
    /// text says is shown as in `Sanitized`.
    package static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        var hashes = 0
        for scalar in Sanitized.lines(text).unicodeScalars {
            defer {
                previous = scalar
                hashes = scalar == "#" ? hashes + 1 : 0
            }
            switch scalar {
            // No line is a command to a CI system (see `JobText`), whoever prints the report.
            case ":" where previous == ":": result += "&#58;"
            case _ where hashes > 1 && JobText.isCommand(scalar): result += "&#\(scalar.value);"
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"...:
                result.unicodeScalars.append(scalar)
            default: break
            }
        }
        return result
    }
}

/// A matrix as a JUnit report: a suite for each machine, a test case for each model.
///
/// A case fails if its verdict is not as wanted; a verdict `fail` that is expected is a case that passes.
/// The counts stand on each suite and not on the whole, so that a suite can be written before the next
/// machine is read.
package enum MatrixJUnit {
    /// The day of the driver data stands in the name, since suites come before any property could.
    package static func header(_ day: CalendarDate) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"mn sim matrix, driver data of \(day)\">\n"
    }

    /// A verdict as a test case.
    package struct Case: Hashable, Sendable {
        package var model: String
        /// `pass (cuda)`.
        package var verdict: String
        package var differences: [MatrixDifference]
        /// Why the verdict is so and what to do, of one that is not as wanted.
        package var reasons: [String]

        package init(
            model: String, verdict: String, differences: [MatrixDifference], reasons: [String]
        ) {
            self.model = model
            self.verdict = verdict
            self.differences = differences
            self.reasons = reasons
        }

        package init(_ checked: MatrixGate.Checked, _ matrix: Matrix, _ slice: Matrix.Slice) {
            model = matrix.subjects[checked.cell.subject].id
            verdict = "\(Baseline.Entry(checked.cell))"
            differences = checked.differences
            reasons = []
            if differences.isEmpty { return }
            let advice = matrix.advice(
                checked.cell, on: slice, suitable: matrix.suitable(on: slice))
            reasons =
                advice.map { [$0.message] + $0.warnings + $0.fixes } ?? [slice.demandSentence]
        }
    }

    /// The suite of a machine; nothing if no verdict on it is shown.
    ///
    /// - Parameter shown: what of a text may be told.
    package static func suite(
        _ cases: [Case], profile: String, shown: (String) -> String = { $0 }
    ) -> String {
        if cases.isEmpty { return "" }
        return suite(
            shown(profile), cases.map { testCase($0, profile: profile, shown) },
            failures: cases.count { !$0.differences.isEmpty })
    }

    /// What comes after the last machine: the verdicts of the baseline that are gone.
    ///
    /// - Parameter error: what ended it before all machines were judged.
    package static func end(
        _ tally: MatrixTally, error: (any DiagnosticError)? = nil,
        shown: (String) -> String = { $0 }
    ) -> String {
        if let error { return failureSuite(of: "matrix", error, shown) + "</testsuites>\n" }
        let gone = tally.differences.filter { $0.kind == .gone }
        let cases = gone.map {
            testCase(
                Case(model: $0.model, verdict: "gone", differences: [$0], reasons: []),
                profile: $0.profile, shown)
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
        _ one: Case, profile: String, _ shown: (String) -> String
    ) -> String {
        // Readers of JUnit take what stands before the last '.' for a package.
        let name = JUnitReport.escaped(shown(profile).replacing(".", with: "_"))
        var text =
            "    <testcase classname=\"\(name)\" name=\"\(JUnitReport.escaped(shown(one.model)))\" time=\"0\">"
        if let first = one.differences.first {
            let sentences = one.differences.map(\.sentence) + one.reasons
            text += "<failure type=\"\(first.kind.rawValue)\""
            text += " message=\"\(JUnitReport.escaped(shown(first.sentence)))\">"
            text += JUnitReport.escaped(
                sentences.map { Sanitized.line(shown($0)) }.joined(separator: "\n"))
            text += "</failure>"
        }
        return text
            + "<system-out>\(JUnitReport.escaped(shown(one.verdict)))</system-out></testcase>\n"
    }
}

/// What a matrix says to GitHub Actions: annotations of the run, and a summary of the job.
///
/// Source: docs.github.com, "Workflow commands for GitHub Actions".
package enum GitHubReport {
    /// The most annotations of a kind that GitHub shows for a step.
    package static let annotationLimit = 10

    /// A workflow command for each difference, a line each; the last speaks for those that are left out.
    package static func annotations(_ tally: MatrixTally) -> String {
        let total = tally.counts.values.sum()
        let listed = tally.differences.prefix(total > annotationLimit ? annotationLimit - 1 : total)
        var lines = listed.map { difference in
            command(
                title: "\(difference.model) on \(difference.profile)", difference.sentence)
        }
        if total > listed.count {
            lines.append(command(title: "mn sim matrix", "and \(total - listed.count) more"))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The Markdown of the job's summary.
    package static func summary(_ tally: MatrixTally) -> String {
        var text =
            "## \(tally.counts.isEmpty ? "✅" : "❌") mn sim matrix\n\n\(tally.summaryLine())\n"
        if let line = tally.machineLine { text += "\n\(line)\n" }
        if let table = tally.differenceTable { text += "\n" + table.markdown }
        return text + "\n"
    }

    /// An annotation, at a line where there is one.
    package static func command(
        title: String, _ message: String, at place: PolicyPlace? = nil
    ) -> String {
        let at = place.map {
            "file=\(property(Sanitized.line($0.file))),line=\($0.line),col=\($0.column),"
        }
        return "::error \(at ?? "")title=\(property(Sanitized.line(title)))::"
            + data(Sanitized.line(message))
    }

    /// The text of a command: what would end it is escaped.
    static func data(_ text: String) -> String { escaped(text, "%\r\n") }

    /// A property of a command: what would end it is escaped too.
    static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

    /// The text with each of some scalars as `%` and its number; "\r\n" is one Character, and two scalars.
    private static func escaped(_ text: String, _ special: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if special.unicodeScalars.contains(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "%" + String(repeating: "0", count: 2 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
