import MNCore

/// A JUnit report, as CI systems read it.
package enum JUnitReport {
    /// A report with a test case for each scenario; the counts are taken from the list.
    ///
    /// - Parameter shown: what of a text may be told.
    package static func text(
        of runs: [ScenarioRun], shown: (String) -> String = { $0 }
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
            let problem = run.failures.map { shown($0.description) }.joined(separator: "\n")
            let intent = run.scenario?.intent ?? "The file of the scenario cannot be read."
            text += ">\n      <failure message=\"\(escaped(shown(intent)))\">"
            text += "\(escaped(problem))</failure>\n    </testcase>\n"
        }
        return text + "  </testsuite>\n</testsuites>\n"
    }

    /// Text for an element or attribute; what XML 1.0 cannot hold is left out, and what hides what other
    /// text says is shown as in `Sanitized`.
    static func escaped(_ text: String) -> String {
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
