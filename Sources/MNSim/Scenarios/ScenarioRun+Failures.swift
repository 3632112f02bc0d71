import MNCore

extension Scenario.Expectation {
    /// In what ways a step did not go as expected.
    func failures(of result: ScenarioRun.StepResult, step: Int) -> [ScenarioRun.Failure] {
        var failures: [ScenarioRun.Failure] = []
        if exitCode != result.exitCode {
            failures.append(.exitCode(step: step, wanted: exitCode, found: result.exitCode))
        }
        for (name, expectation, text) in [
            ("stdout", standardOutput, result.standardOutput),
            ("stderr", standardError, result.standardError),
        ] {
            failures += expectation.problems(with: text).map {
                .stream(step: step, name: name, problem: $0)
            }
        }
        let taken = result.end - result.start
        if let duration, !duration.contains(taken) {
            failures.append(.duration(step: step, wanted: duration, found: taken))
        }
        return failures
    }
}

extension Scenario.StreamExpectation {
    /// In what ways a text is not what is expected.
    fileprivate func problems(with text: String) -> [String] {
        let unwanted = lacks.filter(text.contains).map { "contains \(quoted($0))" }
        return formProblems(with: text) + unwanted
    }

    private func formProblems(with text: String) -> [String] {
        switch form {
        case .any: return []
        case .empty:
            return text.isEmpty ? [] : ["is not empty: \(quoted(text))"]
        case .lines(let wanted):
            let all = wanted.map { $0 + "\n" }.joined()
            return text == all ? [] : [Transcript.difference(all, text)]
        case .contains(let parts):
            let missing = parts.filter { !text.contains($0) }
            if missing.isEmpty { return [] }
            let found = text.isEmpty ? "it is empty" : "it begins \(quoted(text))"
            return missing.map { "does not contain \(quoted($0)); \(found)" }
        case .json(let values):
            guard let document = try? JSON.parse(text) else {
                return ["is not one JSON document: \(quoted(text))"]
            }
            return values.sorted { $0.key.description < $1.key.description }.compactMap {
                pointer, wanted in
                let found = document[pointer]
                if found == wanted || (found == nil && wanted == .null) { return nil }
                let words = found.map { quoted($0.text(.canonical)) } ?? "missing"
                return "\(pointer) is \(words), not \(quoted(wanted.text(.canonical)))"
            }
        }
    }

    private func quoted(_ text: String) -> String { Transcript.quoted(text) }
}

extension ScenarioRun.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exitCode(let step, let wanted, let found):
            "step \(step): exit \(found), expected \(wanted)"
        case .stream(let step, let name, let problem): "step \(step): \(name) \(problem)"
        case .duration(let step, let wanted, let found):
            "step \(step): took \(Transcript.seconds(found)), expected "
                + (wanted.lowerBound == wanted.upperBound
                    ? Transcript.seconds(wanted.upperBound)
                    : "\(Transcript.seconds(wanted.lowerBound)) to "
                        + Transcript.seconds(wanted.upperBound))
        case .unmetFault(let id): "the fault '\(id)' was never met"
        case .unreadChange(let access): "nothing asked for the changed answer to '\(access)'"
        case .asked(let access): "the machine was asked for '\(access)'"
        case .sent(let request): "the runner was sent '\(request)'"
        case .written(let path): "\(path) was written, which the scenario does not mention"
        case .notWritten(let path): "\(path) was not written"
        case .stuck(let step, .deadlock(let time)):
            "step \(step): everything waits for something that never comes, at "
                + Transcript.seconds(time)
        case .stuck(let step, .endless(let time)):
            "step \(step): still waiting at \(Transcript.seconds(time))"
        case .transcript(let difference): "the transcript \(difference)"
        case .unreadable(let problem): problem
        }
    }

    /// Whether the scenario does not ask for it: it holds where a transcript says that all is as it was
    /// reviewed.
    package func isUnasked(by scenario: Scenario) -> Bool {
        switch self {
        case .unmetFault, .unreadChange: true
        case .written: scenario.ending.written == nil
        default: false
        }
    }

    /// The step in which it is, from 1; nil if it is of the whole.
    package var step: Int? {
        switch self {
        case .exitCode(let step, _, _), .stream(let step, _, _), .duration(let step, _, _),
            .stuck(let step, _):
            step
        default: nil
        }
    }

    /// The word for its kind in JSON, a promise.
    package var kind: String {
        switch self {
        case .exitCode: "exit"
        case .stream(_, let name, _): name
        case .duration: "seconds"
        case .unmetFault: "unmet_fault"
        case .unreadChange: "unread_change"
        case .asked: "asked"
        case .sent: "sent"
        case .written: "written"
        case .notWritten: "not_written"
        case .stuck: "stuck"
        case .transcript: "transcript"
        case .unreadable: "file"
        }
    }
}
