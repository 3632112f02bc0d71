extension Condition {
    /// The evidence that decides the condition.
    func evidence(_ subject: Subject) -> [Evidence] {
        switch self {
        case .backendListed, .backend: []
        case .system: subject.hardware.system.evidence
        case .processor: subject.hardware.processor.evidence
        case .wsl: subject.hardware.isWSL.evidence
        case .dockerDesktop: subject.hardware.engine.evidence
        case .engineElsewhere: subject.hardware.enginePlace.evidence
        case .imageForNVIDIA, .imageForAMD: subject.hardware.engineEvidence
        case .engineGivesNVIDIA:
            subject.hardware.engineEvidence + (subject.hardware.runner.value??.evidence ?? [])
        case .capabilitiesMet: subject.hardware.capabilities.evidence
        case .raspberryPi: subject.hardware.board.evidence
        case .memorySuffices: subject.hardware.memory.usable.evidence
        case .gpu: subject.gpu?.sighting ?? []
        case .gpuUsable, .driverDecided, .driverSuffices:
            (subject.gpu?.sighting ?? []) + subject.driverEvidence
        case .gpuGenerationKnown: subject.gpu?.generation.evidence ?? []
        case .gpuMemoryKnown, .gpuMemorySuffices: subject.gpu?.memory.evidence ?? []
        case .not(let condition): condition.evidence(subject)
        case .any(let conditions), .all(let conditions): conditions.flatMap { $0.evidence(subject) }
        }
    }

    /// What is missing to decide the condition; empty if it is decided.
    func gaps(_ subject: Subject) -> [Gap] {
        guard truth(subject.input) == .unknown else { return [] }
        switch self {
        case .system: return subject.hardware.system.gaps
        case .processor: return subject.hardware.processor.gaps
        case .wsl: return subject.hardware.isWSL.gaps
        case .raspberryPi: return subject.hardware.board.gaps
        case .memorySuffices: return subject.hardware.memory.usable.gaps
        case .engineElsewhere: return subject.hardware.enginePlaceGaps
        case .imageForNVIDIA:
            return subject.hardware.unknownVendors.filter { $0.vendor == .nvidia }.flatMap(\.gaps)
        case .capabilitiesMet:
            return subject.hardware.gpus.flatMap(\.memory.gaps)
                + subject.hardware.unknownVendors.flatMap(\.gaps)
        case .gpu, .gpuUsable, .gpuGenerationKnown, .gpuMemoryKnown, .gpuMemorySuffices,
            .driverDecided, .driverSuffices:
            if case .unknown(let vendor) = subject.device { return vendor.gaps }
            return subject.gpu?.memory.gaps ?? []
        case .not(let condition): return condition.gaps(subject)
        case .any(let conditions), .all(let conditions):
            return conditions.flatMap { $0.gaps(subject) }
        case .backendListed, .backend, .dockerDesktop, .imageForAMD, .engineGivesNVIDIA: return []
        }
    }
}

extension Hardware {
    /// What the choice of the runner's image rests on.
    var engineEvidence: [Evidence] {
        engine.evidence + (engine.value?.hasNVIDIAProgram.evidence ?? [])
    }

    /// Why it is not known where the engine is, if something says that it may be elsewhere.
    var enginePlaceGaps: [Gap] {
        guard case .known(.context(let name), _) = enginePlace else { return [] }
        let access = Access.command(EngineProbe.contextArgv)
        return [Gap(access, .unreadable("where the context '\(name)' leads is not known"))]
    }
}

extension Subject {
    /// What is known of the driver and of what is asked of it.
    var driverEvidence: [Evidence] {
        guard let gpu, gpu.vendor == .nvidia, gpu.fault == nil else { return [] }
        return gpu.generation.evidence + gpu.driverEvidence + gpu.cuda.evidence + gpu.brand.evidence
            + (hardware.tegra?.evidence ?? []) + (hardware.runner.value??.evidence ?? [])
            + hardware.toolkit.evidence
    }
}
