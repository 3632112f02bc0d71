import MNCore

/// The made-up machines on which a mutant is tried that no profile notices.
///
/// Two mutants that agree on all of them are taken for equal: a rule sees a size only as less than a
/// minimum or not, so the sizes at each minimum and a unit to either side stand for all.
struct GeneratedMachineSpace {
    let generated: [GeneratedMachine]
    /// What was combined, a line each.
    let axes: [String]

    /// - Parameter models: their thresholds are the boundaries.
    init(models: [Model], share: Double) {
        let boundaries = Self.boundaries(models, share)
        let linux = Self.linux.flatMap(GeneratedMachine.product)
        let macOS = GeneratedMachine.product(Self.macOS)
        let windows = GeneratedMachine.product(Self.windows)
        let drivers = Self.drivers
        generated = boundaries + Self.others + drivers + macOS + windows + linux
        axes = [
            "each minimum of each model, one unit less and one more: \(boundaries.count)",
            "drivers, brands, generations, toolkits, engines and runners: \(drivers.count)",
            "Linux: processor × board × WSL2 × Docker × memory × GPUs: \(linux.count)",
            "macOS: processor × memory × Docker: \(macOS.count)",
            "Windows: processor × memory × GPUs: \(windows.count)",
            "other systems, and none that is known: \(Self.others.count)",
        ]
    }

    /// Below, between and above the minima of the models.
    private static let memories = [3, 20, 40]

    /// A Raspberry Pi is looked for on ARM only.
    private static let linux: [[[Trait]]] = [
        [.system("Linux", "x86_64"), .system("Linux", "riscv64")],
        [.system("Linux", "aarch64"), .system("Linux", "armv7l")],
    ].enumerated().map { index, systems in
        [
            systems, index == 0 ? [.otherBoard] : [.otherBoard, .raspberryPi, .unknownBoard],
            [.noWSL, .wsl, .unknownWSL],
            [.noEngine, .dockerEngine, .engine("nvidia"), .dockerDesktop],
            memories.map { .memory(gibibytes: $0) } + [.unknownMemory], linuxGPUs,
        ]
    }

    private static let smallCard = 1024
    private static let largeCard = 24 * 1024
    private static let oldDriver = "400.10"

    private static let linuxGPUs: [Trait] = {
        let nvidia: [Trait] = [
            .nvidia(mebibytes: smallCard), .nvidia(mebibytes: largeCard), .nvidia(mebibytes: nil),
            .nvidia(mebibytes: smallCard, capability: nil),
            .nvidia(mebibytes: largeCard, capability: nil),
            .nvidia(mebibytes: largeCard, capability: "6.1"),
            .nvidia(mebibytes: nil, capability: "6.1"), .sharedNVIDIA,
        ]
        let amd: [Trait] = [.amd(bytes: 1 << 30), .amd(bytes: 24 << 30), .amd(bytes: nil)]
        return [.noGPU, .unknownAMD, .unknownBus] + nvidia + amd
            + [
                .all([nvidia[0], amd[1]]), .all([nvidia[1], amd[0]]), .all([nvidia[2], amd[1]]),
                .all([nvidia[5], amd[1]]), .all([nvidia[0], .unknownAMD]),
                .all([nvidia[0], nvidia[1]]), .all([nvidia[1], nvidia[0]]),
                .all([.nvidia(mebibytes: 4096), .nvidia(mebibytes: 4096)]),
            ]
    }()

    private static let macOS: [[Trait]] = [
        [.system("Darwin", "arm64"), .system("Darwin", "x86_64")],
        [.appleSilicon, .intelMac, .unknownMac],
        memories.map { .macMemory(bytes: $0 << 30) } + [.macMemory(bytes: nil)],
        [.noEngine, .dockerDesktop, .dockerEngine],
    ]

    private static let windows: [[Trait]] = [
        [.system("Windows_NT", "AMD64"), .system("Windows_NT", "ARM64")],
        [9, 12, 5, 0, nil].map { .windowsProcessor($0) },
        memories.map { .windowsMemory(bytes: $0 << 30) } + [.windowsMemory(bytes: nil)],
        [
            .noGPU, .unknownAdapters, .nvidia(mebibytes: smallCard), .nvidia(mebibytes: largeCard),
            .nvidia(mebibytes: nil), .nvidia(mebibytes: largeCard, capability: nil),
            .nvidia(mebibytes: largeCard, driver: oldDriver), .adapter("Adreno(TM) X1-85 GPU"),
            .adapter("Adreno GPU"), .adapter("Adreno(TM) 540 GPU"), .adapter("Radeon RX 7800"),
            .all([.nvidia(mebibytes: smallCard), .adapter("Adreno(TM) X1-85 GPU")]),
        ],
    ]

    private static let others: [GeneratedMachine] =
        GeneratedMachine.product([
            [
                .system("FreeBSD", "amd64"), .system("FreeBSD", "arm64"),
                .system("FreeBSD", "powerpc64"), .unknownSystem,
            ]
        ])
}

extension GeneratedMachineSpace {
    /// Machines that have just enough, a unit less, and a unit more of each size that a model asks for.
    static func boundaries(_ models: [Model], _ share: Double) -> [GeneratedMachine] {
        var generated: [GeneratedMachine] = []
        for gigabytes in sizes(models, [.videoMemory]) {
            let nominal = gigabytes * share
            generated += around(nominal * 1024).map { x86.with(.nvidia(mebibytes: $0)) }
            generated += around(gigabytes * 1024).map { x86.with(.instance(mebibytes: $0)) }
            generated += around(nominal * 0x1p30).map { x86.with(.amd(bytes: $0)) }
            generated += around(gigabytes * 0x1p30).map { x86.with(.amdShared(bytes: $0)) }
        }
        for gigabytes in sizes(models, [.unifiedMemory]) {
            let nominal = gigabytes * share
            generated += around(gigabytes * 0x1p30).map { mac.with(.macMemory(bytes: $0)) }
            generated += around(nominal * 0x1p20).map {
                arm.with(.memory(kibibytes: $0)).with(.sharedNVIDIA)
            }
            generated += around(nominal * 0x1p30).map { snapdragon.with(.windowsMemory(bytes: $0)) }
        }
        for gigabytes in sizes(models, [.processorMemory, .acceptedMemory]) {
            for machine in [plain, arm] {
                generated += around(gigabytes * share * 0x1p20).map {
                    machine.with(.memory(kibibytes: $0))
                }
                generated += around(gigabytes * 0x1p30).map { machine.with(.limit(bytes: $0)) }
            }
        }
        return generated + [plain, arm].map { $0.with(.limit(bytes: nil)) }
    }

    private static let plain = GeneratedMachine().with(.system("Linux", "x86_64"))
    private static let x86 = plain.with(.memory(gibibytes: 512))
    private static let arm = GeneratedMachine().with(.system("Linux", "aarch64"))
    private static let mac = GeneratedMachine().with(.system("Darwin", "arm64")).with(.appleSilicon)
    private static let snapdragon = GeneratedMachine().with(.system("Windows_NT", "ARM64"))
        .with(.windowsProcessor(12)).with(.adapter("Adreno(TM) X1-85 GPU"))

    /// The sizes that some models ask for, in GB, each once.
    private static func sizes(_ models: [Model], _ kinds: [Requirements.Kind]) -> [Double] {
        Set(models.flatMap { model in kinds.compactMap { model.requirements[$0]?.gigabytes } })
            .filter { $0 > 0 }.sorted()
    }

    /// The smallest whole number that is enough, one less, and one more.
    private static func around(_ size: Double) -> [Int] {
        let enough = Int(saturating: size.rounded(.up))
        return [enough - 1, enough, enough + 1]
    }
}

/// A made-up machine that answers as real ones do; what it is not said to have is absent.
struct GeneratedMachine: Machine {
    /// What distinguishes it, a few words each.
    var words: [String] = []
    var platform = Outcome.denied
    /// Files and directories.
    var answers: [Access: Outcome] = [:]
    /// A row for each GPU of `nvidia-smi`; nil if there is no such program.
    var nvidia: [[String: String]]?
    /// What `nvidia-smi -q -x` prints.
    var nvidiaDetails: String?
    var sysctl: [String: Outcome] = [:]
    var cim: [String: Outcome] = [:]
    var docker = Outcome.absent
    /// What else the engine, the runner and NVIDIA's toolkit say.
    var others: [ProbeQuestion: Outcome] = [:]
    var variables: [String: String] = [:]

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        switch access {
        case .platform: platform
        case .file, .directory: answers[access] ?? .absent
        case .environment(let name): variables[name].map { .value($0) } ?? .absent
        case .command(let argv): answer(argv)
        }
    }

    private func answer(_ argv: [String]) -> Outcome {
        switch ProbeQuestion(argv) {
        case .nvidiaFields(let fields):
            guard let nvidia else { return .absent }
            return .output(
                nvidia.map { row in
                    fields.map { row[$0] ?? "[N/A]" }.joined(separator: ", ") + "\n"
                }.joined())
        case .nvidiaDetails: return nvidiaDetails.map { .output($0) } ?? .absent
        case .sysctl(let name):
            return sysctl[name] ?? .output("sysctl: unknown oid '\(name)'\n", exit: 1)
        case .cim(let type, _): return cim[type] ?? .timedOut
        case .dockerInfo: return docker
        case let question?: return others[question] ?? .absent
        case nil: return .absent
        }
    }

    /// The machine as a profile that expects these verdicts.
    func profile(_ id: String, title: String, _ expectations: [Profile.Expectation]) async
        -> Profile
    {
        let recorder = RecordingMachine(self)
        _ = await Hardware.probe(recorder)
        var recording = Recording()
        for exchange in recorder.recording.exchanges where exchange.outcome != .absent {
            recording[exchange.access] = exchange.outcome
        }
        return Profile(
            id: id, title: title, tags: ["mutation"], provenance: .synthetic,
            sources: ["mn sim mutate: \(words.joined(separator: ", ")); no seed"], rest: .absent,
            expectations: expectations, recording: recording)
    }

    func with(_ trait: Trait) -> GeneratedMachine {
        var candidate = self
        trait.apply(&candidate)
        if !trait.words.isEmpty { candidate.words.append(trait.words) }
        return candidate
    }

    /// Every combination of one trait of each axis, the last axis running fastest.
    static func product(_ axes: [[Trait]]) -> [GeneratedMachine] {
        axes.reduce([GeneratedMachine()]) { generated, axis in
            generated.flatMap { candidate in axis.map(candidate.with) }
        }
    }
}
