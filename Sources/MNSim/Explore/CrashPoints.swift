import MNCore
import MNSim
import MNSupport

/// A command that is killed at a call, at each or at some, and run again.
package struct CrashPoints: Sendable {
    private let laboratory: Laboratory
    private let situation: Situation
    private let step: Int
    private let whole: Played?

    /// - Parameter step: the command, from 0; nothing may go wrong in it but the kill.
    package init(_ laboratory: Laboratory, _ situation: Situation, step: Int) {
        self.laboratory = laboratory
        var calm = situation.withoutFaults
        calm.steps = Array(situation.steps.prefix(step + 1))
        calm.steps[step] = Situation.step(Situation.words(calm.steps[step]))
        self.situation = calm
        self.step = step
        whole = laboratory.play(calm)
    }

    /// How many calls it asks of its world when nothing kills it.
    package var calls: Int {
        guard let whole, whole.run.steps.count == step + 1 else { return 0 }
        return whole.run.steps[step].trace.events.count(where: \.isCall)
    }

    /// What does not hold after a kill at any call, and at any part of an answer.
    package func violations() -> [Invariant.Violation] {
        (0...calls).flatMap { calls in
            var found: [Invariant.Violation] = []
            for parts in 0...Self.partLimit {
                let violations = violations(at: [Scenario.Kill(calls: calls, parts: parts)])
                guard let violations else { break }
                found += violations
            }
            return found
        }
    }

    /// A pull has about a hundred.
    private static let partLimit = 200

    /// A few of all: early, in the midst and late, some of them in an answer.
    var someOfThem: [Scenario.Kill] {
        [2, 4, 6, 8, 9].map { Scenario.Kill(calls: calls * $0 / 10, parts: $0 % 4) }
    }

    /// Nil if it comes to its end before each of the kills.
    func violations(at kills: [Scenario.Kill]) -> [Invariant.Violation]? {
        guard let whole, let path = whole.ledgerPath, whole.states.count == step + 2,
            // Some other step ends otherwise.
            whole.run.steps[step].trace.exitCode != nil
        else { return nil }
        let wanted = (code: whole.run.steps[step].exitCode, state: whole.states[step + 1])
        let isRemoval = whole.findings[step].command == ["model", "remove"]
        let isTried =
            whole.findings[step].command == ["model", "install"] && wanted.code != 0
            && whole.run.steps[step].trace.sent.contains { $0.hasPrefix("POST /engines/") }
        var wasKilled = false
        let found = kills.compactMap { kill -> Invariant.Violation? in
            var killed = situation
            killed.steps[step]["killed"] = kill.json
            killed.steps[step]["exit"] = .integer(Scenario.Kill.exitCode)
            killed.steps.append(Situation.step(Situation.words(killed.steps[step])))
            guard let played = laboratory.play(killed), played.states.count >= step + 2,
                played.run.steps[step].trace.exitCode == nil
            else { return nil }
            wasKilled = true
            func violation(_ kind: String, _ words: String) -> Invariant.Violation {
                Invariant.Violation(step, kind, "killed \(kill.words): \(words)")
            }
            if whole.states[step].ledger(path) != nil, played.states[step + 1].ledger(path) == nil {
                return violation("ledger", "the ledger cannot be read any more")
            }
            guard played.states.count == step + 3 else {
                return violation("stuck", "the same command never ends")
            }
            let state = played.states[step + 2]
            if state.models != wanted.state.models {
                return violation("models", "other models are there")
            }
            let owners = [state, wanted.state].map { $0.ledger(path)?.records ?? [:] }
            if owners[0] != owners[1] {
                return violation("records", "the ledger holds other records")
            }
            let code = played.run.steps[step + 1].exitCode
            // What was removed before the kill cannot be removed again; and what was pulled is there, is not
            // pulled again and not tried, where the whole run ends with what came of trying it.
            if code == wanted.code || isRemoval && wanted.code == 0 && code == 6
                || isTried && code == 0
            {
                return nil
            }
            return violation(
                "exit \(code)", "the same command ends with \(code), not \(wanted.code)")
        }
        return wasKilled ? found : nil
    }
}

extension Scenario.Kill {
    var json: JSON {
        var members: JSONObject = ["afterCall": .integer(calls)]
        if parts > 0 { members["part"] = .integer(parts) }
        return .object(members)
    }
}
