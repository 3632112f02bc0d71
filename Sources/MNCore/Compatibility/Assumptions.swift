/// What a verdict takes for granted since nothing tells of it.
package struct Assumptions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Docker Engine with the runtime that the GPU needs on Linux, Docker Desktop elsewhere.
    package static let engine = Assumptions(rawValue: 1)
    /// What the runner's image asks of the driver, as in the driver data.
    package static let requirement = Assumptions(rawValue: 2)
    /// A container toolkit that looks at what the image asks.
    package static let toolkit = Assumptions(rawValue: 4)

    private static let named: [(assumption: Assumptions, name: String)] = [
        (.engine, "engine"), (.requirement, "requirement"), (.toolkit, "toolkit"),
    ]

    /// The names of all that is taken for granted, which are a promise.
    package var names: [String] {
        Self.named.compactMap { contains($0.assumption) ? $0.name : nil }
    }

    /// Each of them alone.
    var each: [Assumptions] { Self.named.map(\.assumption).filter { contains($0) } }
}

extension RuleInput {
    /// What a rule takes for granted of the GPU that it decides on.
    func assumed(_ rule: Rule.ID) -> Assumptions {
        var assumed: Assumptions = []
        switch rule {
        case .unsupportedBackend, .unsupportedProcessor, .unsupportedSystem, .insufficientEvidence:
            break
        default: if isEnginePlaceAssumed { assumed.insert(.engine) }
        }
        switch rule {
        case .vllmPlatform, .amd, .amdSmall, .amdUnknown, .cpuAccepted, .raspberryPi, .smallARM,
            .cpuLarge, .cpuSmall:
            if isRunnerOpen { assumed.insert(.requirement) }
        default: break
        }
        guard vendor != nil, isGPUCertain else { return assumed }
        switch rule {
        case .appleSilicon, .cudaSmall, .cudaUnusable, .cudaUnknown, .cudaDriver, .cuda, .cudaARM64,
            .cudaWindows, .amd, .amdSmall, .amdUnknown, .adreno, .adrenoSmall, .adrenoUnknown:
            if isEngineAssumed { assumed.insert(.engine) }
        default: break
        }
        switch rule {
        case .cuda, .cudaARM64, .cudaDriver, .cudaUnusable:
            if isRequirementAssumed { assumed.insert(.requirement) }
        case .cudaUnknown where !isDriverDecided && gpuMemory != nil:
            if isRequirementAssumed { assumed.insert(.requirement) }
        default: break
        }
        if rule == .cudaDriver, isToolkitAssumed { assumed.insert(.toolkit) }
        return assumed
    }
}
