/// A machine with all that no model changes worked out, ready to be asked about many models by one table.
package struct PreparedMachine: Sendable {
    /// A GPU of the machine, or the machine without one, and what the table still asks about it.
    final class Candidate: Sendable {
        let context: EvaluationContext
        /// What is left to decide whether the GPU counts; nothing of a machine without one.
        let listing: [Condition]
        let rows: [Row]

        fileprivate init(_ context: EvaluationContext, listing: [Condition], _ table: RuleTable) {
            self.context = context
            self.listing = listing
            var rows: [Row] = []
            for (index, rule) in table.rules.enumerated() {
                guard let conditions = rule.conditions.left(context) else { continue }
                rows.append(Row(index: index, conditions: conditions))
                // The first row that every model meets is the last that is tried.
                if conditions.isEmpty { break }
            }
            self.rows = rows
        }
    }

    /// A row of the table that some model may meet, with the conditions that are not met by any.
    struct Row: Sendable {
        let index: Int
        let conditions: [Condition]
    }

    /// The machine without a GPU.
    let bare: Candidate
    /// Each GPU that may count in the order of the hardware, then the vendors of which nothing is known.
    let devices: [Candidate]
    /// What it was prepared for.
    let table: RuleTable

    package var hardware: Hardware { bare.context.hardware }

    init(_ hardware: Hardware, _ table: RuleTable) {
        self.init(MachineSources(hardware, table.policy), table)
    }

    private init(_ sources: MachineSources, _ table: RuleTable) {
        let hardware = sources.hardware
        let ranking = hardware.gpus.indices.sorted {
            let (gpu, other) = (hardware.gpus[$0], hardware.gpus[$1])
            if Self.isBetter(gpu, than: other) { return true }
            return !Self.isBetter(other, than: gpu) && $0 < $1
        }
        var places = ranking
        for (place, index) in ranking.enumerated() { places[index] = place }
        self.table = table
        bare = Candidate(EvaluationContext(sources), listing: [], table)
        devices =
            (hardware.gpus.indices.map { EvaluationContext(sources, .gpu($0), place: places[$0]) }
            + hardware.unknownVendors.indices.map { EvaluationContext(sources, .unknownVendor($0)) })
            .compactMap { context in
                table.listings.first { $0.vendor == context.vendor }?.conditions.left(context)
                    .map { Candidate(context, listing: $0, table) }
            }
    }

    /// The machine for another table of the same policy.
    package func prepared(for table: RuleTable) -> PreparedMachine {
        assert(table.policy == self.table.policy)
        return PreparedMachine(bare.context.sources, table)
    }

    /// Dedicated before shared memory, then more memory, then the earlier address.
    private static func isBetter(_ gpu: GPU, than otherGPU: GPU) -> Bool {
        if (gpu.pool == .dedicated) != (otherGPU.pool == .dedicated) {
            return gpu.pool == .dedicated
        }
        let size = gpu.memory.value?.bytes ?? .zero
        let otherSize = otherGPU.memory.value?.bytes ?? .zero
        if size != otherSize { return size > otherSize }
        return gpu.order < otherGPU.order
    }
}

extension [Condition] {
    /// Those that are open until a model is asked about, or are not known; nil if one fails for every model.
    fileprivate func left(_ context: EvaluationContext) -> [Condition]? {
        var left: [Condition] = []
        for condition in self {
            switch condition.isAboutModel ? .unknown : condition.truth(context) {
            case .no: return nil
            case .unknown: left.append(condition)
            case .yes: continue
            }
        }
        return left
    }
}

extension Condition {
    /// Whether what it comes to hangs on the model.
    fileprivate var isAboutModel: Bool {
        switch self {
        case .backendListed, .backend, .capabilitiesMet, .gpuMemorySuffices, .memorySuffices: true
        case .system, .processor, .wsl, .dockerDesktop, .engineElsewhere, .imageForNVIDIA,
            .imageForAMD, .engineGivesNVIDIA, .gpu, .gpuUsable, .gpuGenerationKnown, .gpuCodeKnown,
            .driverDecided,
            .driverSuffices, .gpuMemoryKnown, .raspberryPi:
            false
        case .not(let condition): condition.isAboutModel
        case .any(let conditions), .all(let conditions): conditions.contains(where: \.isAboutModel)
        }
    }
}
