package import MNCore
import MNSim
import MNSupport

/// A situation in which an invariant does not hold.
package struct Finding: Sendable {
    /// What tells one finding from another: two of one identity are one.
    package struct Identity: Hashable, Sendable {
        package let invariant: String
        package let kind: String
        /// The words of the command, such as `model install`.
        package let command: String
        package let exitCode: Int?
        package let error: String?

        /// Eight letters that tell it from others, the same in every run.
        package var digest: String {
            let text = "\(invariant) \(kind) \(command) \(exitCode ?? -1) \(error ?? "")"
            return String(SHA256.hexadecimal(SHA256.digest(Array(text.utf8))).prefix(8))
        }

        init(_ invariant: Invariant, _ violation: Invariant.Violation, _ played: Played) {
            self.invariant = invariant.name
            kind = violation.kind
            let signature = violation.step.flatMap(played.signature)
            command = signature?.command.joined(separator: " ") ?? ""
            exitCode = signature?.exitCode
            error = signature?.error
        }
    }

    package let identity: Identity
    package let invariant: Invariant
    /// What was seen first, in a sentence.
    package let words: String
    /// The first run in which it was met, from 0.
    package let run: Int
    /// In how many runs it was met.
    package internal(set) var count = 1
    /// The command lines that show it, where its own do not.
    let lines: [[String]]
    /// As it was met.
    package let original: Situation
    /// As small as it could be made; nil where that was not tried.
    package internal(set) var minimal: Situation?
    /// How many situations were tried for that.
    package internal(set) var tests = 0
}

extension Invariant {
    /// What does not hold in a situation as it went.
    func findings(_ played: Played, _ laboratory: Laboratory, run: Int) -> [Finding] {
        check(played, laboratory).map { violation in
            Finding(
                identity: Finding.Identity(self, violation, played), invariant: self,
                words: violation.words, run: run, lines: violation.lines,
                original: played.situation)
        }
    }
}

extension Finding {
    /// The scenario that shows it, with what its commands end with today.
    package func scenario(_ laboratory: Laboratory) -> (document: String, transcript: String)? {
        var shown = minimal ?? original
        if !lines.isEmpty { shown = shown.playing(lines) }
        guard let first = laboratory.play(shown) else { return nil }
        shown.steps = zip(shown.steps, first.run.steps).map { step, result in
            var step = step
            step["exit"] = result.exitCode == 0 ? nil : .integer(result.exitCode)
            return step
        }
        shown.members["title"] = .string("\(invariant.name): \(identity.kind)")
        shown.members["intent"] = .string(invariant.words)
        let written = first.run.failures.compactMap { failure in
            if case .written(let path) = failure { path } else { nil }
        }
        if !written.isEmpty { shown.members["then"] = ["written": .strings(written.sorted())] }
        guard let played = laboratory.play(shown) else { return nil }
        return (
            Scenario.text(shown.members, offers: laboratory.material.offers), played.run.transcript
        )
    }

    package func json(_ laboratory: Laboratory) -> JSON {
        let scenario = scenario(laboratory).flatMap { try? JSON.parse($0.document) }
        return [
            "id": .string(identity.digest),
            "invariant": .string(identity.invariant), "kind": .string(identity.kind),
            "area": .string(invariant.area.rawValue), "holds": .string(invariant.words),
            "seen": .string(Sanitized.line(words)), "command": .string(identity.command),
            "exit": .integer(orNull: identity.exitCode), "error": .string(orNull: identity.error),
            "run": .integer(run + 1), "count": .integer(count), "tests": .integer(tests),
            "is_minimal": .bool(minimal != nil), "scenario": scenario ?? .null,
        ]
    }
}
