import MNCore
import MNSim

/// A command: what it accepts, and what it does.
struct Command: Sendable {
    var specification: CommandSpecification
    /// Whether the program writes no trace of it: it reads one, or traces what it plays.
    var tracesItself = false
    /// Whether it asks this machine or its runner, so that live runs of it are recorded.
    var isRecorded = false
    /// Whether the state of a Model Runner means something to it without the profile of a machine.
    var takesStateAlone = false
    /// Whether it makes the world of a profile itself, and as much of it as it needs.
    var makesWorld = false
    /// Whether all that it prints is part of the program: then no word of it is anybody's secret.
    var printsOnlyOwn = false
    /// The last words of its line that it passes on as they were given, whatever bytes they are.
    var passedOn: @Sendable (ParsedArguments) -> [String] = { _ in [] }
    var run: @Sendable (ParsedArguments, World) async throws -> Report

    init(
        _ specification: CommandSpecification, tracesItself: Bool = false,
        isRecorded: Bool = false, takesStateAlone: Bool = false, makesWorld: Bool = false,
        printsOnlyOwn: Bool = false,
        passedOn: @escaping @Sendable (ParsedArguments) -> [String] = { _ in [] },
        run: @escaping @Sendable (ParsedArguments, World) async throws -> Report
    ) {
        self.specification = specification
        self.tracesItself = tracesItself
        self.isRecorded = isRecorded
        self.takesStateAlone = takesStateAlone
        self.makesWorld = makesWorld
        self.printsOnlyOwn = printsOnlyOwn
        self.passedOn = passedOn
        self.run = run
    }
}

/// What a command has to say, in both its forms; the program prints one of them.
struct Report: Sendable {
    /// The document for `--json`.
    var json: JSON
    /// The text for people; it ends with a line feed, unless it is empty.
    var text: @Sendable (Page) -> String
    /// For standard error, a sentence each; the document holds them itself, under `notices`.
    var notices: [String] = []
    var exitCode: ExitCode = .done
    /// The rules that decided, for a trace.
    var rulings: [Ruling] = []

    /// What decided on one model.
    struct Ruling: Hashable, Sendable {
        var model: String
        var rule: String
        var status: String
        var warnings: [Verdict.Warning] = []

        /// The same for a trace.
        var event: Trace.Event { .rule(model: model, rule: rule, status: status) }
    }
    /// How the checks came out that were made, for who watches the run.
    var checks: [Check] = []

    /// One thing that was looked at.
    struct Check: Hashable, Sendable {
        var name: String
        var state: String
        /// What was seen, in a sentence; empty where nothing is said of it.
        var seen = ""
        var fixes: [String] = []
    }

    /// What goes on once all this is printed, and how it ends; then `exitCode` counts for nothing.
    var afterwards: (@Sendable () async throws -> ExitCode)?

    init(
        json: JSON, notices: [String] = [], exitCode: ExitCode = .done, verdicts: [Verdict] = [],
        text: @escaping @Sendable (Page) -> String
    ) {
        self.json = json
        self.text = text
        self.notices = notices
        self.exitCode = exitCode
        rulings = verdicts.map {
            Ruling(
                model: $0.model.id, rule: $0.rule.rawValue, status: $0.status.rawValue,
                warnings: $0.kindsAndWarnings(withoutGPU: nil).map(\.kind))
        }
    }
}
