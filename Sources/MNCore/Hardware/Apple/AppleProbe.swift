/// Macs: Apple Silicon or Intel.
enum AppleProbe {
    struct Result: Sendable {
        /// Apple Silicon also when this program runs translated.
        var processor: Fact<Hardware.Processor>
        var processorName: String?
        var gpus: [GPU] = []
        var gaps: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    static func run(
        _ sysctl: inout Sysctl, memory: Fact<MemorySize>, platform: Platform
    ) async -> Result {
        let isAppleSilicon: Fact<Bool>
        if PlatformProbe.processor(platform.machine) == .arm64 {
            isAppleSilicon = .known(true, [Evidence(.platform, quote: platform.machine)])
        } else {
            // Under Rosetta `uname -m` says x86_64; this name exists on Apple Silicon only.
            isAppleSilicon = await sysctl.flag("hw.optional.arm64")
        }
        var result = Result(processor: isAppleSilicon.map { $0 ? .arm64 : .x86_64 })
        result.processorName = await sysctl.text("machdep.cpu.brand_string").value ?? nil
        if let isVirtual = await sysctl.flag("kern.hv_vmm_present").value, isVirtual {
            let model = await sysctl.text("hw.model").value ?? nil
            result.notes.append(.virtualMachine(model ?? "virtual Mac"))
        }
        switch isAppleSilicon {
        case .known(true, let evidence):
            let chip = result.processorName ?? "Apple Silicon"
            result.gpus = [
                GPU(
                    .apple, name: chip, pool: .unified, memory: memory,
                    generation: .known(chip, evidence), sighting: evidence)
            ]
            if platform.process == "x86_64" { result.notes.append(.emulated(process: "x86_64")) }
        case .known(false, _): break
        case .unknown(let gaps): result.gaps = gaps
        }
        return result
    }
}
