package import MNCore

/// What was pasted of one machine, out of any number of files, as a machine that answers the probes.
package struct PastedMachine: Importer {
    package static let kind = ImportKind.pasted

    /// What was recognised, in the order in which it was given.
    package let recognised: [RecognisedPart]
    /// The lines that are of no form that is known: their file, and the numbers of first and last.
    package let others: [(file: String, lines: ClosedRange<Int>)]
    private let told: Telling
    /// The system that a prompt or a table shows, where nothing tells the platform.
    package let shownSystem: String?

    /// Reads what was pasted.
    ///
    /// - Parameters:
    ///   - files: their names and bytes.
    ///   - only: the one kind that is looked for; nil for any.
    package init(
        _ files: [(name: String, bytes: [UInt8])], only: ImportKind? = nil
    ) throws(ImportFault) {
        let formats = PasteFormats.all.filter { only == nil || $0.kind == only }
        var told = Telling()
        var recognised: [RecognisedPart] = []
        var others: [(file: String, lines: ClosedRange<Int>)] = []
        var shown: String?
        for (name, bytes) in files {
            let splitter = try PasteSplitter(
                try PasteText(bytes, name: name), formats: formats)
            if splitter.found.isEmpty {
                if let only {
                    throw .notOfKind(name: name, only, why: "nothing in it looks like that")
                }
                throw .unknown(name: name)
            }
            for found in splitter.found {
                if found.isOfContainer {
                    others.append((file: name, lines: found.recognised.lines))
                    continue
                }
                if let host = found.part.command?.host {
                    var prompt = Telling()
                    let line = max(1, found.part.first - 1)
                    prompt.host = Told(host, PasteOrigin(file: name, line: line))
                    try told.merge(prompt)
                }
                shown = shown ?? found.part.command?.system
                var telling = try found.format.read(found.part)
                if found.part.command?.isInContainer == true { telling.host = nil }
                if found.format.kind == .docker, let engine = found.part.command?.askedEngine {
                    telling.engine.tell(named: engine, found.part.origin())
                }
                try told.merge(telling)
                recognised.append(found.recognised)
            }
            for (engine, line) in splitter.engines where only == nil || only == .docker {
                var telling = Telling()
                telling.engine.tell(named: engine, PasteOrigin(file: name, line: line))
                try told.merge(telling)
            }
            others += splitter.others.map { (file: name, lines: $0) }
        }
        try Self.settle(&told)
        self.told = told
        self.recognised = recognised
        self.others = others
        shownSystem = told.system?.value ?? shown ?? told.likelySystem
    }

    /// Takes the platform from where else it is told, and holds all that is told of one fact together.
    private static func settle(_ told: inout Telling) throws(ImportFault) {
        if let instances = told.cim.instances.values.min(by: {
            ($0.origin.file, $0.origin.line) < ($1.origin.file, $1.origin.line)
        }) {
            try Told.merge(
                &told.system, Told("Windows_NT", instances.origin), "the system")
            try Told.merge(&told.machine, told.cim.machine, "the processor") {
                PlatformProbe.processor($0) == PlatformProbe.processor($1)
            }
            try Told.merge(&told.release, told.cim.release, "the release")
        }
        if let one = told.mac.chip ?? told.mac.intelName {
            try Told.merge(&told.system, Told("Darwin", one.origin), "the system")
            let machine = told.mac.chip == nil ? "x86_64" : "arm64"
            // Under Rosetta the kernel names Intel's.
            if told.mac.chip != nil, told.machine?.value == "x86_64" { told.machine = nil }
            try Told.merge(&told.machine, Told(machine, one.origin), "the processor")
        }
        if told.system?.value == "Windows_NT", let range = told.memory {
            let type = "Win32_ComputerSystem"
            var object = told.cim.instances[type]?.value.first ?? JSONObject()
            if object["TotalPhysicalMemory"] == nil, !isOpen(range.value) {
                object["TotalPhysicalMemory"] = .integer(range.value.least)
                told.cim.instances[type] = Told([object], range.origin)
            }
        }
        var engine = told.engine
        try engine.settle(&told)
        let total = Access.file("/proc/meminfo")
        if let range = told.memory, let file = told.answers[total],
            case .bytes(let bytes) = file.value,
            let (text, _) = TextLines(bytes).value(of: "MemTotal"),
            let count = text.split(separator: " ").first.flatMap({ Int($0) }),
            let size = ByteCount.kibibytes(exactly: count),
            !(range.value.least <= size && size < range.value.end)
        {
            throw .conflict(
                "the memory", range.origin, range.value.words, file.origin, text)
        }
    }

    package var platform: Platform? {
        guard let system = told.system, let machine = told.machine else { return nil }
        return Platform(
            system: system.value, release: told.release?.value ?? "unknown",
            machine: machine.value, process: machine.value)
    }

    package var kinds: [ImportKind] { recognised.map(\.kind).uniqued() }

    package var changes: [String] {
        var changes = ["what was not pasted is unrecorded, not absent"] + told.changes
        if let memory = told.memory, told.answers[.file("/proc/meminfo")] == nil {
            changes.append(
                Self.isOpen(memory.value)
                    ? "'\(memory.value)' is left out: it may be above or below what a model needs"
                    : "MemTotal is the least that '\(memory.value)' can mean")
        }
        return changes
    }

    /// What was printed and yet tells nothing that is asked, a sentence each.
    package var doubts: [String] {
        let rest = told.doubts.count - Self.mostDoubts
        return told.doubts.prefix(Self.mostDoubts) + (rest > 0 ? ["And \(rest) more."] : [])
    }

    private static let mostDoubts = 10

    // MARK: - Answers

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        if let told = told.answers[access] ?? told.composed[access] { return told.value }
        switch access {
        case .command(let argv): return command(argv) ?? .unrecorded
        case .file("/proc/meminfo"):
            guard told.system?.value ?? "Linux" == "Linux", let range = told.memory?.value,
                !Self.isOpen(range)
            else { return .unrecorded }
            return .text("MemTotal:       \((range.least / 1_024).number) kB\n")
        default: return told.bus.answer(access)
        }
    }

    private func command(_ argv: [String]) -> Outcome? {
        switch ProbeQuestion(argv) {
        case .nvidiaFields(let fields):
            // That one program was not found says nothing of those in other places.
            if told.nvidia.failure?.value == .absent, argv.first != "nvidia-smi" { return nil }
            return told.nvidia.rows(fields)
        case .nvidiaDetails: return told.nvidia.xml.map { .ended(.output($0)) }
        case .nvidiaTable:
            return told.nvidia.table.map { .ended(.output(Array($0.value.utf8))) }
        case .sysctl(let name): return told.mac.isTold ? told.mac.sysctl(name) : nil
        case .cim(let type, let properties): return told.cim.answer(type, properties)
        case .rocmSMI:
            return told.amd.rocmJSON.map { .output($0.text(.canonical) + "\n") } ?? missing(argv)
        case .amdSMI:
            return told.amd.amdJSON.map { .output($0.text(.canonical) + "\n") } ?? missing(argv)
        default: return missing(argv)
        }
    }

    /// That a program is not there, where a shell said so.
    private func missing(_ argv: [String]) -> Outcome? {
        argv.first.map(told.missing.contains) == true ? .absent : nil
    }

    // MARK: - Rounded sizes

    /// Whether some model's need lies within the range, so that one end of it is enough and the other is not.
    private static func isOpen(_ range: MemoryRange) -> Bool {
        needs.contains { range.least < $0 && $0 < range.end }
    }

    /// The sizes of memory at which a verdict of a built-in model changes, also with what is short of the box.
    private static let needs: [ByteCount] = {
        let stated = Catalog.builtin.models.flatMap { model in
            Requirements.Kind.allCases.compactMap { model.requirements[$0]?.bytes }
        }
        let sizes = (stated + [8, 16, 32].map { ByteCount.gibibytes($0) }).uniqued()
        return sizes + sizes.map { $0.scaled(by: Policy.standard.nominalShare) }
    }()
}

extension CommandResult {
    /// A command that ended well, with this on standard output.
    static func output(_ bytes: [UInt8]) -> CommandResult {
        CommandResult(.exited(0), standardOutput: bytes)
    }
}
