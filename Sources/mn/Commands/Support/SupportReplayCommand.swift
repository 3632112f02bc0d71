import MNCore
import MNSim

/// `mn support replay`: plays a traced run again, with today's program and nothing of this machine.
enum SupportReplayCommand {
    static let command = Command(
        CommandSpecification(
            "support replay",
            summary: "Play a traced run again: the same output, or where it differs.",
            discussion: """
                The trace answers every question; this machine is not asked. If today's program does \
                the same, its output and exit code are those of the traced run.
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "A trace, made with --trace FILE or MN_TRACE.")
            ], examples: [.init("mn support replay customer.jsonl", "what did they see?")]),
        run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let trace = try Trace.read(
            try world.files.read(path, limit: Document.sizeLimit), name: path)
        let (ending, divergence) = TraceReplay(trace).run(in: world, program: Program.run)
        if let divergence { throw ReplayFault(command: trace.arguments, divergence: divergence) }
        guard let exitCode = ExitCode(rawValue: ending.exitCode) else {
            throw InternalFault(error: "exit code \(ending.exitCode)")
        }
        if arguments.has("json") {
            return Report(
                json: [
                    "schema": "mn.support.replay/1", "equal": true,
                    "arguments": .strings(trace.arguments), "exit": .integer(ending.exitCode),
                    "stdout": .string(ending.standardOutput),
                    "stderr": .string(ending.standardError), "simulated": true,
                ]
            ) { _ in "" }
        }
        // The traced run's own bytes, on both streams.
        world.terminal.writeError(ending.standardError)
        return Report(json: .null, exitCode: exitCode) { _ in ending.standardOutput }
    }
}

/// Today's program does not do what the traced one did.
struct ReplayFault: DiagnosticError {
    /// The words after `mn` of the traced run.
    var command: [String]
    var divergence: TraceReplay.Divergence

    var code: ErrorCode { .divergence }

    var problem: String {
        let line = CommandWords.line(["mn"] + command)
        return switch divergence {
        case .unanswered(let question):
            "'\(line)' now asks for '\(question)', which the trace does not answer."
        case .endless: "'\(line)' now does not come to an end."
        case .exitCode(let traced, let now):
            "'\(line)' now ends with \(now), the trace with \(traced)."
        case .output(let name, let number, let traced, let now):
            "'\(line)' now prints another \(name), first in line \(number): '\(now)', traced '\(traced)'."
        }
    }

    var fixes: [String] { ["See all of what was asked and answered: the lines of the trace file"] }
}
