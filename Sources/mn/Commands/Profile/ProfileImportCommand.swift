import MNCore
import MNSim

/// `mn profile import`: what a user pasted, as a profile.
enum ProfileImportCommand {
    static let command = Command(
        CommandSpecification(
            "profile import", summary: "Make a profile of the output of a common tool.",
            discussion: """
                nvidia-smi: the XML of nvidia-smi -q -x. system-profiler: the JSON or XML of \
                system_profiler with SPHardwareDataType and SPDisplaysDataType. hwloc: the unpacked \
                folder of hwloc-gather-topology. windows-cim: the JSON of Win32_ComputerSystem, \
                Win32_Processor and Win32_VideoController, in one file or several.

                The profile holds what the probes ask for, as far as the importer tells it; the rest is \
                left open, and its provenance lists what was changed. Identifiers are blanked.
                """,
            positionals: [
                PositionalSpecification(
                    "KIND", help: "Whose output it is.",
                    allowed: ImportKind.allCases.map(\.rawValue)
                ),
                PositionalSpecification(
                    "FILE", help: "The saved output; for hwloc a folder.", count: .atLeastOnce),
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write to a file, not to standard output."),
                OptionSpecification("id", .value("ID"), help: "The profile's id."),
                OptionSpecification(
                    "title", .value("TEXT"), help: "One line that names the machine."),
                OptionSpecification(
                    "platform", .value("SYSTEM/MACHINE"),
                    help: "What the output does not tell: linux/x86_64, windows/AMD64."),
            ],
            examples: [
                .init(
                    "mn profile import nvidia-smi gpu.xml --platform linux/x86_64 -o gpu.json",
                    "then: mn hardware --profile gpu.json")
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        guard let kind = ImportKind(rawValue: arguments.required("KIND")) else {
            throw InternalFault(error: "no such kind: \(arguments.required("KIND"))")
        }
        let id = arguments.value("id") ?? "imported-\(kind.rawValue)"
        guard Profile.isID(id) else { throw ProfileFault.badID(id) }
        let title = Sanitized.line(arguments.value("title") ?? "")
        let importer = try importer(kind, arguments.all("FILE"), world.files)
        let profile = try await Profile.imported(
            importer, id: id, title: title.isEmpty ? nil : title,
            platform: try arguments.value("platform").map { try Platform(stated: $0) })
        let isOpen = profile.recording[.platform] == nil
        let notices =
            isOpen
            ? [
                "The system is not known, so nothing can be judged; tell it: --platform linux/x86_64"
            ] : []
        guard let path = arguments.value("output") else {
            return Report(json: profile.json, notices: notices) { _ in profile.json.text() + "\n" }
        }
        try world.files.replace(path, with: Array((profile.json.text() + "\n").utf8))
        let count = profile.recording.exchanges.count
        return Report(
            json: [
                "schema": "mn.profile.import/1", "file": .string(path), "id": .string(id),
                "answers": .integer(count), "changes": .strings(profile.changes),
                "notices": .strings(notices),
            ], notices: notices
        ) { _ in
            "Imported \(Words.count(count, "answer")) to \(Sanitized.line(path)).\n"
        }
    }

    private static func importer(
        _ kind: ImportKind, _ names: [String], _ files: any Files
    ) throws -> any Importer {
        if kind == .windowsCIM {
            return try WindowsCIMImporter(
                try names.map { ($0, try files.read($0, limit: Document.sizeLimit)) })
        }
        guard let name = names.first, names.count == 1 else {
            throw ImportFault.wrongCount(kind, found: names.count)
        }
        if kind == .hwloc { return try HwlocImporter(name, files: files) }
        let bytes = try files.read(name, limit: Document.sizeLimit)
        return kind == .nvidiaSMI
            ? try NVIDIASMIImporter(bytes, name: name)
            : try SystemProfilerImporter(bytes, name: name)
    }
}
