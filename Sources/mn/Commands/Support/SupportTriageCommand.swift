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
                in the same way are one line: known, with the row of docs/failures.md, new, decided by a \
                rule, or ended well. The exit code is 7 if one is new, has no end, or cannot be read or \
                played.
                """,
            positionals: [
                PositionalSpecification(
                    "DIR", help: "A folder of bundles and traces.", names: .one(of: .folders))
            ],
            examples: [.init("mn support triage tickets", "what comes in most?")]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let folder = arguments.required("DIR")
        let all = try world.files.list(folder).filter {
            $0.hasSuffix(".json") || $0.hasSuffix(".jsonl")
        }
        let player = SupportReplay(in: world, program: Program.watched)
        let table = FailureTable(scenarios: world.scenarios)
        var triage = Triage()
        for name in all.prefix(Triage.fileLimit) {
            do {
                let path = "\(folder)/\(name)"
                let trace = try SupportFile.read(path, in: world.files).run(name: path)
                let played = player.play(trace)
                guard played.isAnswered else { throw ReplayFault(trace, played) }
                triage.add(
                    name, played.signature, RunStanding(played.findings, of: trace, table))
            } catch {
                triage.add(name, error.diagnostic)
            }
        }
        triage.sort()
        let left = all.count - Triage.fileLimit
        let notices = left > 0 ? ["\(Words.count(left, "file")) more were not looked at."] : []
        let result = triage
        return Report(
            json: json(result, notices), notices: notices,
            exitCode: result.hasNews ? .differs : .done
        ) { page in text(result, page) }
    }

    private static func json(_ triage: Triage, _ notices: [String]) -> JSON {
        [
            "schema": "mn.support.triage/1",
            "groups": .array(
                triage.groups.map { group in
                    [
                        "failure": group.signature.json, "count": .integer(group.files.count),
                        "files": .strings(group.files.map(Sanitized.line)),
                        "standing": .string(group.standing.word.rawValue),
                        "known": .bool(group.standing.word == .known),
                        "row": .string(orNull: group.standing.rows.first?.number),
                        "rows": .strings(group.standing.rows.map(\.number)),
                        "situation": .string(orNull: group.standing.rows.first?.situation),
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
            let head = heading(group.standing)
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

    private static func heading(_ standing: RunStanding) -> String {
        let rows = standing.rows
        guard let row = rows.first else {
            return switch standing.word {
            case .well: "ended well"
            case .verdict: "decided by a rule"
            case .unfinished: "without an end"
            case .known, .new: "new"
            }
        }
        let others = rows.dropFirst().map(\.number).joined(separator: ", ")
        let end = standing.word == .well ? "ended well, " : ""
        return "\(end)row \(row.number) of docs/failures.md: \(row.situation)"
            + (others.isEmpty ? "" : " (or \(others))")
    }
}
