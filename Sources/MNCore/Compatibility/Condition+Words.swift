// What conditions are called in explanations.

extension Condition: CustomStringConvertible {
    /// The condition in words, as the table of rules prints it.
    package var description: String {
        switch self {
        case .backendListed: "the model lists the backend"
        case .backend(let backend): "backend \(backend)"
        case .system(let system): system.words
        case .processor(let processor): processor.words
        case .wsl: "WSL2"
        case .dockerDesktop: "Docker Desktop"
        case .engineElsewhere: "the engine is on another machine"
        case .imageForNVIDIA: "the runner's image is the one for the NVIDIA GPU"
        case .imageForAMD: "the runner's image is the one with ROCm"
        case .engineGivesNVIDIA: "the engine gives NVIDIA GPUs to the runner"
        case .capabilitiesMet: "the machine has a capability that the model asks for"
        case .gpu(let vendor): "\(vendor.words) GPU"
        case .gpuUsable: "the GPU is usable"
        case .gpuGenerationKnown: "its generation is known"
        case .gpuCodeKnown: "the runner's image is known to have code for it"
        case .driverDecided: "its driver, brand and generation are known where they decide"
        case .driverSuffices: "its driver is as new as the runner's image asks"
        case .gpuMemoryKnown: "its memory is known"
        case .gpuMemorySuffices: "its memory is at least the minimum"
        case .memorySuffices(let kind): "memory is at least \(kind.rawValue)"
        case .raspberryPi: "Raspberry Pi"
        case .not(.all(let conditions)):
            "not (\(conditions.map(\.description).joined(separator: " and ")))"
        case .not(.any(let conditions)):
            "not (\(conditions.map(\.description).joined(separator: " or ")))"
        case .not(let condition): "not: \(condition)"
        case .any(let conditions):
            "(" + conditions.map(\.description).joined(separator: " or ") + ")"
        case .all(let conditions): conditions.map(\.description).joined(separator: " and ")
        }
    }
}
