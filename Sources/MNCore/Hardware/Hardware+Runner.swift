extension Hardware {
    /// Asks what stands between the GPUs and a model: the engine, the runner and NVIDIA's toolkit.
    ///
    /// - Parameter engine: what the engine said of itself.
    mutating func addRunner(_ engine: Fact<Engine>, _ inquiry: Inquiry) async {
        self.engine = engine
        defer { addRuntimeNotes() }
        // Outside Linux only Docker Desktop's runner is one with CUDA: no program on PATH makes another.
        if system.value != .linux, case .known(var value, let evidence) = engine,
            value.kind == .engine
        {
            value.hasNVIDIAProgram = .known(false, [])
            self.engine = .known(value, evidence)
        }
        let hasNVIDIA = gpus.contains { $0.vendor == .nvidia }
        // Without its driver's word the rest decides nothing.
        let hasDriver = gpus.contains { $0.vendor == .nvidia && $0.fault == nil } || tegra != nil
        let isElsewhere =
            if case .elsewhere? = enginePlace.value { true } else { false }
        guard system.value == .linux, hasNVIDIA, hasDriver, !isElsewhere,
            engine.value?.kind != .desktop
        else { return }
        let probe = ToolkitProbe(inquiry: inquiry)
        async let toolkit = probe.run()
        if let known = engine.value {
            async let runner = RunnerImageProbe(inquiry: inquiry).run()
            if !known.runtimes.contains("nvidia"), case .known(var value, let evidence) = engine {
                value.hasNVIDIAProgram = await probe.hasRuntimeProgram()
                self.engine = .known(value, evidence)
            }
            self.runner = await runner
        }
        self.toolkit = await toolkit
    }

    /// A runtime for GPUs that are not there makes Docker take an image that cannot use those that are.
    private mutating func addRuntimeNotes() {
        guard let runtimes = engine.value?.runtimes, engine.value?.kind == .engine else { return }
        for (runtime, vendor, other) in [
            ("nvidia", GPU.Vendor.nvidia, GPU.Vendor.amd), ("rocm", .amd, .nvidia),
        ] where runtimes.contains(runtime) {
            let isOpen = unknownVendors.contains { $0.vendor == vendor }
            if isOpen || gpus.contains(where: { $0.vendor == vendor }) { continue }
            if gpus.contains(where: { $0.vendor == other }) {
                notes.append(.runtimeWithoutGPU(vendor))
            }
        }
    }

    /// The variables of a machine that say what it can do, as lists with commas.
    static let capabilityVariables = [
        "MN_NODE_CAPABILITIES", "MN_CLUSTER_CAPABILITIES", "MN_HARDWARE_CAPABILITIES",
    ]

    static func capabilities(_ inquiry: Inquiry) async -> Fact<[String]> {
        var names: [String] = []
        var evidence: [Evidence] = []
        for variable in capabilityVariables {
            guard let list = await inquiry.environment(variable).value else { continue }
            let found = list.split(separator: ",").map { $0.trimmed.lowercased() }
                .filter { !$0.isEmpty }
            if found.isEmpty { continue }
            names += found
            evidence.append(Evidence(.environment(variable), quote: list))
        }
        return .known(names.uniqued(), evidence)
    }
}

extension Hardware.Tegra {
    private static let file = "/etc/nv_tegra_release"

    /// Reads which release of NVIDIA's system a Jetson has; nil if this is none.
    static func read(
        _ gpus: [GPU], _ compatible: Fact<[String]>, _ platform: Platform, _ inquiry: Inquiry
    ) async -> Hardware.Tegra? {
        let isTegraKernel = TegraProbe.isKernel(platform.release)
        let isTegra =
            isTegraKernel || (compatible.value ?? []).contains { $0.hasPrefix("nvidia,tegra") }
            || gpus.contains {
                $0.name.hasSuffix("(nvgpu)") || $0.name == "NVIDIA Thor"
                    || $0.name == TegraProbe.name
            }
        guard isTegra, !gpus.isEmpty else { return nil }
        var tegra = Hardware.Tegra(evidence: [])
        // "# R36 (release), REVISION: 4.4, GCID: …" (hardware.md §3.3).
        if let line = await inquiry.attribute(file).value, let start = line.firstRange(of: "R") {
            let major = line[start.upperBound...].prefix(while: \.isNumber)
            let rest = line.firstRange(of: "REVISION: ").map { line[$0.upperBound...] } ?? ""
            let minor = rest.prefix { $0.isNumber || $0 == "." }
            tegra.release =
                DottedVersion(minor.isEmpty ? String(major) : "\(major).\(minor)")
                ?? DottedVersion(major)
            tegra.evidence = [Evidence(.file(file), "line 1", quote: line)]
        }
        if isTegraKernel {
            tegra.kernel = DottedVersion(platform.release.prefix { $0.isNumber || $0 == "." })
            if tegra.release == nil {
                tegra.evidence = [Evidence(.platform, "release", quote: platform.release)]
            }
        }
        return tegra
    }
}
