import MNCore
import MNFleet
import MNSim

/// `mn policy check`: whether all is so that a team promises.
enum PolicyCheckCommand {
    static let command = Command(
        CommandSpecification(
            "policy check", summary: "Hold what a team promises against its machines.",
            discussion: """
                A policy is a text file, a promise a line: 'gemma4:e2b on fleet: runs >= 70%'. Ends \
                with 7 if a promise is broken, or is not known to be met; with 1 if a line chooses no \
                machine, names what is not there, or allows something no longer; with 2 if a line \
                cannot be read. The grammar is in docs/policy.md.

                In GitHub Actions each promise that is not met is an annotation at its line, and the \
                result is added to the summary of the job.
                """,
            positionals: [PolicyFiles.positional],
            options: [
                PolicyFiles.asOf,
                OptionSpecification(
                    "junit", .value("FILE"), help: "Write a JUnit report; '-' prints it instead.",
                    names: .one(of: .files),
                    forms: ["-": .junit], namesReport: true),
                PageFile.option,
            ],
            examples: [
                .init("mn policy check", "the policy of this folder"),
                .init("mn policy check team.policy --junit report.xml", "a gate in CI"),
                .init("mn policy check --as-of 2027-03-02", "what expires until then?"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let forms = arguments.forms
        if forms.count > 1 {
            throw arguments.usage(.conflict(forms[0].option, forms[1].option))
        }
        let reportFile = arguments.reportFile
        if let reportFile { try arguments.requireOther(than: reportFile, "junit", world.files) }
        let pageFile = try PageFile(arguments, world)
        let check = try await PolicyFiles.reading(arguments, world) { files in
            try PolicyCheck(files.board, asOf: files.asOf)
        }
        let discretion = Discretion(world)
        let shown: @Sendable (String) -> String = { discretion.shown($0) }
        if let file = reportFile {
            try world.files.replace(file, with: Array(PolicyJUnit.text(check, shown: shown).utf8))
        }
        let told = try pageFile.write { kind in check.page(kind, inputs: PageFile.inputs) }
        let notices =
            GitHubJob(world)?.tell(
                annotations: PolicyGitHub.annotations(check),
                summary: PolicyGitHub.summary(check)) ?? []
        return Report(
            json: forms == [.json] ? check.json : .null, notices: notices,
            exitCode: check.isMet ? .done : .differs
        ) { page in
            switch forms.first {
            case .junit: PolicyJUnit.text(check, shown: shown)
            case .html: told
            default: text(check, page)
            }
        }
    }

    private static func text(_ check: PolicyCheck, _ page: Page) -> String {
        var table = Table([
            .init("RESULT", priority: 5), .init("LINE", .right, priority: 3),
            .init("MODEL", priority: 4, leastWidth: 10), .init("MACHINES", .right, priority: 2),
            .init("RUN", .right, priority: 2), .init("PROMISE", priority: 1, leastWidth: 12),
        ])
        for result in check.results {
            let style: TextStyle =
                switch result.standing {
                case .met: .good
                case .notKnown: .caution
                case .broken: .bad
                }
            table.append([
                Table.Cell(result.standing.words, style),
                Table.Cell("\(result.promise.place.line)"), Table.Cell(result.model),
                Table.Cell("\(result.chosen.machines)"), Table.Cell("\(result.tally.runs)"),
                Table.Cell(result.promise.text),
            ])
        }
        var text = page.table(table) + "\n"
        for result in check.results where result.standing != .met || result.open.machines > 0 {
            text += page.wrapped(
                "\(result.promise.place): \(result.model): \(result.sentence)", hanging: 2)
            if result.standing == .met { continue }
            for reason in result.reasons(6) { text += "  " + page.wrapped(reason, hanging: 4) }
        }
        for waiver in check.waivers { text += page.wrapped(waiver.sentence, hanging: 2) }
        if check.results.contains(where: { $0.tally.runsAssumed > 0 }) {
            text += page.wrapped(
                "Given Docker: of some machines nothing is told of it, and it is taken for Docker Engine "
                    + "on Linux, for Docker Desktop elsewhere.", hanging: 2)
        }
        return text + page.wrapped(check.summaryLine, hanging: 0)
    }
}
