extension Condition {
    /// The evidence that decides the condition.
    func evidence(_ subject: Subject) -> [Evidence] {
        switch self {
        case .backendListed, .backend: []
        case .system: subject.hardware.system.evidence
        case .processor: subject.hardware.processor.evidence
        case .wsl: subject.hardware.isWSL.evidence
        case .dockerDesktop: subject.hardware.engine.evidence
        case .raspberryPi: subject.hardware.board.evidence
        case .memorySuffices: subject.hardware.memory.usable.evidence
        case .gpu, .gpuUsable: subject.gpu?.sighting ?? []
        case .gpuGenerationKnown: subject.gpu?.generation.evidence ?? []
        case .gpuMemoryKnown, .gpuMemorySuffices: subject.gpu?.memory.evidence ?? []
        case .not(let condition): condition.evidence(subject)
        case .any(let conditions), .all(let conditions): conditions.flatMap { $0.evidence(subject) }
        }
    }

    /// What is missing to decide the condition; empty if it is decided.
    func gaps(_ subject: Subject) -> [Gap] {
        guard truth(subject.sight) == .unknown else { return [] }
        switch self {
        case .system: return subject.hardware.system.gaps
        case .processor: return subject.hardware.processor.gaps
        case .wsl: return subject.hardware.isWSL.gaps
        case .raspberryPi: return subject.hardware.board.gaps
        case .memorySuffices: return subject.hardware.memory.usable.gaps
        case .gpu, .gpuUsable, .gpuGenerationKnown, .gpuMemoryKnown, .gpuMemorySuffices:
            if case .unknown(let vendor) = subject.device { return vendor.gaps }
            return subject.gpu?.memory.gaps ?? []
        case .not(let condition): return condition.gaps(subject)
        case .any(let conditions), .all(let conditions):
            return conditions.flatMap { $0.gaps(subject) }
        case .backendListed, .backend, .dockerDesktop: return []
        }
    }
}
