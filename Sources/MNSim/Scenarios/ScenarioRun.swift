package import MNCore
import Synchronization

/// What happened when a scenario was run: every step as it went, and what is wrong.
public struct ScenarioRun: Hashable, Sendable {
    /// The program under test: the words after `mn`, and the world it runs in.
    package typealias Program = @Sendable ([String], World) async -> ExitCode

    public struct StepResult: Hashable, Sendable {
        /// What it asked, was answered and printed, and how it ended; as it was, with all that is private.
        package var trace: Trace
        /// The virtual time at which the step began and ended.
        public var start: Duration
        public var end: Duration
        /// The other run that began at the same time.
        package var beside: Trace?

        public var arguments: [String] { trace.arguments }
        /// A step that comes to no end of its own was killed.
        public var exitCode: Int { trace.exitCode ?? Scenario.Kill.exitCode }
        public var standardOutput: String { trace.printed(.standard) }
        public var standardError: String { trace.printed(.error) }
    }

    /// A way in which a run is not as its scenario says.
    package enum Failure: Hashable, Sendable {
        case exitCode(step: Int, wanted: Int, found: Int)
        case stream(step: Int, name: String, problem: String)
        case duration(step: Int, wanted: ClosedRange<Duration>, found: Duration)
        /// Nothing met this fault, so the scenario proves nothing about it.
        case unmetFault(String)
        /// The step came to its own end before the call at which it was to be killed.
        case notKilled(step: Int)
        /// Nothing asked for this changed answer.
        case unreadChange(Access)
        /// The machine was asked what it must never be asked.
        case asked(Access)
        /// The runner was sent what it must never be sent.
        case sent(String)
        /// A file was written that the scenario does not mention.
        case written(String)
        case notWritten(String)
        /// The program in this step waits for what never comes, or waits without end.
        case stuck(step: Int, Simulation.Stuck)
        /// The transcript on file is another one: where it differs.
        case transcript(String)
        /// The scenario's file cannot be read, or names what is not there.
        case unreadable(String)
    }

    package var name: String
    /// Nil if its file cannot be read.
    package var scenario: Scenario?
    public var steps: [StepResult] = []
    package var failures: [Failure] = []

    /// What a step leaves behind, for who watches the run.
    package struct Afterwards: Sendable {
        package var files: [String: [UInt8]]
        package var runner: RunnerState
    }

    /// Runs a scenario in virtual time.
    ///
    /// - Parameter watch: is told what there is before the first step, and after each.
    package init(
        _ scenario: Scenario, in base: World?, profile: Profile?,
        watch: (@Sendable (Afterwards) -> Void)? = nil, program: @escaping Program
    ) {
        name = scenario.name
        self.scenario = scenario
        let results = Results()
        do throws(Simulation.Stuck) {
            failures = try Simulation.run { time in
                let world = ScenarioWorld(scenario, profile: profile, time: time)
                watch?(world.afterwards)
                var failures: [Failure] = []
                for step in scenario.steps {
                    if step.pause > .zero { await time.sleep(for: step.pause) }
                    world.begin(step)
                    let result = await StepRun(step, in: world, of: scenario, base).result(program)
                    results.append(result)
                    failures += world.unmetFaultsOfStep.map { .unmetFault($0) }
                    if step.kill != nil, result.trace.exitCode != nil {
                        failures.append(.notKilled(step: results.all.count))
                    }
                    watch?(world.afterwards)
                }
                return failures
                    + world.failures(scenario, results.all.flatMap(\.trace.events))
            }
        } catch {
            failures = [.stuck(step: results.all.count + 1, error)]
        }
        steps = results.all
        failures =
            zip(scenario.steps, steps).enumerated().flatMap { index, pair in
                pair.0.expectation.failures(of: pair.1, step: index + 1)
            } + failures
    }

    /// A scenario that never ran: its file cannot be read, or names what is not there.
    package init(unreadable name: String, _ fault: any DiagnosticError) {
        self.name = name
        failures = [.unreadable(fault.problem)]
    }

    public var passed: Bool { failures.isEmpty }

    /// The steps so far; kept outside of the run, which may never end.
    private final class Results: Sendable {
        private let results = Mutex<[StepResult]>([])

        var all: [StepResult] { results.withLock { $0 } }
        func append(_ result: StepResult) { results.withLock { $0.append(result) } }
    }
}

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
        case .notKilled(let step):
            "step \(step): it ended before the call at which it was to be killed"
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
        case .unmetFault, .unreadChange, .notKilled: true
        case .written: scenario.ending.written == nil
        default: false
        }
    }

    /// The step in which it is, from 1; nil if it is of the whole.
    package var step: Int? {
        switch self {
        case .exitCode(let step, _, _), .stream(let step, _, _), .duration(let step, _, _),
            .stuck(let step, _), .notKilled(let step):
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
        case .notKilled: "not_killed"
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
