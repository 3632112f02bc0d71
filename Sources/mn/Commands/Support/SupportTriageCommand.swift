import MNCore
import MNSim
import MNSupport

/// `mn support triage`: many support files, put together by how they fail.
enum SupportTriageCommand {
    static let command = Command(
        CommandSpecification(
            "support triage",
            summary: "Put many bundles and traces together by how they fail.",
            discussion: """
                Each '*.json' and '*.jsonl' of the folder is played with today's program. Those that fail \
                in the same way are one line: known, with the row of docs/failures.md, or new. The exit \
                code is 7 if one is new or cannot be read or played.
                """,
            positionals: [PositionalSpecification("DIR", help: "A folder of bundles and traces.")],
            examples: [.init("mn support triage tickets", "what comes in most?")]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let folder = arguments.required("DIR")
        let all = try world.files.list(folder).filter {
            $0.hasSuffix(".json") || $0.hasSuffix(".jsonl")
        }
        let player = SupportReplay(in: world, program: Program.noted)
        var triage = Triage()
        for name in all.prefix(Triage.fileLimit) {
            do {
                let path = "\(folder)/\(name)"
                let trace = try SupportFile.read(path, in: world.files).run(name: path)
                let played = player.play(trace)
                guard played.isAnswered else { throw ReplayFault(trace, played) }
                triage.add(name, played.signature)
            } catch {
                triage.add(name, error.diagnostic)
            }
        }
        triage.finish(triage.groups.isEmpty ? [] : try known(world))
        let left = all.count - Triage.fileLimit
        let notices = left > 0 ? ["\(Words.count(left, "file")) more were not looked at."] : []
        let result = triage
        let isKnown = result.unreadable.isEmpty && result.groups.allSatisfy { $0.row != nil }
        return Report(
            json: json(result, notices), notices: notices, exitCode: isKnown ? .done : .differs
        ) { page in text(result, page) }
    }

    /// What the rows of `docs/failures.md` are made of: the first steps of the scenarios that say so.
    private static func known(
        _ world: World
    ) throws -> [(row: Triage.Row, signature: Signature)] {
        let prefix = "failure-"
        let library = ScenarioLibrary(
            builtin: world.scenarios, offers: RegistryOffer.offers(of: .builtin))
        let profiles = try Machines.library(world, folders: [])
        return try library.names.compactMap { name in
            let scenario = try library.scenario(name)
            guard let tag = scenario.tags.first(where: { $0.hasPrefix(prefix) }) else { return nil }
            let step = try SimScenarios.play(name, library, profiles, world).steps.first
            guard let step else { return nil }
            let words = Program.tree.read(step.trace.arguments).command?.specification.words ?? []
            let notes = [.command(words)] + step.notes.compactMap(\.forSupport)
            return (
                Triage.Row(
                    number: String(tag.dropFirst(prefix.count)), situation: scenario.title),
                Signature(
                    notes, events: step.trace.events, exitCode: step.trace.ending.exitCode)
            )
        }
    }

    private static func json(_ triage: Triage, _ notices: [String]) -> JSON {
        [
            "schema": "mn.support.triage/1",
            "groups": .array(
                triage.groups.map { group in
                    [
                        "failure": group.signature.json, "count": .integer(group.files.count),
                        "files": .strings(group.files.map(Sanitized.line)),
                        "known": .bool(group.row != nil),
                        "row": .string(orNull: group.row?.number),
                        "situation": .string(orNull: group.row?.situation),
                    ]
                }),
            "unreadable": .array(
                triage.unreadable.map {
                    [
                        "file": .string(Sanitized.line($0.file)),
                        "message": .string(Sanitized.line($0.problem)),
                    ]
                }), "notices": .strings(notices), "simulated": true,
        ]
    }

    private static func text(_ triage: Triage, _ page: Page) -> String {
        var text = ""
        for group in triage.groups {
            let head = group.row.map { "row \($0.number): \($0.situation)" } ?? "new"
            text += page.wrapped(
                "\(Words.count(group.files.count, "file")), \(Sanitized.line(head))", hanging: 2)
            text += "    " + page.wrapped("\(group.signature)", hanging: 6, first: 4)
            let names = group.files.prefix(3).joined(separator: ", ")
            let more = group.files.count > 3 ? ", …" : ""
            text += "    " + page.wrapped(Sanitized.line(names + more), hanging: 6, first: 4)
        }
        for failure in triage.unreadable {
            text += page.wrapped("not played: \(Sanitized.line(failure.problem))", hanging: 2)
        }
        return text.isEmpty ? "There is no bundle and no trace in it.\n" : text
    }
}
