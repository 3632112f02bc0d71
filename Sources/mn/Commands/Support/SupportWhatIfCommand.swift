import MNCore
import MNSim
import MNSupport

/// `mn support what-if`: plays a run as it would have been with something else.
enum SupportWhatIfCommand {
    static let command = Command(
        CommandSpecification(
            "support what-if",
            summary: "Play a run with another fact, machine or answer.",
            discussion: """
                --set changes the line that a fact was read from, by the name that mn hardware --json has \
                for it: gpus.0.memory=8GB, gpus.0.driver=560.35, memory.total=32GB. --profile plays the \
                command on another machine, with a runner in good health. --without-fault leaves out \
                failures of a kind that mn support explain --json names: refused, timed_out, status, \
                error. What the run has no answer to, a simulated runner answers.
                """,
            positionals: [SupportExplainCommand.file],
            options: [
                OptionSpecification(
                    "set", .value("FACT=VALUE"), help: "Take a fact otherwise.", repeats: true),
                OptionSpecification(
                    "without-fault", .value("KIND"), help: "Leave out failures of this kind.",
                    repeats: true),
            ],
            examples: [
                .init(
                    "mn support what-if customer.json --set gpus.0.memory=8GB", "would it run then?"
                ),
                .init(
                    "mn support what-if customer.json --without-fault status",
                    "and if the runner had answered?"),
                .init(
                    "mn support what-if customer.json --profile nvidia-rtx3060-12gb-driver570",
                    "and on that machine?"),
            ]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let file = try SupportFile.read(path, in: world.files)
        let changed = try await WhatIf(
            try file.run(name: path), evidence: file.evidence, try change(arguments, world),
            in: world, program: Program.watched)
        return Report(json: changed.json(file: path)) { page in text(changed, page) }
    }

    /// The one kind of change that is asked for.
    private static func change(
        _ arguments: ParsedArguments, _ world: World
    ) throws -> WhatIf.Change {
        let facts = arguments.values("set")
        let kinds = arguments.values("without-fault")
        let machine = arguments.value("profile")
        let asked = [
            ("--set", !facts.isEmpty), ("--profile", machine != nil),
            ("--without-fault", !kinds.isEmpty),
        ].filter(\.1).map(\.0)
        guard let first = asked.first else {
            throw arguments.usage(.needs("support what-if", "--set, --profile or --without-fault"))
        }
        if asked.count > 1 { throw arguments.usage(.conflict(first, asked[1])) }
        if let machine {
            return .machine(
                try Machines.library(world, folders: arguments.values("profiles")).profile(machine))
        }
        if !facts.isEmpty {
            return .facts(
                try facts.map { text in
                    let parts = text.split(separator: "=", maxSplits: 1)
                    guard parts.count == 2 else {
                        throw arguments.usage(.badValue("--set", text, wanted: "FACT=VALUE"))
                    }
                    return (String(parts[0]), String(parts[1]))
                })
        }
        return .without(
            Set(
                try kinds.map { word in
                    guard let kind = FailedExchange.Kind(rawValue: word) else {
                        let words = FailedExchange.Kind.allCases.map(\.rawValue).sorted()
                        throw arguments.usage(
                            .badValue(
                                "--without-fault", word,
                                wanted: "one of \(words.joined(separator: ", "))"))
                    }
                    return kind
                }))
    }

    private static func text(_ changed: WhatIf, _ page: Page) -> String {
        let line = CommandWords.line(["mn"] + changed.arguments)
        var text = page.wrapped("Replayed: \(Sanitized.line(line))", hanging: 2)
        text += page.list(
            changed.changes.map { ("With", Sanitized.line($0)) } + [
                ("Before", summary(changed.before)), ("After", summary(changed.after)),
            ])
        if let turn = changed.turn {
            text += page.wrapped(
                "From '\(Sanitized.line(turn))' on a simulated runner answers.", hanging: 2)
        }
        if changed.before.ending == changed.after.ending {
            return text + "It makes no difference.\n"
        }
        text += "\nIt printed then:\n" + output(changed.before, page)
        text += "It would print:\n" + output(changed.after, page)
        return text
    }

    private static func summary(_ side: WhatIf.Side) -> String {
        let exit = side.ending.exitCode.map { code in
            "exit \(code)"
        }
        let rule = side.ruling.map { "\($0.status) (\($0.rule)) on \($0.model)" }
        let error = side.findings.complaint.map { $0.code.rawValue }
        return [exit ?? "no end", rule, error].compactMap(\.self).joined(separator: ", ")
    }

    private static func output(_ side: WhatIf.Side, _ page: Page) -> String {
        let lines = (side.ending.standardError + side.ending.standardOutput)
            .split(separator: "\n", omittingEmptySubsequences: true)
        return lines.map { line in
            let indent = line.prefix { $0 == " " }.prefix(16)
            return "  \(indent)"
                + page.wrapped(
                    Sanitized.line(String(line)), hanging: 4 + indent.count,
                    first: 2 + indent.count)
        }.joined()
    }
}
