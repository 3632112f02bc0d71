import MNCore
import MNSim

/// What a command has to say, in both its forms; the program prints one of them.
struct Report: Sendable {
    /// The document for `--json`.
    var json: JSON
    /// The text for people; it ends with a line feed, unless it is empty.
    var text: @Sendable (Page) -> String
    /// For standard error, a sentence each; the document holds them itself, under `notices`.
    var notices: [String] = []
    var exitCode: ExitCode = .done
    /// Whether the document is printed without `--json` too, because another option asks for it.
    var isDocument = false
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
