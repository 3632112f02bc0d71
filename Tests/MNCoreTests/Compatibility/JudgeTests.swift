import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The judge` {
    private static let table = RuleTable.standard

    private static func model(
        _ requirements: [Requirements.Kind: Double] = [:], backends: [Backend] = [.llamaCpp]
    ) throws -> Model {
        var model = try Catalog.builtin.model(named: Catalog.defaultModel)
        model.requirements = Requirements(requirements)
        model.backends = backends
        model.backend = backends[0]
        return model
    }

    private static func machine(
        _ system: Hardware.System = .linux, _ processor: Hardware.Processor = .x86_64,
        _ gpus: [GPU] = [], unknown: [Hardware.UnknownVendor] = [],
        memory: MemorySize = .nominal(.gibibytes(8)), isWSL: Bool = false
    ) -> Hardware {
        Hardware(
            system: .known(system, []), processor: .known(processor, []), isWSL: .known(isWSL, []),
            board: .known(.other(nil), []),
            memory: .init(installed: .known(memory, []), usable: .known(memory, [])), gpus: gpus,
            unknownVendors: unknown, engine: .unknown([]), notes: [])
    }

    private static func gpu(
        _ vendor: GPU.Vendor = .nvidia, _ memory: MemorySize = .nominal(.gibibytes(24)),
        pool: GPU.Pool = .dedicated, address: String? = nil, fault: GPU.Fault? = nil
    ) -> GPU {
        GPU(
            vendor, name: "GPU", address: address, pool: pool, memory: .known(memory, []),
            generation: .known("8.9", []), fault: fault, sighting: [],
            driverVersion: vendor == .nvidia ? "615.20" : nil)
    }

    /// How a model is stored, and what is said of it on Adreno.
    private static let adrenoWords: [(String?, String?)] = [
        ("Q4_0", nil), ("q4_0", nil), (nil, "others use the processor."),
        ("Q4_K_M", "is in Q4_K_M and uses the processor."),
    ]

    @Test func `says of a model whether Adreno runs it`() throws {
        let memory = MemorySize.nominal(.gibibytes(16))
        let hardware = Self.machine(
            .windows, .arm64, [Self.gpu(.adreno, memory, pool: .unified)], memory: memory)
        for (quantization, words) in Self.adrenoWords {
            var model = try Self.model()
            model.quantization = quantization
            let verdict = Self.table.verdict(model, on: hardware)
            #expect(verdict.rule == .adreno)
            let warnings = verdict.kindsAndWarnings(withoutGPU: nil)
                .filter { $0.kind == .adrenoQuantization }.map(\.words)
            #expect(warnings.count == (words == nil ? 0 : 1))
            if let words { #expect(warnings.first?.hasSuffix(words) == true, "\(warnings)") }
        }
    }

    // MARK: - Backends

    @Test(arguments: ["llama", "LLAMA.CPP", "llamacpp", "Llama.cpp"])
    func `knows the backend by other names`(name: String) throws {
        let verdict = Self.table.verdict(
            try Self.model(), backend: Backend(name),
            on: Self.machine(.linux, .x86_64, [Self.gpu()]))
        #expect(verdict.rule == .cuda && verdict.backend == .llamaCpp)
    }

    @Test(arguments: ["vllm", "mlx", "no-such-backend"])
    func `refuses a backend that the model does not list, force or not`(name: String) throws {
        let hardware = Self.machine(.linux, .x86_64, [Self.gpu()])
        let verdict = Self.table.verdict(
            try Self.model(), backend: Backend(name), on: hardware, force: true)
        #expect(verdict.rule == .unsupportedBackend && verdict.status == .fail)
        #expect(!verdict.isOK && !verdict.isForced && !verdict.needsForce)
        #expect(verdict.accelerator == .none && verdict.exitCode == .notCompatible)
    }

    static let vllm: [(name: String, hardware: Hardware, rule: Rule.ID)] = [
        ("Linux", machine(.linux, .x86_64, [gpu()]), .cuda),
        ("WSL2", machine(.linux, .x86_64, [gpu()], isWSL: true), .cuda),
        ("Linux ARM64", machine(.linux, .arm64, [gpu()]), .vllmPlatform),
        ("Windows", machine(.windows, .x86_64, [gpu()]), .vllmPlatform),
        ("macOS", machine(.macos, .arm64, [gpu(.apple, pool: .unified)]), .vllmPlatform),
        ("AMD", machine(.linux, .x86_64, [gpu(.amd)]), .vllmPlatform),
        ("AMD beside NVIDIA", machine(.linux, .x86_64, [gpu(.amd), gpu()]), .cuda),
        ("no GPU", machine(), .vllmPlatform),
        ("riscv64", machine(.linux, .other), .vllmPlatform),
        ("FreeBSD", machine(.other), .vllmPlatform),
    ]

    @Test(arguments: vllm)
    func `lets vLLM run on Linux with NVIDIA only`(
        name: String, hardware: Hardware, rule: Rule.ID
    ) throws {
        let model = try Self.model(backends: [.llamaCpp, .vllm])
        let verdict = Self.table.verdict(model, backend: .vllm, on: hardware, force: true)
        #expect(verdict.rule == rule && verdict.backend == .vllm)
        #expect(verdict.isOK == (rule == .cuda) && !verdict.isForced)
    }

    // MARK: - Force

    static let forced: [(name: String, hardware: Hardware, exit: ExitCode, isLifted: Bool)] = [
        ("pass", machine(.linux, .x86_64, [gpu()]), .done, false),
        ("warning", machine(.linux, .x86_64, [gpu(.amd)]), .done, false),
        ("force_only", machine(memory: .nominal(.gibibytes(64))), .needsForce, true),
        ("fail", machine(), .notCompatible, true),
        ("an open question", machine(unknown: [.init(.nvidia, [gap])]), .notCompatible, true),
    ]

    private static let gap = Gap(.command(["nvidia-smi"]), .timedOut)

    @Test(arguments: forced)
    func `keeps rule and status under force`(
        name: String, hardware: Hardware, exit: ExitCode, isLifted: Bool
    ) throws {
        let plain = Self.table.verdict(try Self.model(), on: hardware)
        let forced = Self.table.verdict(try Self.model(), on: hardware, force: true)
        #expect(plain.exitCode == exit && forced.exitCode == .done)
        #expect(plain.rule == forced.rule && plain.status == forced.status)
        #expect(plain.needsForce == isLifted && !forced.needsForce)
        #expect(forced.isForced == isLifted && forced.isOK)
        let words = "'\(plain.status.rawValue)' here (\(plain.rule.rawValue))"
        #expect(forced.warnings().contains { $0.contains(words) } == isLifted)
    }

    @Test(arguments: [machine(.linux, .other), machine(.other)])
    func `does not lift what has no build`(hardware: Hardware) throws {
        let verdict = Self.table.verdict(try Self.model(), on: hardware, force: true)
        #expect(!verdict.isOK && !verdict.isForceable && verdict.exitCode == .notCompatible)
    }

    // MARK: - Thresholds

    /// 0.92 of 8 GiB, rounded up to a byte, and so on for the others.
    static let thresholds:
        [(
            name: String, bytes: Int, isNominal: Bool, make: @Sendable (MemorySize) -> Hardware,
            enough: Rule.ID, small: Rule.ID
        )] = [
            (
                "a card", 7_902_739_825, true, { machine(.linux, .x86_64, [gpu(.nvidia, $0)]) },
                .cuda, .cudaSmall
            ),
            (
                "a card of AMD", 7_902_739_825, true, { machine(.linux, .x86_64, [gpu(.amd, $0)]) },
                .amd, .amdSmall
            ),
            (
                "an instance", 8 << 30, false, { machine(.linux, .x86_64, [gpu(.nvidia, $0)]) },
                .cuda, .cudaSmall
            ),
            (
                "an APU", 8 << 30, false,
                { machine(.linux, .x86_64, [gpu(.amd, $0, pool: .addressable)]) }, .amd, .amdSmall
            ),
            (
                "a Mac", 16 << 30, false,
                { machine(.macos, .arm64, [gpu(.apple, $0, pool: .unified)]) }, .appleSilicon,
                .appleSiliconSmall
            ),
            (
                "a Jetson", 15_805_479_650, true,
                { machine(.linux, .arm64, [gpu(.nvidia, $0, pool: .unified)]) }, .cudaARM64,
                .cudaSmall
            ),
            (
                "a Snapdragon", 15_805_479_650, true,
                { machine(.windows, .arm64, [gpu(.adreno, $0, pool: .unified)]) }, .adreno,
                .adrenoSmall
            ),
            ("a processor", 31_610_959_299, true, { machine(memory: $0) }, .cpuLarge, .cpuSmall),
            (
                "an ARM processor", 31_610_959_299, true, { machine(.linux, .arm64, memory: $0) },
                .cpuLarge, .smallARM
            ),
            ("a container", 32 << 30, false, { machine(memory: $0) }, .cpuLarge, .cpuSmall),
        ]

    @Test(arguments: thresholds.indices)
    func `draws the line at the byte`(index: Int) throws {
        let (name, bytes, isNominal, make, enough, small) = Self.thresholds[index]
        for (offset, rule) in [(-1, small), (0, enough), (1, enough)] {
            let size = MemorySize(bytes: ByteCount(bytes + offset), isNominal: isNominal)
            let verdict = Self.table.verdict(try Self.model(), on: make(size))
            #expect(verdict.rule == rule, "\(name), \(offset)")
            #expect(verdict.comparison?.found == size, "\(name), \(offset)")
        }
    }

    @Test func `takes 0 for no minimum`() throws {
        let model = try Self.model([.videoMemory: 0, .processorMemory: 0])
        let tiny = MemorySize.nominal(ByteCount(1))
        let card = Self.machine(.linux, .x86_64, [Self.gpu(.nvidia, tiny)])
        #expect(Self.table.verdict(model, on: card).rule == .cuda)
        #expect(Self.table.verdict(model, on: Self.machine(memory: tiny)).rule == .cpuLarge)
        let accepted = try Self.model([.acceptedMemory: 0])
        #expect(Self.table.verdict(accepted, on: Self.machine(memory: tiny)).rule == .cpuAccepted)
    }

    @Test func `says when a minimum is the document's`() throws {
        let hardware = Self.machine(.linux, .x86_64, [Self.gpu()])
        for (requirements, isAssumed) in [
            ([:], true), ([Requirements.Kind.videoMemory: 8.0], false),
        ] {
            let verdict = Self.table.verdict(try Self.model(requirements), on: hardware)
            #expect(verdict.comparison?.minimum.isAssumed == isAssumed)
            #expect(verdict.comparison?.minimum.gigabytes == 8)
            #expect(verdict.warnings().contains { $0.contains("document's figure") } == isAssumed)
        }
    }

    // MARK: - The best of several

    private static func chosen(_ gpus: [GPU]) throws -> [String?] {
        try [gpus, gpus.reversed()].map {
            table.verdict(try model(), on: machine(.linux, .x86_64, $0)).gpu?.address
        }
    }

    @Test func `takes the better status, then own memory, then more, then the first address`()
        throws
    {
        let small = Self.gpu(.nvidia, .nominal(.gibibytes(4)), address: "a")
        let card = Self.gpu(.nvidia, .nominal(.gibibytes(12)), address: "d")
        let shared = Self.gpu(.nvidia, .nominal(.gibibytes(100)), pool: .unified, address: "b")
        let larger = Self.gpu(.nvidia, .nominal(.gibibytes(24)), address: "c")
        let broken = Self.gpu(
            .nvidia, .nominal(.gibibytes(80)), address: "e", fault: .driverMismatch)
        #expect(try Self.chosen([small, card]) == ["d", "d"])
        #expect(try Self.chosen([broken, card]) == ["d", "d"])
        #expect(try Self.chosen([shared, card]) == ["d", "d"])
        #expect(try Self.chosen([card, larger]) == ["c", "c"])
        var twin = larger
        twin.address = "z"
        #expect(try Self.chosen([twin, larger]) == ["c", "c"])
    }

    @Test func `does not refuse while another vendor's GPU may be there`() throws {
        let unknown = [Hardware.UnknownVendor(.amd, [Self.gap])]
        let small = Self.gpu(.nvidia, .nominal(.gibibytes(4)))
        for (gpus, rule) in [
            ([small], Rule.ID.insufficientEvidence), ([Self.gpu()], .cuda),
            ([], .insufficientEvidence),
        ] {
            let hardware = Self.machine(.linux, .x86_64, gpus, unknown: unknown)
            let verdict = Self.table.verdict(try Self.model(), on: hardware)
            #expect(verdict.rule == rule)
            #expect(verdict.gaps == (rule == .cuda ? [] : [Self.gap]))
        }
    }

    @Test func `names the doubts of a verdict that is not the best`() throws {
        var hardware = Self.machine()
        hardware.doubts = [Self.gap]
        #expect(Self.table.verdict(try Self.model(), on: hardware).gaps == [Self.gap])
        hardware.gpus = [Self.gpu()]
        #expect(Self.table.verdict(try Self.model(), on: hardware).gaps == [])
    }

    @Test func `names what is not known of a GPU that was not chosen`() throws {
        var unknown = Self.gpu(.nvidia, fault: .driverMismatch)
        unknown.memory = .unknown([Self.gap])
        let hardware = Self.machine(.linux, .x86_64, [unknown, Self.gpu(.amd)])
        let verdict = Self.table.verdict(try Self.model(), on: hardware)
        #expect(verdict.rule == .amd && verdict.gaps == [Self.gap])
    }
}
