import MNCore
import MNSim
import MNSupport

// What is said: exit codes, documents, messages and what they tell to do.
extension Invariant {
    static let speech: [Invariant] = [
        Invariant(
            "ends-in-words", .speech,
            "Every run comes to an end, with an exit code that is promised."
        ) { played, _ in
            var found: [Violation] = []
            for case .stuck(let step, let stuck) in played.run.failures {
                found.append(Violation(step - 1, "\(stuck)".prefixWord, "it never ends"))
            }
            let promised = Set(ExitCode.allCases.map(\.rawValue)).subtracting([70])
            for (index, result, _) in played.ended where !promised.contains(result.exitCode) {
                found.append(
                    Violation(index, "exit \(result.exitCode)", "it ends with \(result.exitCode)"))
            }
            return found
        },
        Invariant(
            "one-document", .speech,
            "With --json, standard output is one document and nothing else."
        ) { played, _ in
            played.ended.compactMap { index, result, _ in
                guard Situation.options(result.arguments).contains("--json"),
                    result.trace.exitCode != nil
                else {
                    return nil
                }
                let text = result.standardOutput
                guard (try? JSON.parse(text)) != nil, text.hasSuffix("\n") else {
                    return Violation(index, "no document", "what it prints is no JSON document")
                }
                return nil
            }
        },
        Invariant(
            "forms-agree", .speech, "For people and for programs a command ends alike.", share: 3
        ) { played, lab in
            let steps = played.situation.steps
            guard let last = steps.indices.last, played.run.steps.count == steps.count,
                steps[last]["killed"] == nil
            else { return [] }
            var words = Situation.words(steps[last])
            guard let first = words.first, !first.hasPrefix("-") else { return [] }
            if let place = Situation.options(words).firstIndex(of: "--json") {
                words.remove(at: place)
            } else {
                words = Situation.adding(["--json"], to: words)
            }
            var twin = played.situation
            twin.steps[last]["run"] = .strings(["mn"] + words)
            guard let other = lab.play(twin), other.run.steps.count == steps.count else {
                return []
            }
            let codes = [played, other].map { $0.run.steps[last].exitCode }
            let errors = [played, other].map { $0.findings[last].complaint?.word ?? "none" }
            if codes[0] != codes[1] {
                return [
                    Violation(last, "exit", "one ends with \(codes[0]), the other with \(codes[1])")
                ]
            }
            if errors[0] != errors[1] {
                return [
                    Violation(
                        last, "error", "one fails with \(errors[0]), the other with \(errors[1])")
                ]
            }
            return []
        },
        Invariant("no-control", .speech, "No control character of others reaches the terminal.") {
            played, _ in
            played.ended.compactMap { index, result, _ in
                let isColoured = result.arguments.contains { $0.hasPrefix("--color") }
                for text in [result.standardOutput, result.standardError] {
                    let text = isColoured ? text.withoutColour : text
                    if let scalar = text.unicodeScalars.first(where: { $0.isControl && $0 != "\n" })
                    {
                        return Violation(
                            index, "control", "it prints U+\(String(scalar.value, radix: 16))")
                    }
                }
                return nil
            }
        },
        Invariant(
            "layout-only", .speech,
            "Colour and the width of the terminal change the layout, and nothing else.", share: 6
        ) { played, lab in
            var twin = played.situation
            twin.members["terminal"] = twin.members["terminal"] == nil ? 50 : nil
            guard let other = lab.play(twin), other.run.steps.count == played.run.steps.count else {
                return []
            }
            for (index, pair) in zip(played.run.steps, other.run.steps).enumerated()
            where pair.0.exitCode != pair.1.exitCode
                || played.findings[index] != other.findings[index]
            {
                return [Violation(index, "outcome", "it does something else in another terminal")]
            }
            guard let coloured = lab.play(played.situation.appending(["--color", "always"])) else {
                return []
            }
            for (index, pair) in zip(played.run.steps, coloured.run.steps).enumerated()
            where pair.0.standardOutput.withoutColour != pair.1.standardOutput.withoutColour {
                return [Violation(index, "colour", "without its colours it says something else")]
            }
            return []
        },
        Invariant(
            "progress-rises", .speech, "Progress never falls, and never passes what there is."
        ) { played, _ in
            played.run.steps.enumerated().compactMap { index, result in
                var last = 0
                for line in result.standardError.split(separator: "\n") {
                    if line.hasPrefix("mn: Pulling") { last = 0 }
                    guard line.hasPrefix("mn: "), let sign = line.firstIndex(of: "%"),
                        let share = Int(line[..<sign].dropFirst(4))
                    else { continue }
                    if share < last || share > 100 {
                        return Violation(index, "progress", "\(share) % comes after \(last) %")
                    }
                    last = share
                }
                return nil
            }
        },
        Invariant("fixes-parse", .speech, "Every fix that is a command of mn is one that mn takes.")
        { played, lab in
            played.findings.enumerated().flatMap { index, told in
                told.allFixes.flatMap { fix in
                    Fix.commands(fix).filter { !lab.program.parses($0) }.map {
                        Violation(index, "fix", "'mn \(CommandWords.line($0))' is no command line")
                    }
                }
            }
        },
        Invariant(
            "no-fix-cycle", .speech,
            "Who does what a message says comes to an end, and is never led back.", share: 4
        ) { played, lab in
            FixWalk(lab).circle(after: played).map { [$0] } ?? []
        },
        Invariant(
            "attribution", .speech, "A failure is named after what went wrong, and only then."
        ) { played, _ in
            Attribution.violations(played)
        },
    ]
}

extension RunFindings {
    /// All that a run says to do.
    var allFixes: [String] { checks.flatMap(\.fixes) + (complaint?.fixes ?? []) }
}

extension Situation {
    /// The same with more words at the end of each command line.
    fileprivate func appending(_ words: [String]) -> Situation {
        var other = self
        other.steps = steps.map { step in
            var step = step
            step["run"] = .strings(["mn"] + Situation.adding(words, to: Situation.words(step)))
            return step
        }
        return other
    }
}

extension String {
    /// The text without the sequences that colour it.
    fileprivate var withoutColour: String {
        var plain = ""
        var rest = self[...]
        while let escape = rest.firstIndex(of: "\u{1B}") {
            plain += rest[..<escape]
            guard let end = rest[escape...].firstIndex(of: "m") else { return plain }
            rest = rest[rest.index(after: end)...]
        }
        return plain + rest
    }

    fileprivate var prefixWord: String { String(prefix { $0.isLetter }) }
}
