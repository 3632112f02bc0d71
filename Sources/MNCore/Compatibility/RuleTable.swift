/// The rules that decide whether a model suits a machine, as data.
public struct RuleTable: Hashable, Sendable {
    /// Where a GPU of a vendor counts; elsewhere it is reported, and the machine is judged without it.
    public struct Listing: Hashable, Sendable {
        public var vendor: GPU.Vendor
        public var conditions: [Condition]

        public init(_ vendor: GPU.Vendor, when conditions: [Condition]) {
            self.vendor = vendor
            self.conditions = conditions
        }
    }

    public var policy: Policy
    public var listings: [Listing]
    /// First match wins.
    public var rules: [Rule]

    public static let standard = RuleTable(
        policy: .standard, listings: standardListings, rules: standardRules)

    private static let standardListings = [
        Listing(.apple, when: [.system(.macos)]),
        Listing(
            .nvidia,
            when: [
                .any([
                    .all([.system(.linux), .any([.processor(.x86_64), .processor(.arm64)])]),
                    .all([.system(.windows), .processor(.x86_64)]),
                ])
            ]),
        Listing(.amd, when: [.system(.linux), .not(.wsl), .not(.dockerDesktop)]),
        Listing(.adreno, when: [.system(.windows), .processor(.arm64), .gpuUsable]),
    ]

    private static let standardRules = [
        Rule(
            .unsupportedBackend, when: [.not(.backendListed)], .fail, isForceable: false,
            Accelerator.none),
        Rule(
            .vllmPlatform,
            when: [
                .backend(.vllm),
                .not(.all([.system(.linux), .processor(.x86_64), .gpu(.nvidia)])),
            ], .fail, isForceable: false, Accelerator.none),
        Rule(
            .unsupportedProcessor, when: [.processor(.other)], .fail, isForceable: false,
            Accelerator.none),
        Rule(
            .unsupportedSystem, when: [.system(.other)], .fail, isForceable: false,
            Accelerator.none),

        Rule(
            .appleSilicon, when: [.gpu(.apple), .gpuMemorySuffices], .pass, .metal,
            measure: .gpuMemory, row: .appleSilicon16),
        Rule(
            .appleSiliconSmall, when: [.gpu(.apple)], .fail, .metal, measure: .gpuMemory,
            row: .appleSilicon8),

        Rule(.cudaUnusable, when: [.gpu(.nvidia), .not(.gpuUsable)], .fail, .cuda),
        Rule(
            .cudaUnknown,
            when: [
                .gpu(.nvidia),
                // A GPU that is too small is so in any generation.
                .any([
                    .not(.gpuMemoryKnown),
                    .all([.gpuMemorySuffices, .system(.linux), .not(.gpuGenerationKnown)]),
                ]),
            ], .warning, .cuda),
        Rule(.amdUnknown, when: [.gpu(.amd), .not(.gpuMemoryKnown)], .warning, nil),
        Rule(
            .adrenoUnknown,
            when: [
                .gpu(.adreno),
                .any([
                    .not(.gpuMemoryKnown), .all([.gpuMemorySuffices, .not(.gpuGenerationKnown)]),
                ]),
            ],
            .warning, .opencl),

        Rule(
            .cuda,
            when: [.gpu(.nvidia), .system(.linux), .processor(.x86_64), .gpuMemorySuffices], .pass,
            .cuda, measure: .gpuMemory, row: .cudaLinux),
        Rule(
            .cudaARM64,
            when: [.gpu(.nvidia), .system(.linux), .processor(.arm64), .gpuMemorySuffices], .pass,
            .cuda, measure: .gpuMemory, row: .cudaLinuxARM64),
        Rule(
            .cudaWindows, when: [.gpu(.nvidia), .system(.windows), .gpuMemorySuffices], .pass,
            .cuda, measure: .gpuMemory),
        Rule(
            .cudaSmall, when: [.gpu(.nvidia)], .fail, .cuda, measure: .gpuMemory, row: .cuda6),

        Rule(
            .amd, when: [.gpu(.amd), .gpuMemorySuffices], .warning, nil, measure: .gpuMemory,
            row: .amdLinux),
        Rule(.amdSmall, when: [.gpu(.amd)], .fail, nil, measure: .gpuMemory),

        Rule(
            .adreno, when: [.gpu(.adreno), .gpuMemorySuffices], .warning, .opencl,
            measure: .gpuMemory, row: .adreno),
        Rule(.adrenoSmall, when: [.gpu(.adreno)], .fail, .opencl, measure: .gpuMemory),

        // From here on the machine has no GPU that counts.
        Rule(
            .cpuAccepted, when: [.not(.system(.macos)), .memorySuffices(.acceptedMemory)],
            .warning, .cpu, measure: .systemMemory(.acceptedMemory)),
        Rule(.intelMac, when: [.system(.macos)], .fail, .cpu, row: .intelMacOrWindows),
        Rule(
            .windowsUnsupported, when: [.system(.windows)], .fail, .cpu, row: .intelMacOrWindows),
        Rule(.raspberryPi, when: [.raspberryPi], .fail, .cpu, row: .smallARM),
        Rule(
            .smallARM,
            when: [
                .any([.processor(.arm64), .processor(.arm32)]),
                .not(.memorySuffices(.processorMemory)),
            ], .fail, .cpu, measure: .systemMemory(.processorMemory), row: .smallARM),
        Rule(
            .cpuLarge, when: [.memorySuffices(.processorMemory)], .forceOnly, .cpu,
            measure: .systemMemory(.processorMemory), row: .cpuOnly32),
        Rule(
            .cpuSmall, when: [], .fail, .cpu, measure: .systemMemory(.processorMemory)),
    ]
}
