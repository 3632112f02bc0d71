import MNCore
import MNSim
import MNSupport

/// `mn support replay`: plays a traced run again, with today's program and nothing of this machine.
enum SupportReplayCommand {
    /// What the commands that take what a customer sent call it.
    static let file = PositionalSpecification(
        "FILE", help: "A bundle, or a trace made with --trace FILE or MN_TRACE.",
        names: .one(of: .files))

    static let command = Command(
        CommandSpecification(
            "support replay",
            summary: "Play a traced run again; tell where it differs.",
            discussion: """
                The trace answers every question; this machine is not asked. If today's program does \
                the same, its output and exit code are those of the traced run. If not, the exit code is \
                7, and the first exchange is shown that is another one.
                """,
            positionals: [file],
            examples: [
                .init("mn support replay customer.json", "what did they see?"),
                .init("mn support replay run.jsonl --json", "both streams, and the signature"),
            ]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let trace = try SupportFile.read(path, in: world.files).run(name: path)
        let result = SupportReplay(in: world, program: Program.watched).play(trace)
        if result.divergence != nil { throw ReplayFault(trace, result) }
        let ending = result.ending
        // Of a run that was cut the end is known, and what led to it is not all there.
        let known = ending.exitCode ?? trace.exitCode
        let exitCode = known.map { ExitCode(rawValue: $0) ?? .internalError }
        if arguments.wantsDocument {
            return Report(
                json: [
                    "schema": "mn.support.replay/1", "equal": true,
                    "arguments": .strings(trace.arguments),
                    "exit": .integer(orNull: known), "whole": .bool(!trace.isPartial),
                    "stdout": .string(ending.standardOutput),
                    "stderr": .string(ending.standardError), "simulated": true,
                    "failure": result.signature.json,
                    "open_question": .string(orNull: result.openQuestion.map(Sanitized.line)),
                ], exitCode: exitCode ?? .done
            ) { _ in "" }
        }
        let line = CommandWords.line(["mn"] + trace.arguments)
        let asked = Words.count(trace.events.count { $0.question != nil }, "question")
        let code = known.map { "ended with \($0)" }
        let end =
            trace.isPartial
            ? "played as far as the trace goes" + (code.map { "; the run \($0)" } ?? "")
            : code ?? ""
        let said = "A replay of '\(line)' (mn \(trace.version)): \(asked), \(end)."
        world.terminal.tell(said)
        // The traced run's own bytes, on both streams; but what a worker wrote into a file steers no terminal.
        let output =
            world.terminal.width == nil
            ? ending.standardOutput : Sanitized.lines(ending.standardOutput)
        world.terminal.writeError(ending.standardError)
        var report = Report(json: .null, exitCode: exitCode ?? .done) { _ in output }
        if trace.isPartial {
            let open = result.openQuestion.map { ": '\($0)' was not answered" } ?? ""
            report.notices = ["The trace goes no further than this\(open)."]
        }
        return report
    }
}

/// Today's program does not do what the traced one did.
struct ReplayFault: DiagnosticError {
    /// The words after `mn` of the traced run.
    var command: [String]
    var divergence: TraceReplay.Divergence
    /// The first exchange that only one of them had.
    var difference: ExchangeDifference?

    var code: ErrorCode { .divergence }
    var exitCode: ExitCode { .differs }

    var problem: String {
        let line = CommandWords.line(["mn"] + command)
        return switch divergence {
        case .unanswered(let question):
            "'\(line)' now asks for '\(question)', which the trace does not answer."
        case .endless: "'\(line)' now does not come to an end."
        case .exitCode(let traced, let now):
            "'\(line)' now ends with \(now), the trace with \(traced)." + exchange
        case .output(let name, let number, let traced, let now):
            "'\(line)' now prints another \(name), first in line \(number): '\(now)', traced '\(traced)'."
                + exchange
        }
    }

    /// The exchange at which they part, in a sentence.
    private var exchange: String {
        guard let difference else { return " All that it asks is as it was." }
        let after = difference.after.map { "After '\($0)' " } ?? "First "
        if let traced = difference.traced {
            return
                " \(after)the traced run asked '\(difference.question)' (\(traced)); now it is not asked."
        }
        return
            " \(after)it now asks '\(difference.question)' (\(difference.now ?? "")), as the traced run did not."
    }

    var fixes: [String] { ["See all of what was asked and answered: the lines of the trace file"] }
}

extension ReplayFault {
    init(_ trace: Trace, _ result: SupportReplay.Result) {
        self.init(
            command: trace.arguments, divergence: result.divergence ?? .endless,
            difference: result.difference)
    }
}
