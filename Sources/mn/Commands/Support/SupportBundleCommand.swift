import MNCore
import MNSim
import MNSupport

/// `mn support bundle`: writes what happened in one run, and what it ran on, to one file that can be sent.
enum SupportBundleCommand {
    static let command = Command(
        CommandSpecification(
            "support bundle",
            summary: "Put what happened, and where, into one file to send.",
            discussion: """
                The last run that failed, the machine, the ledger, the catalog's overrides, the runner and \
                its log, and what the doctor finds now. Whatever is no number, no version and no word that \
                is known to be public has a stand-in; that this is so is tried before the file is written, \
                and what was taken out stands in it. Nothing is ever uploaded: look at the file with \
                'mn support open', then send it yourself.
                """,
            options: [
                OptionSpecification(
                    "run", .value("N"),
                    help: "Which of the kept runs, 1 for the newest; without it the newest, if any."
                ),
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Where to write it; mn-bundle-DAY-DIGEST.json if left out.",
                    names: .one(of: .files)),
                OptionSpecification(
                    "drop", .value("POINTER"),
                    help: "Leave out what stands there, a JSON Pointer into the file.",
                    repeats: true),
            ],
            examples: [
                .init("mn support bundle", "what just failed"),
                .init("mn support bundle --drop /logs", "without the log of the runner"),
            ]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let drops = try arguments.values("drop").map { text in
            guard let pointer = JSONPointer(parsing: text), !pointer.tokens.isEmpty else {
                throw arguments.usage(
                    .badValue("drop", text, wanted: "a JSON Pointer such as /logs"))
            }
            return pointer
        }
        let output = try arguments.newFile()
        let found = FlightRecordings.found(in: world)
        let kept = try recording(arguments, found.recordings)
        let notices = found.unreadable.map { "A recording cannot be read: \($0)" }
        let terminal = world.terminal
        defer { terminal.showProgress(nil) }
        let collector = BundleCollector(world, version: Program.version, program: Program.run) {
            terminal.showProgress("\($0) …")
        }
        var raw = await collector.bundle(of: kept, unreadable: notices.count).fitted()
        for pointer in drops { raw = try raw.dropping(pointer) }
        terminal.showProgress("Looking for what is private …")
        let environment = world.environment.all
        let redaction = BundleRedaction.redacted(
            raw, identity: Identity(environment, hostName: world.hostName),
            environment: environment, in: world, program: Program.run)
        let hits = redaction.hits.filter(\.isStopping)
        if let hit = hits.first {
            throw BundleFault.notProven(
                check: hit.check, pointer: hit.pointer, sentence: hit.sentence,
                others: hits.count - 1)
        }
        let bundle = redaction.bundle
        let bytes = Array(bundle.text.utf8)
        guard bytes.count <= Bundle.sizeLimit else {
            throw BundleFault.tooLarge(bytes: bytes.count)
        }
        let digest = SHA256.name(bytes)
        let path =
            output
            ?? "mn-bundle-\(bundle.day)-\(digest.dropFirst(7).prefix(8)).json"
        try world.files.make(path, bytes)
        let map = keepMap(redaction.map, digest, world)
        let about = Self.about(bundle)
        return Report(
            json: [
                "schema": "mn.support.bundle/1", "file": .string(path),
                "run": .string(orNull: about), "began": .string(orNull: bundle.began),
                "bytes": .integer(bytes.count), "digest": .string(digest),
                "map": .string(orNull: map), "contents": .array(bundle.contents.map(\.json)),
                "gaps": bundle.json["manifest"]?["gaps"] ?? .array([]),
                "removed": .object(
                    JSONObject(bundle.removedByKind.map { ($0.kind, .integer($0.count)) })),
                "checks": bundle.json["checks"] ?? .array([]),
                "notices": .strings(notices),
            ], notices: notices
        ) { page in
            (about.map { page.wrapped("About \($0).", hanging: 2) } ?? "")
                + text(bundle, path, bytes.count, digest, map, page)
        }
    }

    /// The run that it is about; nil where none is kept and none was asked for.
    private static func recording(
        _ arguments: ParsedArguments, _ all: [FlightRecording]
    ) throws -> BundleCollector.Recorded? {
        guard let text = arguments.value("run") else {
            // A run that goes on has not failed yet.
            return (all.first { !$0.isAlive } ?? all.first).map(recorded)
        }
        guard let number = Int(text), number > 0 else {
            throw arguments.usage(
                .badValue("run", text, wanted: "a number, 1 for the newest run"))
        }
        guard number <= all.count else {
            throw BundleFault.noSuchRun(number, kept: all.count)
        }
        return recorded(all[number - 1])
    }

    private static func recorded(_ recording: FlightRecording) -> BundleCollector.Recorded {
        .init(
            trace: recording.trace, timing: recording.times, isAlive: recording.isAlive,
            began: recording.began)
    }

    /// The run, when it began and how it ended: `'mn model list' of 2026-11-27T18:40:08Z, which ended with 5`.
    private static func about(_ bundle: Bundle) -> String? {
        guard let run = bundle.run else { return nil }
        let end = run.exitCode.map { "ended with \($0)" } ?? "ended without a word"
        // The doctor's own run has more words than anybody would write.
        let words =
            bundle.began == nil ? run.arguments.prefix { $0 != "--check" } : run.arguments[...]
        let line = CommandWords.line(["mn"] + words)
        return Sanitized.line("'\(line)' of \(bundle.began ?? "now"), which \(end)")
    }

    /// Keeps at home what stands for what; a home in which nothing can be written keeps nothing.
    ///
    /// - Returns: its path within `MN_HOME`, which may tell something itself.
    private static func keepMap(
        _ map: [(old: String, new: String)], _ digest: String, _ world: World
    ) -> String? {
        guard let home = Home.folder(world.environment) else { return nil }
        let name = "bundles/\(digest.dropFirst(7).prefix(16)).json"
        let document: JSON = [
            "schema": "mn.bundle.map/1", "bundle": .string(digest),
            "stand_ins": .array(
                map.map { ["stands_in": .string($0.new), "for": .string($0.old)] }),
        ]
        let bytes = Array((document.text() + "\n").utf8)
        return (try? world.files.replace("\(home)/\(name)", with: bytes, isPrivate: true))
            .map { name }
    }

    private static func text(
        _ bundle: Bundle, _ path: String, _ count: Int, _ digest: String, _ map: String?,
        _ page: Page
    ) -> String {
        var rows = bundle.contents.map { ($0.section.rawValue, $0.words) }
        rows += bundle.gaps.map {
            ("lacking", "\($0.section.rawValue): \($0.part.map { "\($0): " } ?? "")\($0.reason)")
        }
        rows.append(
            (
                "removed",
                bundle.removedByKind.isEmpty
                    ? "nothing"
                    : bundle.removedByKind.map { "\($0.count) × \($0.kind)" }
                        .joined(separator: ", ")
            ))
        rows += bundle.checks.map {
            ("check", "\($0.name): \($0.result)\($0.detail.isEmpty ? "" : ", \($0.detail)")")
        }
        if let map {
            rows.append(("map", "\(map) of MN_HOME: what stands for what; it stays here"))
        }
        return page.list(rows.map { (label: $0.0, text: $0.1) })
            + page.wrapped(
                "\(ByteCount(count)) were written to \(Sanitized.line(path)), with the digest \(digest)",
                hanging: 0)
            + page.wrapped(
                "Nothing was sent; sending the file is up to you. Look at it first: mn support open "
                    + CommandWords.line([path]), hanging: 0)
    }
}
