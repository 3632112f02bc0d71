package import MNCore
package import MNSim
package import MNSupport
import Synchronization

/// A situation as it went: what each step printed, asked and told, and what it left behind.
package struct Played: Sendable {
    package let situation: Situation
    package let scenario: Scenario
    package let run: ScenarioRun
    /// What each step told beside its output.
    package let findings: [RunFindings]
    /// What there was before the first step, and after each.
    package let states: [ScenarioRun.Afterwards]

    /// The steps that came to their own end, with what they told; counted from 0.
    var ended: [(index: Int, result: ScenarioRun.StepResult, told: RunFindings)] {
        zip(run.steps, findings).enumerated().compactMap { index, pair in
            pair.0.trace.exitCode == nil ? nil : (index, pair.0, pair.1)
        }
    }

    /// What tells one failure of a step from another.
    func signature(_ index: Int) -> Signature? {
        guard run.steps.indices.contains(index), findings.indices.contains(index) else {
            return nil
        }
        let trace = run.steps[index].trace
        return Signature(findings[index], events: trace.events, exitCode: trace.exitCode)
    }
}

/// Plays situations with the program.
package struct Laboratory: Sendable {
    /// The program as it is explored.
    package struct Program: Sendable {
        package let run: RunFindings.Program
        /// Whether words after `mn` are a command line that it takes.
        package let parses: @Sendable ([String]) -> Bool

        package init(
            run: @escaping RunFindings.Program, parses: @escaping @Sendable ([String]) -> Bool
        ) {
            self.run = run
            self.parses = parses
        }
    }

    package let material: Material
    package let program: Program
    /// The world of whoever explores; of it, only what is built in.
    let base: World
    private let count = Count()

    /// How many steps it has played.
    package var steps: Int { count.steps.withLock(\.self) }

    private final class Count: Sendable {
        let steps = Mutex(0)
    }

    package init(_ material: Material, in base: World, program: Program) {
        self.material = material
        self.program = program
        var base = base
        // What is printed must not hang on which build explores.
        base.build = nil
        self.base = base
    }

    /// Nil if it is no scenario.
    package func play(_ situation: Situation) -> Played? {
        guard let scenario = situation.scenario(material.offers) else { return nil }
        let findings = Mutex<[RunFindings]>([])
        // What is beside a step begins right after it.
        let isOwn = scenario.steps.flatMap { $0.beside == nil ? [true] : [true, false] }
        let states = Mutex<[ScenarioRun.Afterwards]>([])
        let run = ScenarioRun(
            scenario, in: base, profile: material.profile(scenario.profile),
            watch: { after in states.withLock { $0.append(after) } }
        ) { [program] arguments, world in
            let listener = Listener()
            let index = findings.withLock { findings in
                findings.append(RunFindings())
                return findings.count - 1
            }
            let exit = await program.run(arguments, world) { listener.take($0) }
            findings.withLock { $0[index] = listener.findings }
            return exit
        }
        count.steps.withLock { $0 += run.steps.count }
        return Played(
            situation: situation, scenario: scenario, run: run,
            findings: zip(findings.withLock(\.self), isOwn).filter(\.1).map(\.0),
            states: states.withLock(\.self))
    }
}
