import MNCore

/// Something that a paste tells, and where.
struct Told<Value: Hashable & Sendable>: Hashable, Sendable {
    var value: Value
    var origin: PasteOrigin

    init(_ value: Value, _ origin: PasteOrigin) {
        self.value = value
        self.origin = origin
    }

    /// Takes what another place tells, which must be the same.
    ///
    /// - Parameter what: what it is about, for the error.
    static func merge(
        _ one: inout Told?, _ other: Told?, _ what: String,
        isSame: (Value, Value) -> Bool = { $0 == $1 }
    ) throws(ImportFault) {
        guard let other else { return }
        guard let own = one else {
            one = other
            return
        }
        if !isSame(own.value, other.value) {
            throw .conflict(what, own.origin, "\(own.value)", other.origin, "\(other.value)")
        }
    }
}

/// What a part of a paste tells, in the forms in which the probes ask.
struct Telling: Sendable {
    /// The system in the words of its kernel: `Linux`.
    var system: Told<String>?
    /// The processor in the words of the kernel: `x86_64`.
    var machine: Told<String>?
    var release: Told<String>?
    /// The name of the machine; it goes nowhere.
    var host: Told<String>?
    /// Answers to whole questions.
    var answers: [Access: Told<Outcome>] = [:]
    /// Answers that were put together of what others print, for where the whole is not told.
    var composed: [Access: Told<Outcome>] = [:]
    /// The system that such output is mostly of.
    var likelySystem: String?
    var nvidia = NVIDIATold()
    var amd = AMDTold()
    var bus = BusTold()
    var mac = MacTold()
    var cim = CIMTold()
    var engine = EngineTold()
    var memory: Told<MemoryRange>?
    /// Programs that are not there.
    var missing: Set<String> = []
    /// How the answers differ from what was printed, a sentence each.
    var changes: [String] = []
    /// What was printed and yet tells nothing that is asked, a sentence each.
    var doubts: [String] = []

    /// Takes in what another part tells; what both tell must be the same.
    mutating func merge(_ other: Telling) throws(ImportFault) {
        try Told.merge(&system, other.system, "the system")
        try Told.merge(&machine, other.machine, "the processor") {
            PlatformProbe.processor($0) == PlatformProbe.processor($1)
        }
        try Told.merge(&release, other.release, "the kernel's release")
        if let own = host, let second = other.host, own.value != second.value {
            throw .twoMachines(own.origin, second.origin)
        }
        host = host ?? other.host
        likelySystem = likelySystem ?? other.likelySystem
        composed.merge(other.composed) { first, _ in first }
        for (access, told) in other.answers.sorted(by: { $0.key < $1.key }) {
            guard let own = answers[access] else {
                answers[access] = told
                continue
            }
            if !own.value.agrees(with: told.value, on: access) {
                throw .conflict(
                    access.summary, own.origin, own.value.beginning, told.origin,
                    told.value.beginning)
            }
        }
        try nvidia.merge(other.nvidia)
        try amd.merge(other.amd)
        try bus.merge(other.bus)
        try mac.merge(other.mac)
        try cim.merge(other.cim)
        try engine.merge(other.engine)
        if let other = other.memory { try mergeMemory(other) }
        missing.formUnion(other.missing)
        changes = (changes + other.changes).uniqued()
        doubts = (doubts + other.doubts).uniqued()
    }

    /// Two ranges of one size have a part in common.
    private mutating func mergeMemory(_ other: Told<MemoryRange>) throws(ImportFault) {
        guard let own = memory else {
            memory = other
            return
        }
        guard let common = own.value.common(other.value) else {
            throw .conflict(
                "the memory", own.origin, own.value.description, other.origin,
                other.value.description)
        }
        memory = Told(common, own.value == common ? own.origin : other.origin)
    }
}

extension Outcome {
    /// Whether two answers are those of one machine; of files that change all the time what stays is the same.
    func agrees(with other: Outcome, on access: Access) -> Bool {
        if self == other { return true }
        let keys =
            switch access {
            case .file("/proc/meminfo"): ["MemTotal"]
            case .file("/proc/cpuinfo"): ["model name", "Hardware", "Revision", "CPU part"]
            default: [String]()
            }
        guard !keys.isEmpty, case .bytes(let one) = self, case .bytes(let two) = other else {
            return false
        }
        let (left, right) = (TextLines(one), TextLines(two))
        return keys.allSatisfy { left.value(of: $0)?.value == right.value(of: $0)?.value }
    }

    /// The first words of an answer.
    fileprivate var beginning: String {
        switch self {
        case .bytes(let bytes): TextLines(bytes).lines.first?.trimmed ?? ""
        case .entries(let entries): entries.prefix(4).map(\.name).joined(separator: " ")
        case .ended(let result): result.summary
        default: "\(Gap(.platform, after: self).reason)"
        }
    }
}

/// A size that was told in rounded numbers: at least one, and less than the other.
struct MemoryRange: Hashable, Sendable, CustomStringConvertible {
    var least: ByteCount
    /// Just above what it can be.
    var end: ByteCount
    /// How it was told: `31Gi`.
    var words: String

    var description: String { words }

    func common(_ other: MemoryRange) -> MemoryRange? {
        let (low, high) = (max(least, other.least), min(end, other.end))
        guard low < high else { return nil }
        return MemoryRange(
            least: low, end: high,
            words: end - least <= other.end - other.least ? words : other.words)
    }
}
