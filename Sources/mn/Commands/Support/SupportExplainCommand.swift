import MNCore
import MNSim
import MNSupport

/// `mn support explain`: why a run ended as it did, from its exit code back to the lines that were read.
enum SupportExplainCommand {
    static let command = Command(
        CommandSpecification(
            "support explain",
            summary: "Tell why a run ended so, back to the lines it read.",
            discussion: """
                The run is played again with today's program; this machine is not asked. What follows is \
                the chain from the exit code to the rule or the error, the numbers that were compared, \
                the facts, the lines they were read from and the questions asked; then the change that \
                would turn the verdict, the known machine that is nearest, and what is missing, with the \
                command that records it.
                """,
            positionals: [file],
            options: [model, against],
            examples: [
                .init("mn support explain customer.json", "why did it fail there?"),
                .init(
                    "mn support explain customer.json --against nvidia-rtx3060-12gb-driver570",
                    "what is different from that machine?"),
            ]),
        tracesItself: true, run: run)

    static let file = PositionalSpecification(
        "FILE", help: "A bundle, or a trace, made with --trace FILE or MN_TRACE.",
        names: .one(of: .files))
    static let model = OptionSpecification(
        "model", .value("NAME"), help: "Judge that model; that of the run if left out.",
        names: .one(of: .models))
    static let against = OptionSpecification(
        "against", .value("NAME|FILE"),
        help: "Compare with that profile; with the nearest built-in one if left out.",
        names: .one(of: .profiles, .files))

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let file = try SupportFile.read(path, in: world.files)
        let explanation = try await explanation(of: file, path, arguments, world)
        return report(explanation, path)
    }

    /// The explanation of a run, as the options of a command want it.
    static func explanation(
        of file: SupportFile, _ path: String, _ arguments: ParsedArguments, _ world: World
    ) async throws -> Explanation {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let builtin = try ProfileLibrary(
            builtin: world.profiles, folders: [], files: world.files)
        var sources = Explanation.Sources(
            profiles: try builtin.ids.map(builtin.profile),
            failures: FailureTable(scenarios: world.scenarios))
        sources.evidence = file.evidence
        sources.model = arguments.value("model")
        sources.against = try arguments.value("against").map(library.profile)
        return try await Explanation(
            try file.run(name: path), sources, in: world, program: Program.watched)
    }

    /// The explanation of a run for who shows it; nil if there is no run, or it cannot be explained.
    static func explanation(
        of file: SupportFile, name: String, in world: World
    ) async -> Explanation? {
        guard let run = file.run else { return nil }
        var sources = Explanation.Sources(
            profiles: [], failures: FailureTable(scenarios: world.scenarios))
        sources.evidence = file.evidence
        return try? await Explanation(run, sources, in: world, program: Program.watched)
    }

    static func report(_ explanation: Explanation, _ path: String) -> Report {
        let difference = explanation.divergence.map {
            ReplayFault(command: explanation.arguments, divergence: $0).problem
        }
        return Report(json: explanation.json(file: path, divergence: difference)) { page in
            ExplainText(explanation: explanation, difference: difference).text(page)
        }
    }
}

/// An explanation as text.
struct ExplainText {
    let explanation: Explanation
    /// In what way the replay differs; nil if it does not.
    let difference: String?

    func text(_ page: Page) -> String {
        let line = CommandWords.line(["mn"] + explanation.arguments)
        var text = page.wrapped("Replayed: \(Sanitized.line(line))", hanging: 2)
        if let difference {
            text += page.wrapped("The replay differs: \(Sanitized.line(difference))", hanging: 2)
        }
        text += chain(page)
        text += fixes(page)
        if let machine = explanation.machine {
            text += "\n" + self.machine(machine, page)
        } else {
            text += page.wrapped("The run asked nothing of the machine.", hanging: 2)
        }
        return text
    }

    private func chain(_ page: Page) -> String {
        page.list(
            explanation.chain.map { link in
                let place = link.event.map { " (event \($0) of \(explanation.eventCount))" } ?? ""
                return ("  " + Self.label(link.kind), link.text + place)
            })
    }

    private static func label(_ kind: Explanation.Link.Kind) -> String {
        switch kind {
        case .exit: "Exit"
        case .error: "<- error"
        case .check: "<- check"
        case .exchange: "<- exchange"
        case .rule: "<- rule"
        case .condition: "<- condition"
        case .numbers: "<- numbers"
        case .fact: "<- fact"
        case .line: "<- line"
        case .question: "<- question"
        case .row: "   known as"
        case .missing: "<- missing"
        case .open: "<- open"
        }
    }

    private func fixes(_ page: Page) -> String {
        let own = explanation.findings.complaint?.fixes ?? []
        let checks = explanation.findings.objections.flatMap(\.fixes)
        return Self.section("What they can do", (own + checks).uniqued(), page)
    }

    private func machine(_ machine: MachineExplanation, _ page: Page) -> String {
        var text = VerdictText(advice: machine.advice, notes: machine.hardware.notes).text(page)
        if let ruled = machine.ruled {
            text += page.wrapped(
                "The run itself decided otherwise: \(Sanitized.line(ruled.status)) (\(Sanitized.line(ruled.rule))).",
                hanging: 2)
        }
        // Of an error that has nothing to do with it, the way to the verdict is beside the point.
        if explanation.cause != .error {
            text += "\n" + ExplanationText(steps: machine.steps).text(page)
        }
        let crossings = machine.boundary.foremost.map(\.words)
        text += Self.section(
            "Nearest boundary",
            crossings.isEmpty ? ["No change of two facts gives another status."] : crossings, page)
        if let neighbour = machine.neighbour { text += self.neighbour(neighbour, page) }
        if !machine.missing.isEmpty {
            text += Self.section("Missing", machine.missing.map(\.description), page)
            text += page.wrapped(
                "  Record it on that machine: \(MachineExplanation.recordCommand)", hanging: 4)
            text += page.wrapped("  Then: mn support add FILE answer.json", hanging: 4)
        }
        return text
    }

    private func neighbour(_ neighbour: Neighbour, _ page: Page) -> String {
        let title = Sanitized.line("\(neighbour.profile): \(neighbour.title)")
        let decision = neighbour.decision
        var text = page.wrapped(
            "Nearest known machine: \(title) - \(decision.status.rawValue) (\(decision.rule.rawValue))",
            hanging: 2)
        if neighbour.differences.isEmpty { return text + "  No fact differs.\n" }
        for fact in neighbour.differences {
            text +=
                "  "
                + page.wrapped(
                    Sanitized.line(
                        "\(fact.label): \(fact.left ?? "none") here, \(fact.right ?? "none") there"),
                    hanging: 4, first: 2)
        }
        return text
    }

    private static func section(_ title: String, _ lines: [String], _ page: Page) -> String {
        if lines.isEmpty { return "" }
        return "\(title):\n"
            + lines.map { "  - " + page.wrapped(Sanitized.line($0), hanging: 4) }.joined()
    }
}
