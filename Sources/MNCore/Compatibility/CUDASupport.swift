/// What stands between an NVIDIA GPU that works and the runner's build with CUDA: the generation of the
/// GPU, and the driver against what the runner's image, or Docker Desktop, asks of it.
package struct CUDASupport: Hashable, Sendable {
    package enum Answer: Hashable, Sendable {
        case suits
        /// The build has no code for the GPU.
        case generationTooOld
        case driverTooOld
        /// It would run, but the toolkit may refuse to start the container.
        case mayBeRefused
        /// Something that would decide is not known.
        case unknown(Missing)
    }

    package enum Missing: String, Hashable, Sendable {
        case generation, driver, brand
        /// Whether the machine is a board of NVIDIA's, whose toolkit knows neither brand nor driver.
        case board
    }

    /// What the needs are read from.
    package enum Basis: Hashable, Sendable {
        /// The runner's container or image, which was read.
        case image
        /// An image of the driver data, since none was read.
        case data
        /// Docker Desktop on Windows.
        case desktop
    }

    package private(set) var answer = Answer.suits
    package let basis: Basis
    package private(set) var generation: ComputeCapability?
    /// What the generation is called, where that alone is told.
    package private(set) var architecture: NVIDIAArchitecture?
    package private(set) var leastGeneration: ComputeCapability?
    package private(set) var driver: DottedVersion?
    /// The same as it was told.
    package let driverText: String?
    /// The highest CUDA of the driver.
    package private(set) var cuda: DottedVersion?
    /// The CUDA that the image asks for; nil for Docker Desktop.
    package private(set) var neededCUDA: DottedVersion?
    /// The first driver that has what is needed, as far as that is known.
    package private(set) var neededDriver: DottedVersion?
    package private(set) var requirement: CUDARequirement?
    /// Whether a toolkit of which nothing is known was taken for one that checks.
    package private(set) var isToolkitAssumed = false
    /// What the requirement alone comes to; all GPUs of a container must meet it.
    private(set) var requirementTruth = Ternary.yes
    /// Whether the GPU is part of a Jetson.
    package private(set) var isTegra = false
    /// Whether the toolkit asks the requirement of every GPU of the container.
    private var isChecked = false
    private var isCheckAssumed = false
    /// Why the container may be refused, where it is not for this GPU's driver.
    package private(set) var refusal: Refusal?

    package enum Refusal: Hashable, Sendable {
        /// Another GPU does not meet the requirement.
        case otherGPU
        /// The build has no code for another GPU, on which the backend puts a part of the model too.
        case otherGeneration
        /// The driver has lost another GPU.
        case otherLost
        /// The engine may not change control groups, and the toolkit does.
        case groups
        /// The build has no code of its own for the GPU, and that from which the driver would make it is of a
        /// newer CUDA than the driver's.
        case compilation
    }

    init(_ gpu: GPU, _ hardware: Hardware, isDesktop: Bool, _ data: DriverData) {
        driver = gpu.driverVersion.flatMap { DottedVersion($0) }
        driverText = driver == nil ? nil : gpu.driverVersion
        generation =
            gpu.generation.value.flatMap { ComputeCapability($0) }
            ?? data.capability(name: gpu.name, device: gpu.device)
        if generation == nil {
            architecture = gpu.generation.value.flatMap { NVIDIAArchitecture($0) }
            generation = architecture?.capability
        }
        if isDesktop {
            basis = .desktop
            judgeDesktop(data)
            return
        }
        let image = hardware.runner.value.flatMap { $0?.requirement == nil ? nil : $0 }
        basis = image == nil ? .data : .image
        // A card in the same machine is not the board's.
        let tegra = gpu.pool == .dedicated ? nil : hardware.tegra
        isTegra = tegra != nil
        requirement = image?.requirement ?? data.image?.requirement
        neededCUDA = requirement?.floor ?? image?.cuda
        neededDriver = neededCUDA.flatMap { data.driver(with: $0) }
        if case .known(let told, _) = gpu.cuda {
            cuda = told
        } else if let tegra {
            cuda =
                data.jetsonCUDA(release: tegra.release, kernel: tegra.kernel)
                ?? driver.flatMap { data.cuda(of: $0) }
        } else {
            cuda = driver.flatMap { data.cuda(of: $0) }
        }
        judge(gpu, hardware, image, data)
    }

    private mutating func judgeDesktop(_ data: DriverData) {
        let desktop = data.desktop
        leastGeneration = desktop.capability
        neededDriver = desktop.driver
        if isGenerationTooOld {
            answer = .generationTooOld
        } else if let driver, driver < desktop.driver {
            answer = .driverTooOld
        } else if driver == nil {
            answer = .unknown(.driver)
        } else if !isGenerationEnough(data) {
            answer = .unknown(.generation)
        }
    }

    /// Whether the generation is known and new enough, or proved so by the driver that supports it.
    private func isGenerationEnough(_ data: DriverData) -> Bool {
        if generation != nil { return true }
        if isGenerationProven { return true }
        guard let leastGeneration, let proven = driver.flatMap({ data.leastCapability(driver: $0) })
        else { return false }
        return proven >= leastGeneration
    }

    /// Whether it is known to be new enough.
    package var isGenerationProven: Bool {
        guard let least = leastGeneration else { return false }
        return (generation ?? architecture?.capabilities.lowerBound).map { !($0 < least) } ?? false
    }

    private var isGenerationTooOld: Bool {
        guard let least = leastGeneration else { return false }
        return (generation ?? architecture?.capabilities.upperBound).map { $0 < least } ?? false
    }

    private mutating func judge(
        _ gpu: GPU, _ hardware: Hardware, _ image: RunnerImage?, _ data: DriverData
    ) {
        let major = (image?.cuda ?? data.image?.cuda ?? neededCUDA)?.major
        leastGeneration = major.flatMap { data.leastCapability(cuda: $0) }
        let check = ToolkitCheck(hardware, data)
        let offer = CUDARequirement.Offer(
            cuda: cuda, driver: driver,
            arch: generation.map { DottedVersion($0.major, $0.minor) }, isTegra: check == .tegra)
        // Of a container that runs the toolkit let the requirement pass, unless it looks at none.
        let isProven =
            image?.runsWithCUDA == true && check != .nothing && image?.isRequirementOff != true
        if !isProven {
            requirementTruth = requirement?.truth(offer) { Self.brands(gpu, data) } ?? .yes
            isChecked = check.isOfAll && image?.isRequirementOff != true
            isCheckAssumed = check == .assumed
        }
        if isGenerationTooOld {
            answer = .generationTooOld
            return
        }
        if !isProven {
            judgeDriver(gpu, hardware, image, major, data, check, offer)
            if answer == .suits, check.isOfAll, hardware.isEngineRootless,
                hardware.toolkit.value??.leavesGroups != true
            {
                refuse(for: .groups)
            }
        }
        if answer == .suits {
            judgeCompilation(image?.cuda ?? data.image?.cuda, hardware, offer, data) {
                Self.brands(gpu, data)
            }
        }
        if answer == .suits || answer == .mayBeRefused, !isGenerationEnough(data) {
            answer = .unknown(.generation)
        }
    }

    /// Where the driver has to compile the build's code, it needs the CUDA of that or a newer one, whatever the
    /// major version has in common (CUDA Compatibility guide, "Limitations"; NVIDIA/nvbandwidth#61).
    private mutating func judgeCompilation(
        _ built: DottedVersion?, _ hardware: Hardware, _ offer: CUDARequirement.Offer,
        _ data: DriverData, brands: () -> Set<String>?
    ) {
        guard let image = data.image, let built, built.major == image.cuda.major,
            let cuda, let generation, !image.hasCode(for: generation), !isTegra
        else { return }
        let needed = DottedVersion(built.major, built.numbers.count > 1 ? built.numbers[1] : 0)
        guard cuda < needed, !hasOwnDriver(hardware, offer, brands) else { return }
        neededCUDA = neededCUDA.map { max($0, needed) } ?? needed
        neededDriver = neededCUDA.flatMap { data.driver(with: $0) }
        refuse(for: .compilation)
        isToolkitAssumed = false
    }

    /// Whether the libraries of a newer driver that are in the image may be used: not where they are hidden, and not
    /// where WSL2 puts those of Windows' driver before them.
    private func hasOwnDriver(
        _ hardware: Hardware, _ offer: CUDARequirement.Offer, _ brands: () -> Set<String>?
    ) -> Bool {
        requirement?.exceptions.truth(offer, brands: brands) != .no
            && hardware.toolkit.value??.hidesCompat != true && hardware.isWSL.value != true
            && hardware.system.value == .linux
    }

    private mutating func refuse(for refusal: Refusal) {
        answer = .mayBeRefused
        self.refusal = refusal
        isToolkitAssumed = isCheckAssumed
    }

    /// What is made of the GPUs of one machine, whose one container asks for all of them: the toolkit asks the
    /// requirement of each, and one that does not meet it is enough (NVIDIA/libnvidia-container,
    /// `src/cli/configure.c`).
    ///
    /// - Parameter hasLost: whether the driver has lost one of them; the toolkit asks it of all and may give none
    ///   (gpustack/gpustack#3433).
    static func together(_ all: [CUDASupport?], hasLost: Bool) -> [CUDASupport?] {
        let isRefused = all.contains { $0?.isChecked == true && $0?.requirementTruth != .yes }
        // llama.cpp spreads the layers over all devices that it sees (`src/llama-model.cpp`).
        let hasOther = all.contains { $0?.answer == .generationTooOld }
        return all.map { one in
            guard var one, one.answer == .suits else { return one }
            if isRefused, one.isChecked {
                one.refuse(for: .otherGPU)
            } else if hasOther {
                (one.answer, one.refusal) = (.mayBeRefused, .otherGeneration)
            } else if hasLost {
                (one.answer, one.refusal) = (.mayBeRefused, .otherLost)
            }
            return one
        }
    }

    private mutating func judgeDriver(
        _ gpu: GPU, _ hardware: Hardware, _ image: RunnerImage?, _ major: Int?, _ data: DriverData,
        _ check: ToolkitCheck, _ offer: CUDARequirement.Offer
    ) {
        guard let requirement, let major else {
            answer = .unknown(.driver)
            return
        }
        if check != .tegra, image?.isRequirementOff != true, gpu.pool == .dedicated,
            !hardware.tegraGaps.isEmpty
        {
            var offerOfBoard = offer
            offerOfBoard.isTegra = true
            if requirement.truth(offerOfBoard, brands: { nil }) != requirementTruth {
                requirementTruth = .unknown
                answer = .unknown(.board)
                return
            }
        }
        guard let cuda else {
            answer = requirementTruth == .yes && !requirement.isEmpty ? .suits : .unknown(.driver)
            return
        }
        if requirementTruth == .yes {
            if cuda.major >= major { return }
            // The toolkit's consent does not make a driver run a newer CUDA than its own.
            let isExcepted = requirement.exceptions.truth(offer) { Self.brands(gpu, data) } == .yes
            if isExcepted, hasOwnDriver(hardware, offer, { Self.brands(gpu, data) }) { return }
            answer = .driverTooOld
            let needed = DottedVersion(major, 0)
            neededCUDA = neededCUDA.map { max($0, needed) } ?? needed
            neededDriver = neededCUDA.flatMap { data.driver(with: $0) }
            return
        }
        let isChecked = check != .nothing && image?.isRequirementOff != true
        if cuda.major >= major, !isChecked { return }
        guard requirementTruth == .no else {
            answer = .unknown(
                Self.brands(gpu, data) == nil ? .brand : driver == nil ? .driver : .generation)
            return
        }
        answer = cuda.major < major ? .driverTooOld : .mayBeRefused
        isToolkitAssumed = answer == .mayBeRefused && check == .assumed
    }

    /// As the driver tells it, or what the name allows.
    private static func brands(_ gpu: GPU, _ data: DriverData) -> Set<String>? {
        gpu.brand.value.map { [$0] } ?? data.brands(name: gpu.name, device: gpu.device)
    }
}
