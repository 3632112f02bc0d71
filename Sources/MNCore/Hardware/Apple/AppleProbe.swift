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

/// Values of macOS's `sysctl`.
package struct Sysctl: Sendable {
    let inquiry: Inquiry
    /// The question on which it did not end in time; then it is asked no other, and that is what is said.
    private var stuck: Gap?

    package init(inquiry: Inquiry) { self.inquiry = inquiry }

    /// It asks the kernel and nothing else.
    static let timeLimit = TimeLimit.short

    package static func argv(_ name: String) -> [String] { ["sysctl", "-n", name] }

    /// A text value; nil if the system does not know the name.
    mutating func text(_ name: String) async -> Fact<String?> {
        let argv = Self.argv(name)
        let access = Access.command(argv)
        if let stuck { return .unknown([stuck]) }
        switch await inquiry.command(argv, within: Self.timeLimit) {
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap):
            if gap.reason == .timedOut { stuck = gap }
            return .unknown([gap])
        case .known(let result):
            let lines = TextLines(result.standardOutput)
            let line = lines.lines.first?.trimmed ?? ""
            if !line.isEmpty, !lines.isWhole {
                return .unknown([Gap(access, .unreadable("'\(line)' is cut"))])
            }
            switch result.ending {
            case .exited(0) where !line.isEmpty:
                return .known(line, [Evidence(access, "line 1", quote: line)])
            case .exited(1) where line.isEmpty:
                // "sysctl: unknown oid 'hw.optional.arm64'" on an Intel Mac.
                let said = TextLines(result.standardError).lines.first ?? ""
                guard said.contains("unknown oid") else {
                    return .unknown([Gap(access, .failed(result.summary))])
                }
                return .known(nil, [Evidence(access, "standard error", quote: said)])
            default: return .unknown([Gap(access, .failed(result.summary))])
            }
        }
    }

    /// A whole number.
    package mutating func integer(_ name: String) async -> Fact<Int> {
        let access = Access.command(Self.argv(name))
        switch await text(name) {
        case .known(let text?, let evidence):
            guard let value = Int(text) else {
                return .unknown([Gap(access, .unreadable("'\(text)' is no number"))])
            }
            return .known(value, evidence)
        case .known(nil, _): return .unknown([Gap(access, .unreadable("unknown to this system"))])
        case .unknown(let gaps): return .unknown(gaps)
        }
    }

    /// A flag; a name that the system does not know is false.
    mutating func flag(_ name: String) async -> Fact<Bool> {
        let access = Access.command(Self.argv(name))
        switch await text(name) {
        case .known("1", let evidence): return .known(true, evidence)
        case .known("0", let evidence), .known(nil, let evidence): return .known(false, evidence)
        case .known(let other, _):
            return .unknown([Gap(access, .unreadable("'\(other ?? "")' is neither 0 nor 1"))])
        case .unknown(let gaps): return .unknown(gaps)
        }
    }
    /// The memory of the machine: `hw.memsize`, exact.
    mutating func memory() async -> Hardware.Memory {
        let memory: Fact<MemorySize>
        switch await integer("hw.memsize") {
        case .known(let number, let evidence):
            if let bytes = MemorySize.believed(number), bytes > .zero {
                memory = .known(.exact(bytes), evidence)
            } else {
                memory = .unknown(
                    evidence.map { Gap($0.access, .unreadable("\(number) cannot be true")) })
            }
        case .unknown(let gaps): memory = .unknown(gaps)
        }
        return Hardware.Memory(installed: memory, usable: memory)
    }
}
