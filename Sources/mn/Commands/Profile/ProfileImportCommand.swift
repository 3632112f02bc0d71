import MNCore
import MNSim

/// `mn profile import`: what a user pasted, as a profile.
enum ProfileImportCommand {
    static let command = Command(
        CommandSpecification(
            "profile import", summary: "Make a profile of what people paste.",
            discussion: """
                Takes the output of nvidia-smi (table, -q, -q -x, --query-gpu, -L), rocm-smi, amd-smi, \
                lspci -nn, lscpu, free, uname -a, system_profiler, sysctl, PowerShell's CIM, wmic, \
                dxdiag, systeminfo, docker info, vulkaninfo --summary, and files of /proc and /sys \
                as cat shows them; several in one file, with prompts and fences, or in several \
                files of one machine. Each is known by its shape. A first word that is a kind looks for that one \
                alone (nvidia-smi, lspci …; hwloc takes the folder of hwloc-gather-topology).

                What a paste does not tell stays open, and the answer says what to paste next. \
                Identifiers are blanked. Places that contradict each other are an error (1).
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "The saved output; - is standard input. A kind may stand first.",
                    names: .one(of: .files), count: .atLeastOnce)
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write to a file, not to standard output.", names: .one(of: .files)),
                OptionSpecification("id", .value("ID"), help: "The profile's id."),
                OptionSpecification(
                    "title", .value("TEXT"), help: "One line that names the machine."),
                OptionSpecification(
                    "platform", .value("SYSTEM/MACHINE"),
                    help: "What the output does not tell: linux/x86_64, windows/AMD64."),
            ],
            examples: [
                .init("mn profile import issue.txt -o customer.json", "all that is pasted there"),
                .init(
                    "mn profile import nvidia-smi gpu.xml --platform linux/x86_64 -o gpu.json",
                    "then: mn hardware --profile gpu.json"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        var names = arguments.all("FILE")
        let kind = ImportKind.named.first { $0.rawValue == names.first }
        if kind != nil { names.removeFirst() }
        if names.isEmpty {
            throw arguments.usage(.missingArgument("FILE"))
        }
        if let id = arguments.value("id"), !Profile.isID(id) { throw ProfileFault.badID(id) }
        let title = Sanitized.line(arguments.value("title") ?? "")
        let platform = try arguments.value("platform").map { try Platform(stated: $0) }
        let importer = try importer(kind, names, world.files)
        let kinds = importer.kinds
        let madeUp = "imported-\(kinds.count == 1 ? kinds[0].rawValue : "machine")"
        let profile = try await Profile.imported(
            importer, id: arguments.value("id") ?? madeUp, title: title.isEmpty ? nil : title,
            platform: platform)
        return try await report(profile, importer as? PastedMachine, arguments, world)
    }

    private static func report(
        _ profile: Profile, _ pasted: PastedMachine?, _ arguments: ParsedArguments, _ world: World
    ) async throws -> Report {
        guard let model = Catalog.builtin.models.first(where: { $0.id == Catalog.defaultModel })
        else { throw InternalFault(error: "the catalog has no default model") }
        let shown = pasted?.shownSystem
        let advice = await PasteAdvice(profile, shown: shown, model: model)
        var notices = pasted?.doubts ?? []
        if let shown, case .platform(let told)? = profile.recording[.platform],
            told.system != shown
        {
            notices.append(
                "This was pasted from \(words(shown)), and is judged as \(words(told.system)).")
        }
        if profile.recording[.platform] == nil {
            let example = shown == "Windows_NT" ? "windows/AMD64" : "linux/x86_64"
            notices.append(
                "The system is not known, so nothing can be judged; tell it: --platform \(example)")
        }
        if !advice.commands.isEmpty {
            notices.append(
                "What is missing is told by: \(advice.commands.prefix(4).joined(separator: "; "))")
        }
        let said = notices
        guard let path = try arguments.output(world.files) else {
            return Report(json: profile.json, notices: said) { _ in profile.json.text(.file) + "\n"
            }
        }
        try world.files.replace(path, with: Discretion(world).file(profile.json))
        let count = profile.recording.exchanges.count
        let verdict = advice.verdict
        return Report(
            json: [
                "schema": "mn.profile.import/1", "file": .string(path), "id": .string(profile.id),
                "answers": .integer(count), "changes": .strings(profile.changes),
                "recognised": .array((pasted?.recognised ?? []).map(\.json)),
                "not_recognised": .array((pasted?.others ?? []).map(json)),
                "verdict": [
                    "model": .string(model.id), "rule": .string(verdict.rule.rawValue),
                    "status": .string(verdict.status.rawValue),
                ],
                "unknown": advice.json, "paste_next": .strings(advice.commands),
                "notices": .strings(said),
            ], notices: said
        ) { page in
            var text = ""
            for part in pasted?.recognised ?? [] {
                let place =
                    "\(Sanitized.line(part.file)), lines \(part.lines.lowerBound) to "
                    + "\(part.lines.upperBound)"
                text += page.wrapped("\(place): \(part.name)", hanging: 2)
            }
            text += "Imported \(Words.count(count, "answer")) to \(Sanitized.line(path)).\n"
            return text
                + page.wrapped(
                    "\(model.id) there: \(verdict.status.rawValue) (\(verdict.rule.rawValue)).",
                    hanging: 2)
        }
    }

    private static func words(_ system: String) -> String {
        ["Darwin": "macOS", "Windows_NT": "Windows"][system] ?? system
    }

    private static func json(_ other: (file: String, lines: ClosedRange<Int>)) -> JSON {
        [
            "file": .string(Sanitized.line(other.file)),
            "first_line": .integer(other.lines.lowerBound),
            "last_line": .integer(other.lines.upperBound),
        ]
    }

    private static func importer(
        _ kind: ImportKind?, _ names: [String], _ files: any Files
    ) throws -> any Importer {
        if kind == .hwloc {
            guard let name = names.first, names.count == 1 else {
                throw ImportFault.wrongCount(.hwloc, found: names.count)
            }
            return try HwlocImporter(name, files: files)
        }
        var pasted: [(name: String, bytes: [UInt8])] = []
        for name in names {
            do throws(FileFault) {
                pasted.append(
                    (shownName(name), try files.read(name, limit: Document.sizeLimit)))
            } catch {
                guard error.reason == .isDirectory, kind == nil, names.count == 1 else {
                    throw error
                }
                return try HwlocImporter(name, files: files)
            }
        }
        do throws(ImportFault) {
            return try PastedMachine(pasted, only: kind)
        } catch {
            guard case .notOfKind = error, let name = pasted.first?.name, pasted.count == 1,
                let bytes = pasted.first?.bytes
            else { throw error }
            // What they say of a text that is none of theirs is more particular.
            switch kind {
            case .nvidiaSMI: return try NVIDIASMIImporter(bytes, name: name)
            case .systemProfiler: return try SystemProfilerImporter(bytes, name: name)
            case .windowsCIM: return try WindowsCIMImporter(pasted)
            default: throw error
            }
        }
    }

    private static func shownName(_ name: String) -> String {
        name == LiveFiles.standardInput ? "standard input" : name
    }
}
