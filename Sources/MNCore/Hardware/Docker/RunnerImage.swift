/// The runner's container on Docker Engine, or the image that it would be made of.
package struct RunnerImage: Hashable, Sendable {
    /// `running`, `exited` …; nil for an image of which no container was made.
    package var state: String?
    /// What it asks of the driver; nil if it was made without CUDA.
    package var requirement: CUDARequirement?
    /// The CUDA that is in it.
    package var cuda: DottedVersion?
    /// Whether it asks the toolkit not to look at its requirement.
    package var isRequirementOff: Bool
    package var evidence: [Evidence]

    package init(
        state: String?, requirement: CUDARequirement?, cuda: DottedVersion?,
        isRequirementOff: Bool, evidence: [Evidence]
    ) {
        self.state = state
        self.requirement = requirement
        self.cuda = cuda
        self.isRequirementOff = isRequirementOff
        self.evidence = evidence
    }

    /// Whether it runs with CUDA, which the engine has given it.
    package var runsWithCUDA: Bool { state == "running" && requirement != nil }
}

/// Asks the engine for the runner's container, or else for its image; both questions only read.
struct RunnerImageProbe: Sendable {
    let inquiry: Inquiry

    /// The variables that matter, and no others, since the rest may hold secrets.
    private static let variables =
        "{{range .Config.Env}}{{if or (eq (printf \"%.15s\" .) \"NVIDIA_REQUIRE_\") "
        + "(eq (printf \"%.23s\" .) \"NVIDIA_DISABLE_REQUIRE=\") "
        + "(eq (printf \"%.13s\" .) \"CUDA_VERSION=\")}} {{json .}}{{end}}{{end}}"

    static let container = [
        "docker", "container", "inspect", "--format", "{{json .State.Status}}" + variables,
        "docker-model-runner",
    ]
    /// Docker Model Runner's image with CUDA (dmr-contract §7.2).
    static let image = [
        "docker", "image", "inspect", "--format", "{{json .Os}}" + variables,
        "docker/model-runner:latest-cuda",
    ]

    /// NVIDIA's longest requirements are of 6 KB.
    private static let mostBytes = 32_768

    func run() async -> Fact<RunnerImage?> {
        switch await ask(Self.container) {
        case .known(nil, let evidence):
            switch await ask(Self.image) {
            case .known(var image?, let evidence):
                image.state = nil
                return .known(image, evidence)
            case .known(nil, let more): return .known(nil, evidence + more)
            case .unknown(let gaps): return .unknown(gaps)
            }
        case let answer: return answer
        }
    }

    private func ask(_ argv: [String]) async -> Fact<RunnerImage?> {
        let access = Access.command(argv)
        switch await inquiry.command(argv) {
        // Without docker there is no runner of its engine either.
        case .absent: return .known(nil, [Evidence(access, quote: "absent")])
        case .gap(let gap): return .unknown([gap])
        case .known(let result):
            guard result.ending == .exited(0), !result.isTruncated else {
                let said = String(decoding: result.standardError, as: UTF8.self).lowercased()
                let isNone =
                    said.contains("no such container") || said.contains("no such image")
                    || said.contains("no such object")
                return isNone
                    ? .known(nil, [Evidence(access, quote: result.summary)])
                    : .unknown([Gap(access, .failed(result.summary))])
            }
            let text = TextLines(result.standardOutput)
            guard text.isWhole,
                let line = text.lines.first(where: { !JSON.strings(in: $0).isEmpty }),
                line.utf8.count <= Self.mostBytes
            else {
                return .unknown([Gap(access, .unreadable("no state in: \(result.summary)"))])
            }
            let evidence = [Evidence(access, quote: line)]
            return .known(Self.image(JSON.strings(in: line), evidence), evidence)
        }
    }

    private static func image(_ words: [String], _ evidence: [Evidence]) -> RunnerImage {
        var required: [String] = []
        var cuda: DottedVersion?
        var isOff = false
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let (name, value) = (parts[0], String(parts[1]))
            if name == "CUDA_VERSION" {
                cuda = DottedVersion(value)
            } else if name == "NVIDIA_DISABLE_REQUIRE" {
                // As Go's ParseBool reads it.
                isOff = ["1", "t", "T", "true", "TRUE", "True"].contains(value)
            } else if name.hasPrefix("NVIDIA_REQUIRE_"), !name.hasPrefix("NVIDIA_REQUIRE_JETPACK") {
                required.append(value)
            }
        }
        let hasCUDA = words.contains { $0.hasPrefix("NVIDIA_REQUIRE_CUDA=") }
        if !hasCUDA, let cuda {
            let minor = cuda.numbers.count > 1 ? cuda.numbers[1] : 0
            required.append("cuda>=\(cuda.major).\(minor)")
        }
        let requirement = hasCUDA || cuda != nil ? CUDARequirement(required) : nil
        return RunnerImage(
            state: words.first, requirement: requirement,
            cuda: cuda ?? requirement?.floor, isRequirementOff: isOff, evidence: evidence)
    }
}

extension JSON {
    /// The JSON strings that stand behind one another in a line; empty if anything else is there.
    package static func strings(in line: String) -> [String] {
        let list = "[" + line.replacing("\" \"", with: "\",\"") + "]"
        guard case .array(let elements)? = try? JSON.parse(list) else { return [] }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : []
    }
}

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
        let mayHaveNVIDIA =
            gpus.contains { $0.vendor == .nvidia }
            || unknownVendors.contains { $0.vendor == .nvidia }
        // Without its driver's word the rest decides nothing, unless a runner that was made for it keeps
        // another GPU from being used.
        let isDecisive =
            tegra != nil
            || gpus.contains { $0.vendor == .amd || $0.vendor == .nvidia && $0.fault == nil }
        let isElsewhere =
            if case .elsewhere? = enginePlace.value { true } else { false }
        guard system.value == .linux, mayHaveNVIDIA, isDecisive, !isElsewhere,
            engine.value?.kind != .desktop
        else { return }
        let probe = ToolkitProbe(inquiry: inquiry)
        async let toolkit = probe.run()
        if let known = engine.value {
            async let runner = RunnerImageProbe(inquiry: inquiry).run()
            // Of Podman the program decides nothing.
            if known.namedImage == nil, known.hasNVIDIAProgram.gaps.isEmpty,
                case .known(var value, let evidence) = engine
            {
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
}
