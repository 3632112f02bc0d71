import MNCore

extension ScenarioRun {
    /// The run as people review it: each command line, what it printed, and how it ended.
    ///
    /// Lines of standard error begin with `! `; `@` gives the virtual time where it passed.
    public var transcript: String {
        var text = "# \(scenario.title)\n# \(scenario.intent)\n"
        text += "# machine: \(scenario.profile ?? "unknown")"
        text += scenario.runner == nil ? ", no Model Runner\n" : ", with a Model Runner\n"
        for exchange in scenario.changes.exchanges { text += "# changed: \(exchange.access)\n" }
        for named in scenario.machineFaults {
            text += "# fault \(named.id): \(named.fault.access): \(named.fault.kind)\n"
        }
        for fault in scenario.runnerFaults {
            text += "# fault \(fault.id): \(fault.json["kind"]?.text(.canonical) ?? "")\n"
        }
        for step in steps {
            text += "\n$ mn \(CommandWords.line(step.arguments))\n"
            text += step.standardOutput
            if !step.standardOutput.isEmpty, !step.standardOutput.hasSuffix("\n") { text += "\n" }
            for line in step.standardError.split(separator: "\n", omittingEmptySubsequences: false)
            where !line.isEmpty {
                text += "! \(line)\n"
            }
            text += "? \(step.exitCode)"
            text += step.end > step.start ? " @ \(Self.seconds(step.end - step.start))\n" : "\n"
        }
        return text
    }

    /// `1.250 s`.
    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int(duration / .milliseconds(1))
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)."
            + String(repeating: "0", count: 3 - fraction.count) + fraction + " s"
    }
}
