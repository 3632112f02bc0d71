import MNCore
import MNSim

/// What comes after: nothing goes wrong any more, and somebody does what messages say until all is in order.
enum Healing {
    /// The most fixes of one goal.
    private static let depth = 4

    /// A goal that is not reached, though it is where nothing had gone wrong before; nil if all are.
    static func violation(after played: Played, _ laboratory: Laboratory) -> Invariant.Violation? {
        let members = played.situation.members
        let lasting = ["machineFaults", "runnerFaults", "fileFaults", "heldUntilSeconds", "docker"]
        guard lasting.allSatisfy({ members[$0] == nil }), Attribution.isHealthy(members),
            played.hasUsualCatalog(laboratory),
            played.scenario.steps.contains(where: \.goesWrong),
            let model = played.run.steps.reversed().lazy.compactMap({ step in
                step.arguments.dropFirst(2).first.flatMap(laboratory.material.model)
            }).first
        else { return nil }
        let goals = [["model", "install", model.id], ["model", "doctor", model.id]]
        let calm = laboratory.play(played.situation.withoutFaults.playing(goals))
        guard calm?.run.steps.map(\.exitCode) == [0, 0] else { return nil }
        var situation = played.situation
        for goal in goals {
            guard let next = reaching(goal, after: situation, laboratory) else {
                return Invariant.Violation(
                    nil, goal[1],
                    "'mn \(CommandWords.line(goal))' does not come to its end any more")
            }
            situation = next
        }
        return nil
    }

    /// The situation with a command at its end that ends well, behind what messages said to do for that.
    private static func reaching(
        _ goal: [String], after situation: Situation, _ laboratory: Laboratory
    ) -> Situation? {
        var next = situation
        // What takes its time has had it.
        next.steps.append(Situation.step(goal, afterSeconds: 5000))
        var done: [[String]] = []
        while let played = laboratory.play(next), played.run.steps.count == next.steps.count {
            if played.run.steps.last?.exitCode == 0 { return next }
            let fixes = (played.findings.last?.allFixes ?? []).flatMap(Fix.commands)
            guard done.count < depth, let fix = fixes.first(where: { !done.contains($0) }) else {
                return nil
            }
            done.append(fix)
            next.steps.append(Situation.step(fix))
            if fix != goal { next.steps.append(Situation.step(goal)) }
        }
        return nil
    }
}

extension Scenario.Step {
    /// Whether something goes wrong in it.
    fileprivate var goesWrong: Bool { kill != nil || !faults.ids.isEmpty }
}
