import MNCore

/// How runs are written down and compared.
package enum Transcript {
    /// The first line that two texts do not share, in words.
    package static func difference(_ wanted: String, _ found: String) -> String {
        let sides = [wanted, found].map {
            $0.split(separator: "\n", omittingEmptySubsequences: false)
        }
        let (old, new) = (sides[0], sides[1])
        let shared = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let line = shared ?? min(old.count, new.count)
        func words(_ side: [Substring]) -> String {
            line < side.count ? quoted(String(side[line])) : "missing"
        }
        return "differs: line \(line + 1) is \(words(new)), not \(words(old))"
    }

    /// A text on one line, cut to a length that a report can bear.
    static func quoted(_ text: String) -> String {
        let line = Sanitized.line(text)
        return line.count <= 120 ? "'\(line)'" : "'\(line.prefix(120))…'"
    }

    /// `1.250 s`.
    static func seconds(_ duration: Duration) -> String {
        let time = Seconds(duration)
        let fraction = String(time.fraction / 1_000_000)
        return "\(time.whole)."
            + String(repeating: "0", count: 3 - fraction.count) + fraction + " s"
    }
}

extension ScenarioRun {
    /// The run as people review it: each command line, what it printed, and how it ended.
    ///
    /// Lines of standard error begin with `! `; `@` gives the virtual time where it passed.
    package var transcript: String {
        guard let scenario else { return "" }
        var text = "# \(scenario.title)\n"
        if let intent = scenario.intent { text += "# \(intent)\n" }
        text += scenario.conditions
        for (step, asked) in zip(steps, scenario.steps) {
            text += "\n"
            if asked.pause > .zero { text += "# \(Transcript.seconds(asked.pause)) pass\n" }
            for path in asked.files.keys.sorted() { text += "# changed: \(Sanitized.line(path))\n" }
            for line in asked.conditions { text += "# \(line)\n" }
            text += "$ mn \(CommandWords.line(step.arguments))\n"
            text += step.standardOutput
            if !step.standardOutput.isEmpty, !step.standardOutput.hasSuffix("\n") { text += "\n" }
            for line in step.standardError.split(separator: "\n") { text += "! \(line)\n" }
            if let beside = step.beside { text += beside.besideText }
            text += "? \(step.exitCode)"
            text +=
                step.end > step.start ? " @ \(Transcript.seconds(step.end - step.start))\n" : "\n"
        }
        return text
    }
}

extension Trace {
    /// What another run printed, each line marked, and how it ended.
    fileprivate var besideText: String {
        var text = "& $ mn \(CommandWords.line(arguments))\n"
        for line in printed(.standard).split(separator: "\n") { text += "& \(line)\n" }
        for line in printed(.error).split(separator: "\n") { text += "& ! \(line)\n" }
        return text + "& ? \(exitCode ?? Scenario.Kill.exitCode)\n"
    }
}

extension Scenario {
    /// The situation, a line for each thing that is not as usual.
    fileprivate var conditions: String {
        var lines = ["machine: \(profile ?? "unknown")"]
        if let runner = runner {
            let tags = runner.models.map { $0.tags.first ?? "an untagged model" }
            let places =
                runnerEndpoints == [Endpoint.modelRunner]
                ? [] : runnerEndpoints.map(\.description).sorted()
            lines.append(
                "runner: \(runner.availability.rawValue)"
                    + (places.isEmpty ? "" : " at \(places.joined(separator: ", "))")
                    + (tags.isEmpty ? ", empty" : ", with \(tags.joined(separator: ", "))"))
        } else {
            lines.append("runner: none")
        }
        if let docker = dockerWords { lines.append("docker: \(docker)") }
        lines += changes.exchanges.map { "changed: \($0.access)" }
        lines += machineFaults.map(\.line) + runnerFaults.map(\.line)
        lines += files.keys.sorted().map { "file: \($0)" }
        lines += links.sorted { $0.key < $1.key }.map { "link: \($0.key) to \($0.value)" }
        lines += fileFaults.keys.sorted().map {
            "fault: \(FileFault($0, fileFaults[$0] ?? .denied).problem)"
        }
        lines += heldLocks.sorted { $0.key < $1.key }.map {
            "held for \(Transcript.seconds($0.value)): \($0.key)"
        }
        for (variable, value) in environment.sorted(by: { $0.key < $1.key })
        where variable != "HOME" {
            lines.append("environment: \(variable)=\(Sanitized.line(value))")
        }
        if let width = terminalWidth { lines.append("terminal: \(width) columns") }
        return lines.map { "# \($0)\n" }.joined()
    }

    /// What is not as usual with `docker`; nil if all is.
    private var dockerWords: String? {
        guard let setup = dockerSetup else { return "none" }
        if setup.plugin == .absent { return "without its plugin" }
        switch setup.engine {
        case .running: break
        case .absent: return "no engine at \(setup.engineHost)"
        case .denied: return "an engine for others"
        case .unreachable: return "an engine at \(setup.engineHost), which is not reached"
        }
        return setup.containerFailure.map {
            $0.error.isEmpty
                ? "the runner's container ended with \($0.exitCode)"
                : "the runner's container was not started"
        }
    }
}

extension Scenario.Step {
    /// What goes wrong while it runs, a line each.
    fileprivate var conditions: [String] {
        faults.machine.map(\.line) + faults.runner.map(\.line)
            + faults.files.map { "fault \($0.id): \($0.words)" }
            + (kill.map { ["killed \($0.words)"] } ?? [])
    }
}

extension Scenario.NamedFault {
    fileprivate var line: String { "fault \(id): \(target.patternWords) \(kind.words)" }
}

extension RunnerFault {
    fileprivate var line: String {
        guard case .object(var members) = json else { return "fault \(id)" }
        members["id"] = nil
        return "fault \(id): \(JSON.object(members).text(.canonical))"
    }
}
