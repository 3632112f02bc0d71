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
        if isGenerationTooOld {
            answer = .generationTooOld
            return
        }
        if image?.isProven != true { judgeDriver(gpu, hardware, image, major, data) }
        if answer == .suits || answer == .mayBeRefused, !isGenerationEnough(data) {
            answer = .unknown(.generation)
        }
    }

    private mutating func judgeDriver(
        _ gpu: GPU, _ hardware: Hardware, _ image: RunnerImage?, _ major: Int?, _ data: DriverData
    ) {
        guard let requirement, let major else {
            answer = .unknown(.driver)
            return
        }
        let check = ToolkitCheck(hardware, data)
        let offer = CUDARequirement.Offer(
            cuda: cuda, driver: driver,
            arch: generation.map { DottedVersion($0.major, $0.minor) }, isTegra: check == .tegra)
        requirementTruth = requirement.truth(offer) { brands(gpu, data) }
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
            if requirement.exceptions.truth(offer, brands: { brands(gpu, data) }) == .yes { return }
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
                brands(gpu, data) == nil ? .brand : driver == nil ? .driver : .generation)
            return
        }
        answer = cuda.major < major ? .driverTooOld : .mayBeRefused
        isToolkitAssumed = answer == .mayBeRefused && check == .assumed
    }

    /// As the driver tells it, or what the name allows.
    private func brands(_ gpu: GPU, _ data: DriverData) -> Set<String>? {
        gpu.brand.value.map { [$0] } ?? data.brands(name: gpu.name, device: gpu.device)
    }
}

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
        guard let neededDriver, !isEnoughCUDA else { return nil }
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

/// What NVIDIA's container toolkit looks at before it starts a container.
enum ToolkitCheck: Hashable {
    /// The whole requirement.
    case all
    /// The same, taken for granted since nothing is known of the toolkit.
    case assumed
    /// CUDA and generation alone.
    case tegra
    case nothing

    init(_ hardware: Hardware, _ data: DriverData) {
        if hardware.tegra != nil {
            self = .tegra
            return
        }
        guard case .known(let toolkit?, _) = hardware.toolkit else {
            self = .assumed
            return
        }
        // Without the runtime its hook does the work, which looks at all of it.
        if let engine = hardware.engine.value, !engine.runtimes.contains("nvidia") {
            self = .all
            return
        }
        self =
            switch toolkit.mode {
            case nil, "jit-cdi": data.checksNothing(toolkit.version) ? .nothing : .all
            case "cdi": .nothing
            case "csv": .tegra
            default: .all
            }
    }
}
