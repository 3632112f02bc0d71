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

        public var arguments: [String] { trace.arguments }
        public var exitCode: Int { trace.ending.exitCode }
        public var standardOutput: String { trace.ending.standardOutput }
        public var standardError: String { trace.ending.standardError }
    }

    /// A way in which a run is not as its scenario says.
    package enum Failure: Hashable, Sendable {
        case exitCode(step: Int, wanted: Int, found: Int)
        case stream(step: Int, name: String, problem: String)
        case duration(step: Int, wanted: ClosedRange<Duration>, found: Duration)
        /// Nothing met this fault, so the scenario proves nothing about it.
        case unmetFault(String)
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

    /// Runs a scenario in virtual time.
    package init(
        _ scenario: Scenario, in base: World?, profile: Profile?, program: @escaping Program
    ) {
        name = scenario.name
        self.scenario = scenario
        let results = Results()
        do throws(Simulation.Stuck) {
            failures = try Simulation.run { time in
                let world = ScenarioWorld(scenario, profile: profile, time: time)
                for step in scenario.steps {
                    if step.pause > .zero { await time.sleep(for: step.pause) }
                    for (path, bytes) in step.files { world.files.place(bytes, at: path) }
                    let start = time.now
                    let tracer = Tracer(world.world(scenario, base))
                    let exit = await program(step.arguments, tracer.world)
                    let trace = tracer.trace(step.arguments, exit: exit, version: "")
                    results.append(StepResult(trace: trace, start: start, end: time.now))
                }
                return world.failures(scenario, results.all.flatMap(\.trace.events))
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
