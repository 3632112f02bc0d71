package import MNCore
import MNSim

/// A program that was run once in each of many machines, and how that ended.
package struct ExecMatrix: Hashable, Sendable {
    package static let schema = "mn.sim.exec-matrix/1"

    /// The program in one machine.
    package struct Run: Hashable, Sendable {
        package enum State: Hashable, Sendable {
            /// It ended with this code; the commands that were not recorded.
            case ended(exit: Int, unrecorded: [String])
            /// It could not be run there.
            case refused(String)
            /// The user did not want it to go on.
            case interrupted
            /// The machine has another system than Linux.
            case skipped(String)
        }

        package var machine: String
        package var state: State
        /// The exit code that is wanted.
        package var wanted: Int
        /// What it printed, on both outputs.
        package var output: String

        package init(machine: String, state: State, wanted: Int, output: String = "") {
            self.machine = machine
            self.state = state
            self.wanted = wanted
            self.output = output
        }

        /// What is wrong, in a sentence; nil if nothing is.
        package var problem: String? {
            switch state {
            case .skipped: nil
            case .refused(let reason): reason
            case .interrupted: "It was interrupted."
            case .ended(let exit, let unrecorded):
                if let first = unrecorded.first {
                    "It is not comparable: not recorded is \(first)."
                } else {
                    exit == wanted ? nil : "It ended with \(exit), and \(wanted) is wanted."
                }
            }
        }

        /// The word for tables and documents.
        package var word: String {
            switch state {
            case .skipped: "skipped"
            case .refused: "refused"
            case .interrupted: "interrupted"
            case .ended(_, let unrecorded):
                problem == nil ? "passed" : unrecorded.isEmpty ? "failed" : "not-comparable"
            }
        }
    }

    package var program: [String]
    /// Sorted by machine.
    package var runs: [Run]

    package init(program: [String], runs: [Run]) {
        self.program = program
        self.runs = runs.sorted { $0.machine < $1.machine }
    }

    package var failed: Int { runs.count { $0.problem != nil } }
    package var skipped: Int { runs.count { $0.word == "skipped" } }

    package var json: JSON {
        [
            "schema": .string(Self.schema), "program": .strings(program),
            "passed": .integer(runs.count - failed - skipped), "failed": .integer(failed),
            "skipped": .integer(skipped), "simulated": true,
            "runs": .array(
                runs.map { run in
                    var members: JSONObject = [
                        "machine": .string(run.machine), "state": .string(run.word),
                        "exit": .null, "wanted": .integer(run.wanted), "unrecorded": [],
                        "problem": .string(orNull: run.problem), "output": .string(run.output),
                    ]
                    if case .ended(let exit, let unrecorded) = run.state {
                        members["exit"] = .integer(exit)
                        members["unrecorded"] = .strings(unrecorded)
                    }
                    return .object(members)
                }),
        ]
    }

    /// A JUnit report: a suite of the program, a case for each machine.
    package func junit(_ shown: (String) -> String) -> String {
        let title = JUnitReport.escaped(shown(CommandWords.line(program)))
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        text += "  <testsuite name=\"\(title)\" tests=\"\(runs.count)\" failures=\"\(failed)\""
        text += " errors=\"0\" skipped=\"\(skipped)\">\n"
        for run in runs {
            let name = JUnitReport.escaped(shown(run.machine))
            text += "    <testcase classname=\"machines\" name=\"\(name)\""
            if case .skipped(let reason) = run.state {
                text += ">\n      <skipped message=\"\(JUnitReport.escaped(reason))\"/>\n"
                text += "    </testcase>\n"
            } else if let problem = run.problem {
                text += ">\n      <failure message=\"\(JUnitReport.escaped(shown(problem)))\">"
                text += "\(JUnitReport.escaped(shown(run.output)))</failure>\n    </testcase>\n"
            } else {
                text += "/>\n"
            }
        }
        return text + "  </testsuite>\n</testsuites>\n"
    }
}

/// The exit code that is wanted on each machine: patterns of ids, of which the first that matches counts.
///
///     {"nvidia-*": 0, "*": 3}
package struct ExecExpectation: Hashable, Sendable {
    private var rows: [(pattern: String, exit: Int)] = []

    /// Everywhere 0.
    package init() {}

    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Self {
        try Document.read(bytes, kind: "list of exit codes", name: name) {
            (field) throws(JSONFault) in
            var result = Self()
            for (pattern, code) in try field.anyObject().all {
                result.rows.append((pattern, try code.integer(in: 0...255)))
            }
            return result
        }
    }

    package func exit(on machine: String) -> Int {
        rows.first { Glob($0.pattern).matches(machine) }?.exit ?? 0
    }

    /// The patterns that no machine of a run matches: they may be misspelt.
    package func unmatched(_ machines: [String]) -> [String] {
        rows.map(\.pattern).filter { !machines.contains(where: Glob($0).matches) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.rows.elementsEqual(right.rows, by: { $0 == $1 })
    }

    package func hash(into hasher: inout Hasher) {
        for row in rows { hasher.combine(row.pattern) }
    }
}
