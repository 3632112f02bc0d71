import MNCore
import MNSim

/// `mn profile list`: the machines that can be simulated.
enum ProfileListCommand {
    static let command = Command(
        CommandSpecification(
            "profile list", summary: "List the machine profiles.",
            positionals: [
                PositionalSpecification(
                    "PATTERN", help: "Ids to list; '*' stands for any letters.",
                    names: .one(of: .profiles), count: .anyNumber)
            ],
            options: [
                OptionSpecification(
                    "tags", .value("PATTERNS"), help: "Only machines with one of these tags.",
                    repeats: true)
            ],
            examples: [
                .init("mn profile list 'nvidia-*'", "the NVIDIA machines"),
                .init("mn profile list --tags linux", "what runs Linux"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let patterns = arguments.all("PATTERN")
        let ids = patterns.isEmpty ? library.ids : try library.ids(matching: patterns)
        let tags = try arguments.list("tags").map { Glob($0) }
        let profiles = try ids.map(library.profile).filter { profile in
            tags.isEmpty || profile.tags.contains { tag in tags.contains { $0.matches(tag) } }
        }
        if profiles.isEmpty, !tags.isEmpty {
            throw EmptySelection(problem: "No machine that is listed has such a tag.")
        }
        return Report(
            json: [
                "schema": "mn.profile.list/1",
                "profiles": .array(
                    profiles.map { profile in
                        [
                            "id": .string(profile.id), "title": .string(profile.title),
                            "provenance": .string(profile.provenance.rawValue),
                            "tags": .strings(profile.tags),
                        ]
                    }),
            ]
        ) { page in
            var table = Table([
                .init("ID", priority: 3), .init("TITLE", priority: 2, leastWidth: 20),
                .init("PROVENANCE", priority: 1),
            ])
            for profile in profiles {
                table.append([
                    .init(profile.id), .init(profile.title), .init(profile.provenance.rawValue),
                ])
            }
            return page.table(table)
        }
    }
}

/// `mn profile show`: one profile, where it comes from and what it holds.
enum ProfileShowCommand {
    static let command = Command(
        CommandSpecification(
            "profile show", summary: "Show a machine profile; with --json, the file itself.",
            positionals: [
                PositionalSpecification(
                    "NAME", help: "The id of a profile, or a profile file.",
                    names: .one(of: .profiles, .files))
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let profile = try library.profile(arguments.required("NAME"))
        return Report(json: profile.json) { page in
            var text = page.wrapped(
                "\(Sanitized.line(profile.id)) - \(Sanitized.line(profile.title))", hanging: 0)
            text += page.list([
                ("  Provenance", profile.provenance.rawValue),
                ("  Tags", profile.tags.joined(separator: ", ")),
                ("  Rest", profile.rest.rawValue),
            ])
            text += list("Sources", profile.sources, page)
            if let parent = profile.derivedFrom {
                text += list("Changes to \(parent)", profile.changes, page)
            }
            if let transcription = profile.transcription {
                text += list("Revision of the recording", [transcription.commit], page)
                text += list("Left out", transcription.leftOut, page)
                text += list("Composed by the author", composed(profile, transcription), page)
            }
            text += list(
                "Expects",
                profile.expectations.map { "\($0.model): \($0.status) (\($0.rule))" }, page)
            return text
                + list("Evidence", profile.recording.exchanges.map { summary($0) }, page)
        }
    }

    /// The evidence behind each pointer.
    private static func composed(
        _ profile: Profile, _ transcription: Transcription
    ) -> [String] {
        let exchanges = profile.recording.exchanges
        return transcription.composed.map { pointer in
            let access = pointer.tokens.last.flatMap { Int($0) }.flatMap {
                exchanges.indices.contains($0) ? exchanges[$0].access : nil
            }
            return "\(pointer)" + (access.map { " (\($0))" } ?? "")
        }
    }

    private static func list(_ title: String, _ items: [String], _ page: Page) -> String {
        items.isEmpty
            ? ""
            : "\(title):\n"
                + items.map { "  - " + page.wrapped(Sanitized.line($0), hanging: 4) }.joined()
    }

    private static func summary(_ exchange: Recording.Exchange) -> String {
        let outcome =
            switch exchange.outcome {
            case .bytes(let bytes): "\(bytes.count) bytes"
            case .entries(let entries): "\(entries.count) names"
            case .ended(let result): result.summary
            case .value(let value): "'\(value)'"
            case .platform(let platform):
                "\(platform.system) \(platform.release) \(platform.machine)"
            case .absent, .denied, .timedOut, .failed, .unrecorded:
                Gap(exchange.access, after: exchange.outcome).reason.description
            }
        return "\(exchange.access): \(outcome)" + (exchange.isForOthers ? " (for others)" : "")
    }
}
