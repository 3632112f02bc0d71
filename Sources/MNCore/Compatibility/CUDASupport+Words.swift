// What is said of an NVIDIA GPU and the runner's build.

extension CUDASupport {
    /// What is wrong, in the middle of a sentence; nil if nothing is.
    var problem: String? {
        switch answer {
        case .suits: return nil
        case .generationTooOld:
            let found = generation.map { "compute capability \($0)" } ?? architecture?.name ?? "?"
            let least = leastGeneration.map { "\($0)" } ?? "?"
            return "its generation (\(found)) is older than the runner's build supports (\(least))"
        case .driverTooOld where basis == .desktop:
            return
                "\(driverWords) is older than \(neededDriver.map { "\($0)" } ?? "?"), "
                + "which Docker Desktop needs"
        case .mayBeRefused where refusal == .groups:
            return
                "the engine runs without root's rights, and NVIDIA's container toolkit is not told to "
                + "leave control groups alone"
        case .mayBeRefused where refusal == .otherGPU:
            return
                "another GPU of this machine does not meet what the runner's image asks, and its "
                + "container asks for all of them"
        case .mayBeRefused where refusal == .otherGeneration:
            return
                "another GPU of this machine is older than the runner's build supports, and the model is "
                + "spread over all of them"
        case .mayBeRefused where refusal == .otherLost:
            return "the driver has lost another GPU of this machine, and asks all of them"
        case .mayBeRefused where refusal == .compilation:
            return
                "the runner's build has no code of its own for compute capability "
                + "\(generation.map { "\($0)" } ?? "?"), and \(driverWords) cannot compile that of CUDA "
                + "\(neededCUDA.map { "\($0)" } ?? "?")"
        case .driverTooOld, .mayBeRefused:
            if isEnoughCUDA { return "\(driverWords) is none that the runner's image asks for" }
            return
                "\(driverWords) has CUDA \(cuda.map { "\($0)" } ?? "?"), and the runner's image asks for "
                + (neededCUDA.map { "\($0)" } ?? "another")
        case .unknown(.generation): return "its generation is not known"
        case .unknown(.driver): return "its driver's version is not known"
        case .unknown(.board):
            return
                "whether it is in a board such as IGX, whose system asks for more, is not known"
        case .unknown(.brand):
            return "\(driverWords) works only with some brands of GPU, and its brand is not known"
        }
    }

    /// Whether something other than its CUDA is asked of the driver.
    private var isEnoughCUDA: Bool {
        guard let cuda, let neededCUDA else { return false }
        return !(cuda < neededCUDA)
    }

    private var driverWords: String {
        if isTegra { return "the board's system" }
        return driverText.map { "driver \($0)" } ?? "its driver"
    }

    /// What to update, as a sentence without its end.
    func update(isWSL: Bool) -> String? {
        if isTegra {
            // None is known whose CUDA is higher than the first of its generation.
            guard answer == .driverTooOld, let needed = neededCUDA?.major else { return nil }
            return "Update JetPack to one with CUDA \(needed)"
        }
        guard let neededDriver, !isEnoughCUDA,
            refusal == nil || refusal == .otherGPU || refusal == .compilation
        else { return nil }
        return "Update the NVIDIA driver\(isWSL ? " on Windows" : "") to \(neededDriver) or newer"
    }
}

extension CUDASupport {
    /// What the driver has beside what is asked of it.
    var json: JSON {
        [
            "version": .string(orNull: driverText),
            "cuda": .string(orNull: cuda.map { "\($0)" }),
            "needed_driver": .string(orNull: neededDriver.map { "\($0)" }),
            "needed_cuda": .string(orNull: neededCUDA.map { "\($0)" }),
            // That of the data is long, the same for all, and printed by `mn model rules`.
            "requirement": .string(orNull: basis == .image ? requirement?.text : nil),
            "basis": .string("\(basis)"),
        ]
    }
}
