// What the engine makes of the GPUs of a machine.

extension Hardware {
    /// An engine that does not answer is taken for Docker Engine on Linux, for Docker Desktop elsewhere.
    var isDockerDesktop: Bool {
        engine.value.map { $0.kind == .desktop } ?? (system.value != .linux)
    }

    /// Whether the runner takes its image with CUDA for an NVIDIA GPU that is there, and so can use no other.
    var isImageForNVIDIA: Ternary {
        // A container that was made stays what it is.
        if let runner = runner.value ?? nil, runner.state != nil {
            return Ternary(runner.requirement != nil)
        }
        guard let engine = engine.value, engine.kind == .engine else { return .no }
        guard let image = engine.image else {
            // Only for a GPU that works is the program asked for that decides.
            let isAsked = gpus.contains { $0.vendor == .nvidia && $0.fault == nil }
            return isAsked ? .unknown : .no
        }
        if image != .cuda { return .no }
        if gpus.contains(where: { $0.vendor == .nvidia }) { return .yes }
        return unknownVendors.contains { $0.vendor == .nvidia } ? .unknown : .no
    }

    /// Whether a container of the runner may be there that was made for NVIDIA's GPUs, whatever the
    /// engine would choose now.
    var isRunnerOpen: Bool {
        runner.value == nil && !runner.gaps.isEmpty && engine.value?.kind == .engine
    }

    /// Whether the runner takes its image with ROCm, and so can use no NVIDIA GPU.
    var isImageForAMD: Ternary {
        guard engine.value?.imageIfEngine == .rocm else { return .no }
        // Of a container that was made only CUDA shows itself.
        if let runner = runner.value ?? nil, runner.state != nil, runner.requirement != nil {
            return .no
        }
        // On a system that is not known nobody asks for one.
        return system.value == nil && runner.value == nil ? .unknown : .yes
    }

    /// Whether the engine can give NVIDIA GPUs to the runner; one that does not answer can.
    var engineGivesNVIDIA: Ternary {
        if isDockerDesktop { return .yes }
        let container = (runner.value ?? nil).flatMap { $0.state == nil ? nil : $0 }
        if let container {
            if container.runsWithCUDA { return .yes }
            if container.requirement == nil { return .no }
        }
        guard let engine = engine.value else { return .yes }
        // A container with CUDA was made where the program was.
        return engine.image.map { Ternary($0 == .cuda) } ?? (container == nil ? .unknown : .yes)
    }

    /// What the runner's build makes of a GPU; nil unless it is NVIDIA's and works.
    package func cudaSupport(_ gpu: GPU, _ data: DriverData) -> CUDASupport? {
        guard gpu.vendor == .nvidia, gpu.fault == nil else { return nil }
        // Outside Linux another engine has a runner with CUDA in WSL2 alone, and there by its runtime.
        let isDesktop =
            isDockerDesktop || system.value != .linux && engine.value?.namedImage != .cuda
        return CUDASupport(gpu, self, isDesktop: isDesktop, data)
    }

    /// What the machine can do, by its variables and by the names of its NVIDIA GPUs: `nvidia-h100`.
    var allCapabilities: Set<String> {
        gpus.reduce(into: Set(capabilities.value ?? [])) { $0.formUnion($1.capabilities) }
    }

    /// Whether there may be an NVIDIA GPU of which no name is known.
    package var mayHaveCapabilities: Bool {
        unknownVendors.contains { $0.vendor == .nvidia }
            || gpus.contains { gpu in
                gpu.vendor == .nvidia
                    && (gpu.name.hasPrefix("NVIDIA device") || gpu.name == "NVIDIA GPU"
                        || gpu.name == "ERR!" || gpu.name.isEmpty)
            }
    }
}

extension GPU {
    /// What the name of an NVIDIA GPU says that it can do: `nvidia-h100`.
    package var capabilities: Set<String> {
        guard vendor == .nvidia else { return [] }
        let words = name.lowercased().split { $0 == " " || $0 == "-" }.prefix(12)
        // Any part of the name: `nvidia-h100`, `nvidia-rtx-4090`.
        var names: Set<String> = []
        for start in words.indices {
            for end in start..<words.endIndex {
                names.insert("nvidia-" + words[start...end].joined(separator: "-"))
            }
        }
        if name.lowercased().contains("dgx spark") { names.insert("nvidia-dgx-spark") }
        return names
    }
}

extension Hardware.Engine {
    /// The image that is taken; nil for Docker Desktop, whose runner is none.
    var imageIfEngine: Image? { kind == .engine ? image : nil }
}
