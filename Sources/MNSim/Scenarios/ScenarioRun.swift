public import MNCore

/// What happened when a scenario was run: every step as it went, and what is wrong.
public struct ScenarioRun: Hashable, Sendable {
    /// The program under test: the words after `mn`, and the world it runs in.
    public typealias Program = @Sendable ([String], World) async -> ExitCode

    public struct StepResult: Hashable, Sendable {
        public var arguments: [String]
        public var exitCode: Int
        public var standardOutput: String
        public var standardError: String
        /// The virtual time at which the step began and ended.
        public var start: Duration
        public var end: Duration
    }

    /// A way in which a run is not as its scenario says.
    public enum Failure: Hashable, Sendable {
        case exitCode(step: Int, wanted: Int, found: Int)
        case stream(step: Int, name: String, problem: String)
        /// Nothing met this fault, so the scenario proves nothing about it.
        case unmetFault(String)
        /// Nothing asked for this changed answer.
        case unreadChange(Access)
        /// The program waits for something that never comes.
        case deadlock(at: Duration)
        /// The machine's profile is not there or not valid.
        case profile(String)
        /// The transcript on file is another one, or is missing.
        case transcript(String)
    }

    public var scenario: Scenario
    public var steps: [StepResult] = []
    public var failures: [Failure] = []

    /// Runs a scenario in virtual time.
    public init(
        _ scenario: Scenario, in base: World, profile: Profile?, program: @escaping Program
    ) {
        self.scenario = scenario
        do throws(Simulation.Deadlock) {
            (steps, failures) = try Simulation.run { time in
                let world = ScenarioWorld(scenario, profile: profile, time: time)
                var steps: [StepResult] = []
                for step in scenario.steps {
                    let terminal = CapturedTerminal(width: scenario.terminalWidth)
                    let start = time.now
                    let exit = await program(
                        step.arguments, world.world(scenario, terminal, base))
                    steps.append(
                        StepResult(
                            arguments: step.arguments, exitCode: exit.rawValue,
                            standardOutput: terminal.output, standardError: terminal.error,
                            start: start, end: time.now))
                }
                let failures =
                    (world.machine.unmetFaults + (world.docker?.unmetFaults ?? []))
                    .map { Failure.unmetFault($0) }
                    + world.machine.unreadChanges.map { .unreadChange($0) }
                return (steps, failures)
            }
        } catch {
            failures = [.deadlock(at: error.at)]
        }
        failures = compare() + failures
    }

    public var passed: Bool { failures.isEmpty }

    private func compare() -> [Failure] {
        var failures: [Failure] = []
        for (index, (step, result)) in zip(scenario.steps, steps).enumerated() {
            let number = index + 1
            let expected = step.expectation
            if expected.exitCode != result.exitCode {
                failures.append(
                    .exitCode(step: number, wanted: expected.exitCode, found: result.exitCode))
            }
            for (name, expectation, text) in [
                ("stdout", expected.standardOutput, result.standardOutput),
                ("stderr", expected.standardError, result.standardError),
            ] {
                failures += expectation.problems(with: text).map {
                    .stream(step: number, name: name, problem: $0)
                }
            }
        }
        return failures
    }
}

extension Scenario.StreamExpectation {
    /// In what ways a text is not what is expected.
    fileprivate func problems(with text: String) -> [String] {
        switch self {
        case .empty:
            return text.isEmpty ? [] : ["is not empty: \(text.prefix(200))"]
        case .lines(let lines):
            let wanted = lines.map { $0 + "\n" }.joined()
            return text == wanted ? [] : ["differs; found: \(text.prefix(500))"]
        case .contains(let parts):
            return parts.filter { !text.contains($0) }.map { "does not contain '\($0)'" }
        case .json(let values):
            guard let document = try? JSON.parse(text) else { return ["is not one JSON document"] }
            return values.sorted { $0.key.description < $1.key.description }.compactMap {
                pointer, wanted in
                let found = document[pointer]
                if found == wanted || (found == nil && wanted == .null) { return nil }
                return "\(pointer) is \(found?.text(.canonical) ?? "missing"), not "
                    + wanted.text(.canonical)
            }
        }
    }
}

extension ScenarioRun.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exitCode(let step, let wanted, let found):
            "step \(step): exit \(found), expected \(wanted)"
        case .stream(let step, let name, let problem): "step \(step): \(name) \(problem)"
        case .unmetFault(let id): "the fault '\(id)' was never met"
        case .unreadChange(let access): "nothing asked for the changed answer to '\(access)'"
        case .deadlock(let time): "everything waits for something that never comes, at \(time)"
        case .profile(let problem): problem
        case .transcript(let problem): problem
        }
    }
}
