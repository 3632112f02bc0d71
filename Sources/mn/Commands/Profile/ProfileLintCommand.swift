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
                --strict also if there is a warning. --json names each profile that was judged, its \
                verdicts, and what it expects.
                """,
            positionals: [
                PositionalSpecification(
                    "PROFILE", help: "Ids, patterns with '*', or files; all if left out.",
                    names: .one(of: .profiles, .files),
                    count: .anyNumber)
            ],
            options: [OptionSpecification("strict", help: "Let warnings count as errors.")],
            examples: [.init("mn profile lint my-machine.json", "before it is sent to anybody")]),
        run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let lint = ProfileLint(ids: library.ids)
        let subjects = try subjects(arguments.all("PROFILE"), library)
        var judged: [JSON] = []
        var findings = subjects.compactMap(\.duplicate)
        for subject in subjects {
            do {
                let result = await lint.judged(
                    try library.profile(subject.file ?? subject.name))
                judged.append(result.json(file: subject.file))
                findings += result.findings
            } catch let fault as DocumentFault {
                findings.append(
                    ProfileFinding(
                        .unreadable, subject.name, fault.fault.pointer, fault.problem))
            } catch let fault as FileFault where !subject.isArgument {
                findings.append(
                    ProfileFinding(.unreadable, subject.name, JSONPointer(), fault.problem))
            }
        }
        let (all, documents) = (findings, judged)
        let errors = all.count { $0.code.severity == .error }
        let fails = errors > 0 || (arguments.has("strict") && !all.isEmpty)
        return Report(
            json: [
                "schema": "mn.profile.lint/1", "profiles": .integer(subjects.count),
                "errors": .integer(errors), "warnings": .integer(all.count - errors),
                "findings": .array(all.map(\.json)), "judged": .array(documents),
            ], exitCode: fails ? .differs : .done
        ) { page in
            let summary =
                "\(Words.count(subjects.count, "profile")): \(Words.count(errors, "error")), "
                + "\(Words.count(all.count - errors, "warning"))."
            return all.map { text($0, page) }.joined() + page.wrapped(summary, hanging: 0)
        }
    }

    /// A profile to look at, which may turn out to be none.
    private struct Subject {
        var name: String
        /// Nil if it is built in.
        var file: String?
        /// Whether the command line names the file itself.
        var isArgument = false
        /// Said once where several files of a folder have one id.
        var duplicate: ProfileFinding?
    }

    /// The profiles that are named, or all.
    private static func subjects(
        _ arguments: [String], _ library: ProfileLibrary
    ) throws -> [Subject] {
        if arguments.isEmpty { return library.ids.flatMap { subjects($0, library) } }
        return try arguments.flatMap { name in
            name.contains("/") || name.hasSuffix(".json")
                ? [Subject(name: name, file: name, isArgument: true)]
                : try library.ids(matching: [name]).flatMap { subjects($0, library) }
        }
    }

    private static func subjects(_ id: String, _ library: ProfileLibrary) -> [Subject] {
        let files = library.files(of: id)
        if files.isEmpty { return [Subject(name: id)] }
        var subjects = files.map { Subject(name: id, file: $0) }
        if files.count > 1 {
            subjects[0].duplicate = ProfileFinding(
                .duplicateID, id, JSONPointer(["id"]),
                ProfileFault.severalFiles(id: id, files).problem)
        }
        return subjects
    }

    private static func text(_ finding: ProfileFinding, _ page: Page) -> String {
        let severity = finding.code.severity
        let style: TextStyle = severity == .error ? .bad : .caution
        let place = finding.pointer.tokens.isEmpty ? "" : " \(finding.pointer)"
        let line = Sanitized.line(
            "\(finding.profile)\(place): \(finding.message) [\(finding.code.rawValue)]")
        return page.styled(severity.rawValue, style) + ": "
            + page.wrapped(line, hanging: 4, first: severity.rawValue.count + 2)
    }
}
