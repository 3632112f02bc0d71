import MNCore
import MNSim

/// `mn sim contract`: whether a runner that answers keeps the contract that the fake is built on.
enum SimContractCommand {
    static let command = Command(
        CommandSpecification(
            "sim contract",
            summary: "Check that a real Model Runner keeps to its contract.",
            discussion: """
                For those who have a real Docker Model Runner: what 'mn' and its simulated runner take for \
                granted is asked of it, request by request, and each difference is printed with what was \
                wanted, what was found and the paragraph of the contract. Ends with 7 if there is one, \
                and with 5 if nothing answers.

                Without --changing nothing is changed. With it a small model is pulled, given a second \
                name, asked, configured, unloaded and deleted; at the end, and on Ctrl-C, it is taken away \
                again. The suite refuses to begin if the runner has that model already. To load it \
                the runner may put an idle model out of memory.

                URL is http://HOST:PORT, perhaps with a path before the runner's own, or \
                unix:///PATH/OF.SOCKET, for Docker Desktop unix:///var/run/docker.sock:/exp/vDD4.40.
                """,
            positionals: [
                PositionalSpecification(
                    "URL", help: "Where the runner answers.", count: .atMostOnce)
            ],
            options: [
                OptionSpecification(
                    "changing", help: "Pull a model, use it and take it away again, too."),
                OptionSpecification(
                    "model", .value("MODEL"),
                    help: "The model for that; \(ContractFacts.defaultModel) if not given.",
                    names: .one(of: .models)),
                OptionSpecification(
                    "only", .value("NAME"),
                    help: "Make only this check and those it needs; '*' stands for any letters.",
                    names: .one(of: .checks),
                    repeats: true),
                OptionSpecification("list", help: "Print the checks."),
            ],
            examples: [
                .init("mn sim contract http://localhost:12434", "a runner at its usual port"),
                .init("mn sim contract http://localhost:12434 --changing --json", "for a script"),
                .init("mn sim contract --list", "what is asked"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let isChanging = arguments.has("changing")
        if arguments.value("model") != nil, !isChanging {
            throw arguments.usage(.needs("--model", "--changing"))
        }
        let facts = try facts(arguments, world)
        let only = arguments.values("only")
        if arguments.has("list") {
            return listing(try ContractCheck.selected(only, changing: true), facts)
        }
        guard let url = arguments.optional("URL") else {
            throw arguments.usage(.missingArgument("URL"))
        }
        guard let endpoint = Endpoint(url) else {
            throw arguments.usage(
                .badValue(
                    "URL", Sanitized.line(Secrets().maskedAddress(url)),
                    wanted: "http://HOST:PORT or unix:///PATH"))
        }
        let checks = try ContractCheck.selected(only, changing: isChanging)
        let suite = try await ContractSuite(
            world.docker, at: endpoint, checks: checks, facts: facts)
        let made = await ContractPlay(suite: suite, world: world).made()
        let report = ContractReport(
            endpoint: endpoint, release: suite.release, model: isChanging ? facts.model : nil,
            planned: checks.count, findings: made.findings, putBack: made.putBack,
            wasInterrupted: made.wasInterrupted, isSimulated: world.simulatedMachine != nil)
        return Report(json: report.json, notices: report.notices, exitCode: report.exitCode) {
            page in Machines.heading(world) + text(report, page)
        }
    }

    /// The names that are used with a model, which may be one of the catalog or any other.
    private static func facts(
        _ arguments: ParsedArguments, _ world: World
    ) throws -> ContractFacts {
        let name = arguments.value("model") ?? ContractFacts.defaultModel
        let known = try world.catalog().catalog.models.first {
            $0.id == name.lowercased() || $0.aliases.contains(name.lowercased())
        }
        guard let facts = ContractFacts(model: known?.reference ?? name) else {
            throw arguments.usage(
                .badValue(
                    "--model", name,
                    wanted: "the name of a model, as in \(ContractFacts.defaultModel)"))
        }
        return facts
    }

    private static func text(_ report: ContractReport, _ page: Page) -> String {
        var text = ""
        for finding in report.findings {
            switch finding.result {
            case .ok(let clause):
                let note = clause.map { " (\($0))" } ?? ""
                text += page.styled("ok     ", .good) + "  "
                text += page.wrapped(finding.name + note, hanging: 9)
            case .skipped(let reason):
                text += page.styled("skipped", .faint) + "  "
                text += page.wrapped("\(finding.name): \(reason)", hanging: 9)
            case .differs(let difference):
                text += page.styled("differs", .bad) + "  \(finding.name)\n"
                text += page.indented([
                    ("asked", finding.request), ("wanted", difference.wanted),
                    ("found", difference.found), ("source", finding.source),
                ])
            }
        }
        return text + page.wrapped(report.summary, hanging: 0)
    }

    private static func listing(_ checks: [ContractCheck], _ facts: ContractFacts) -> Report {
        Report(
            json: [
                "schema": "mn.contract.checks/1",
                "checks": .array(
                    checks.map {
                        [
                            "name": .string($0.name), "request": .string($0.words(facts)),
                            "changing": .bool($0.isChanging), "source": .string($0.source),
                        ]
                    }),
            ]
        ) { page in page.list(checks.map { ($0.name, $0.words(facts)) }) }
    }
}

extension Page {
    /// Rows of labels and texts, below a line that they explain.
    fileprivate func indented(_ rows: [(label: String, text: String)]) -> String {
        rows.map { label, text in
            let pad = String(repeating: " ", count: 8 - label.count)
            return "    \(label)\(pad)" + wrapped(text, hanging: 12)
        }.joined()
    }
}

/// Makes the checks of a suite, to their end or until the user wants the end, and puts back.
private struct ContractPlay {
    let suite: ContractSuite
    let world: World

    struct Made: Sendable {
        var findings: [ContractFinding] = []
        var putBack = ContractSuite.PutBack()
        var wasInterrupted = false
    }

    func made() async -> Made {
        defer { world.terminal.showProgress(nil) }
        guard suite.checks.contains(where: \.isChanging) else {
            return Made(findings: await suite.findings(tell))
        }
        var made = await untilEnd()
        // A request to end that comes now has to wait; the next one ends the program.
        let action = world.endRequests?.add {}
        defer { action?.withdraw() }
        made.putBack = await suite.putBack()
        return made
    }

    private func untilEnd() async -> Made {
        let (requests, continuation) = AsyncStream.makeStream(of: Void.self)
        let action = world.endRequests?.add { continuation.yield() }
        defer { action?.withdraw() }
        return await withTaskGroup(of: [ContractFinding]?.self) { group in
            group.addTask { await suite.findings(tell) }
            group.addTask {
                for await _ in requests { break }
                return nil
            }
            // Whoever is first, the other is ended too; the checks give what was found until then.
            var made = Made()
            var isFirst = true
            for await findings in group {
                if let findings {
                    made.findings = findings
                } else if isFirst {
                    made.wasInterrupted = true
                }
                isFirst = false
                group.cancelAll()
            }
            return made
        }
    }

    private func tell(_ number: Int, _ name: String) {
        guard world.terminal.progressWidth != nil else { return }
        world.terminal.showProgress("\(number) of \(suite.checks.count): \(name)")
    }
}
