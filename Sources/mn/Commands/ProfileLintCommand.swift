import MNCore
import MNSim

/// `mn profile lint`: what is wrong with profiles.
enum ProfileLintCommand {
    static let command = Command(
        CommandSpecification(
            "profile lint", summary: "Look for what is wrong with profiles.",
            discussion: """
                Errors: identifiers left in, contradictions, expectations that are not met, missing \
                sources, files that are no profiles. Warnings: evidence that no probe asks for, \
                questions left open, missing expectations. Ends with 7 if there is an error, and with \
                --strict also if there is a warning.
                """,
            positionals: [
                PositionalSpecification(
                    "PROFILE", help: "Ids, patterns with '*', or files; all if left out.",
                    count: .anyNumber)
            ],
            options: [OptionSpecification("strict", help: "Let warnings count as errors.")],
            examples: [.init("mn profile lint my-machine.json", "before it is sent to anybody")]),
        run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let names = try names(arguments.all("PROFILE"), library)
        let lint = ProfileLint(ids: library.ids)
        var findings: [ProfileFinding] = []
        for name in names {
            do {
                findings += await lint.findings(on: try library.profile(name))
            } catch let fault as DocumentFault {
                findings.append(
                    ProfileFinding(.unreadable, name, fault.fault.pointer, fault.problem))
            }
        }
        let all = findings
        let errors = all.count { $0.code.severity == .error }
        let fails = errors > 0 || (arguments.has("strict") && !all.isEmpty)
        return Report(
            json: [
                "schema": "mn.profile.lint/1", "profiles": .integer(names.count),
                "errors": .integer(errors), "warnings": .integer(all.count - errors),
                "findings": .array(all.map(\.json)),
            ], exitCode: fails ? .differs : .done
        ) { page in
            let summary =
                "\(Words.count(names.count, "profile")): \(Words.count(errors, "error")), "
                + "\(Words.count(all.count - errors, "warning"))."
            return all.map { text($0, page) }.joined() + page.wrapped(summary, hanging: 0)
        }
    }

    /// The profiles that are named, or all.
    private static func names(
        _ arguments: [String], _ library: ProfileLibrary
    ) throws -> [String] {
        if arguments.isEmpty { return library.ids }
        return try arguments.flatMap { name in
            name.contains("/") || name.hasSuffix(".json")
                ? [name] : try library.ids(matching: [name])
        }
    }

    private static func text(_ finding: ProfileFinding, _ page: Page) -> String {
        let severity = finding.code.severity
        let style: TextStyle = severity == .error ? .bad : .caution
        let place = finding.pointer.tokens.isEmpty ? "" : " \(finding.pointer)"
        let line = Printable.line(
            "\(finding.profile)\(place): \(finding.message) [\(finding.code.rawValue)]")
        return page.styled(severity.rawValue, style) + ": "
            + page.wrapped(line, hanging: 4, first: severity.rawValue.count + 2)
    }
}
