import MNCore
import MNSim
import MNSupport

/// `mn support open`: what is in a file that a customer sent, in words; what was removed comes first.
enum SupportOpenCommand {
    static let command = Command(
        CommandSpecification(
            "support open",
            summary: "Tell what is in a bundle or a trace, and what was removed.",
            discussion: """
                What was taken out of the file and how that was checked stands first, then its sections \
                in words. What stands in the place of something private is shown so: ‹host:1›, ‹user›, \
                ‹secret›; equal ones were equal. Whether each word is known is tried again; the other \
                checks are those of the sender. Nothing is asked of this machine.
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "A bundle, or a trace.", names: .one(of: .files))
            ],
            options: [
                OptionSpecification(
                    "section",
                    .value("NAME", allowed: Bundle.Section.allCases.map(\.rawValue)),
                    help: "Print one section whole, as it stands in the file.")
            ],
            examples: [
                .init("mn support open customer.json", "what did they send?"),
                .init("mn support open customer.json --section logs", "all of the logs"),
            ]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let bytes = try world.files.read(path, limit: Document.sizeLimit)
        let file = try SupportFile.read(bytes, name: path)
        let player = SupportReplay(in: world, program: Program.watched)
        let opening = await BundleOpening(
            file, bytes: bytes,
            explanation: await SupportExplainCommand.explanation(of: file, name: path, in: world),
            grammar: file.bundle.map {
                ReceivedGrammar($0, bytes, by: player, version: Program.version)
            })
        var members: JSONObject = ["schema": "mn.support.open/1", "file": .string(path)]
        if let section = arguments.value("section").flatMap(Bundle.Section.init) {
            guard let json = opening.json(section), let text = opening.text(section) else {
                throw SectionFault(name: path, section: section, file: file)
            }
            members["section"] = .string(section.rawValue)
            members["value"] = json
            return Report(json: .object(members)) { _ in
                let shown = StandInDisplay.shown(Sanitized.lines(text))
                return shown.isEmpty || shown.hasSuffix("\n") ? shown : shown + "\n"
            }
        }
        for member in opening.members.members { members[member.key] = member.value }
        return Report(json: .object(members)) { page in
            OpenedText(opening: opening, name: path, page: page).text
        }
    }
}

/// A section that is asked for and is not in the file.
struct SectionFault: DiagnosticError {
    var name: String
    var section: Bundle.Section
    var file: SupportFile

    var code: ErrorCode { .nothingSelected }

    var problem: String {
        guard let bundle = file.bundle else {
            return "\(Sanitized.line(name)) is a trace: its one section is 'run'."
        }
        let gap = bundle.gaps.first { $0.section == section && $0.part == nil }
        return "\(Sanitized.line(name)) has no section '\(section.rawValue)'"
            + (gap.map { ": \(Excerpt.line($0.reason))" } ?? ".")
    }

    var fixes: [String] { [CommandWords.mn("support open", name)] }
}
