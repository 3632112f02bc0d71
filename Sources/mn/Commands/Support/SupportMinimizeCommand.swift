import MNCore
import MNSim
import MNSupport

/// `mn support minimize`: the least of a traced run that still fails in the same way.
enum SupportMinimizeCommand {
    static let command = Command(
        CommandSpecification(
            "support minimize",
            summary: "Make a traced run small; it still fails in the same way.",
            discussion: """
                Answers are taken away one after the other, then lines, members and words of them, and \
                numbers are rounded, for as long as the run ends with the same exit code, error, rules, \
                checks and first fix. What is taken away is absent, which is something else than not \
                recorded. Another failure that is met on the way is told and not followed. The file stays \
                as it is; --output writes what is left, a trace.
                """,
            positionals: [SupportReplayCommand.file],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"), help: "Write the trace that is left.",
                    names: .one(of: .files))
            ],
            examples: [
                .init("mn support minimize customer.json -o small.jsonl", "what is it about?")
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let output = try arguments.newFile()
        if output == path {
            throw arguments.usage(
                .badValue("--output", Sanitized.line(path), wanted: "another file than FILE"))
        }
        let trace = try SupportFile.read(path, in: world.files).endedRun(name: path).run
        let player = SupportReplay(in: world, program: Program.watched)
        guard let result = TraceMinimizer.minimized(trace, by: player) else {
            throw ReplayFault(trace, player.play(trace))
        }
        let text = result.trace.text
        if let output {
            try world.files.make(output, Array(text.utf8))
        }
        let (before, after) = (trace.text.utf8.count, text.utf8.count)
        let asked = trace.events.count { $0.question != nil }
        let left = result.trace.events.filter { $0.question != nil }
        return Report(
            json: [
                "schema": "mn.support.minimize/1", "failure": result.signature.json,
                "before": ["bytes": .integer(before), "questions": .integer(asked)],
                "after": ["bytes": .integer(after), "questions": .integer(left.count)],
                "tests": .integer(result.tests), "cut_short": .bool(result.isCutShort),
                "others": .array(result.others.map(\.json)), "file": .string(orNull: output),
                "left": .array(
                    left.map {
                        [
                            "question": .string($0.question ?? ""),
                            "answer": .string(Sanitized.line($0.answerWords)),
                        ]
                    }), "simulated": true,
            ]
        ) { page in
            var rows = [
                ("Failure", "\(result.signature)"),
                ("Before", "\(ByteCount(before)) in \(Words.count(asked, "question"))"),
                ("After", "\(ByteCount(after)) in \(Words.count(left.count, "question"))"),
                (
                    "Tests",
                    "\(result.tests)" + (result.isCutShort ? ", the most that are made" : "")
                ),
            ]
            let telling = left.filter { !["absent", "not there"].contains($0.answerWords) }
            rows += telling.map { ("Left", "\($0.question ?? ""): \($0.answerWords)") }
            if telling.count < left.count {
                let count = Words.count(left.count - telling.count, "question")
                rows.append(("Not there", "\(count) beside these"))
            }
            rows += result.others.map { ("Another", "\($0); met and not followed") }
            if let output { rows.append(("Written", output)) }
            return page.list(rows)
        }
    }
}
