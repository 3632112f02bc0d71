import MNCore
import MNSim

/// `mn support check`: looks in a file for what must not leave this machine.
enum SupportCheckCommand {
    static let command = Command(
        CommandSpecification(
            "support check",
            summary: "Look in a file for secrets, and for whose it is.",
            discussion: """
                Before a trace, a profile, a log or any other text is sent: are there tokens, passwords, \
                users of URLs in it, or names, home folders and addresses? The secrets of this shell's \
                own variables are looked for too. What is found is never printed: a line is shown as it \
                would be without it. Exit code 1 if anything is found, or if it is no text or broken.
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "The file, of any kind of text.", names: .one(of: .files))
            ],
            examples: [.init("mn support check trace.jsonl", "can I send this?")]),
        run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let bytes = try world.files.read(path, limit: Document.sizeLimit)
        let environment = world.environment.all
        let check = PrivacyCheck(
            bytes, Secrets(environment: environment),
            Identity(environment, hostName: world.hostName))
        let total = check.counts.values.reduce(0) { $0 &+ $1 }
        return Report(
            json: [
                "schema": "mn.support.check/1", "file": .string(path), "ok": .bool(check.isClear),
                "obstacle": .string(orNull: check.obstacle),
                "totals": .array(
                    PrivacyCheck.Kind.allCases.map {
                        ["class": .string($0.rawValue), "count": .integer(check.counts[$0] ?? 0)]
                    }),
                "findings": .array(check.findings.map(\.json)),
            ], exitCode: check.isClear ? .done : .failed
        ) { page in text(path, check, total, page) }
    }

    private static func text(
        _ path: String, _ check: PrivacyCheck, _ total: Int, _ page: Page
    ) -> String {
        if check.isClear {
            return page.wrapped("\(Sanitized.line(path)): nothing private was found.", hanging: 2)
        }
        var text = ""
        if let obstacle = check.obstacle {
            text += page.wrapped(
                "\(Sanitized.line(path)): not all of it can be looked at: \(obstacle).", hanging: 2)
            if total == 0 { return text }
        }
        for finding in check.findings {
            let place = finding.pointer.map { " \($0)" } ?? ""
            text += page.wrapped(
                "line \(finding.line)\(place) (\(finding.kind.rawValue)) \(finding.shown)",
                hanging: 4)
        }
        let more = total - check.findings.count
        if more > 0 { text += "and \(more) more\n" }
        return text
            + page.wrapped(
                "\(Sanitized.line(path)): \(Words.count(total, "finding")). Do not send it as it is.",
                hanging: 2)
    }
}

extension PrivacyCheck.Finding {
    fileprivate var json: JSON {
        [
            "class": .string(kind.rawValue), "line": .integer(line),
            "pointer": .string(orNull: pointer.map { "\($0)" }), "shown": .string(shown),
        ]
    }
}
