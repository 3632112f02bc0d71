extension Verdict {
    /// What a verdict may have to say besides its result; the words are a promise.
    package enum Warning: String, Hashable, Sendable, CaseIterable {
        case forced
        case amdUnverified = "amd-unverified"
        case adrenoQuantization = "adreno-quantization"
        case sharedMemory = "shared-memory"
        case assumedMinimum = "assumed-minimum"
        case mixedRequirement = "mixed-requirement"
        case desktopSwitchOff = "desktop-switch-off"
        case uncountedGPU = "uncounted-gpu"
        case otherProvider = "other-provider"
        case withoutGPU = "without-gpu"
        case notKnown = "not-known"
    }

    /// What to know besides, a sentence each.
    ///
    /// - Parameter withoutGPU: what the machine would give without its GPU, where that is worth saying.
    package func warnings(withoutGPU: Verdict? = nil) -> [String] {
        kindsAndWarnings(withoutGPU: withoutGPU).map(\.words)
    }

    /// What to know besides, each sentence with its kind.
    package func kindsAndWarnings(
        withoutGPU: Verdict?
    ) -> [(kind: Warning, words: String)] {
        var warnings: [(kind: Warning, words: String)] = []
        if isForced {
            warnings.append(
                (.forced, "Forced: \(model.id) is '\(status.rawValue)' here (\(rule.rawValue))."))
        }
        if rule == .amd {
            warnings.append(
                (.amdUnverified, "AMD acceleration should be verified after the install."))
        }
        if rule == .adreno, let words = adrenoWords {
            warnings.append((.adrenoQuantization, words))
        }
        if gpu?.pool == .addressable {
            warnings.append(
                (
                    .sharedMemory,
                    "This GPU shares the memory of the system; other programs use it too."
                ))
        }
        if comparison?.minimum.isAssumed == true {
            warnings.append(
                (
                    .assumedMinimum,
                    "The catalog states no such minimum for \(model.id); "
                        + "the document's figure stands in."
                ))
        }
        if isRequirementMixed, rule != .cudaSmall {
            warnings.append(
                (
                    .mixedRequirement,
                    "The GPUs of this machine meet what the runner's image asks differently, and its "
                        + "container asks for all of them: it may start with all or none."
                ))
        }
        if setting.hasGPUSwitch, gpu != nil, setting.desktopUsesGPU == false {
            warnings.append(
                (
                    .desktopSwitchOff,
                    "Docker Desktop's switch 'Enable GPU-backed inference' is off: models run on the "
                        + "processor until it is on."
                ))
        }
        // Equal ones are named once.
        warnings += uncountedGPUs.map { uncounted in
            "\(Sanitized.line(uncounted.gpu.name)) is not used here: \(uncounted.why)."
        }.uniqued().map { (.uncountedGPU, $0) }
        return warnings + modelWarnings + openWarnings(withoutGPU)
    }

    /// That the runner offloads models in Q4_0 alone to Adreno; nil for a model that is one.
    ///
    /// Source: docker/model-runner, `pkg/inference/backends/llamacpp/llamacpp.go`.
    private var adrenoWords: String? {
        let rule = "On Adreno only models in Q4_0 run on the GPU"
        guard let quantization = model.quantization else {
            return "\(rule); others use the processor."
        }
        if quantization.uppercased() == "Q4_0" { return nil }
        return "\(rule): \(model.id) is in \(Sanitized.line(quantization)) and uses the processor."
    }

    /// What the model itself gives to know.
    private var modelWarnings: [(kind: Warning, words: String)] {
        var warnings: [(kind: Warning, words: String)] = []
        if model.provider != Model.runnerProvider {
            let provider = Sanitized.line(model.provider)
            warnings.append(
                (
                    .otherProvider,
                    "\(model.id) is served by '\(provider)', not by the Model Runner."
                ))
        }
        return warnings
    }

    /// What could be otherwise.
    private func openWarnings(_ withoutGPU: Verdict?) -> [(kind: Warning, words: String)] {
        var warnings: [(kind: Warning, words: String)] = []
        // Where another GPU would be used then, that decides.
        if let other = withoutGPU, !isOK, uncountedGPUs.isEmpty {
            warnings.append(
                (
                    .withoutGPU,
                    "Without the GPU the verdict would be '\(other.status.rawValue)'."
                ))
        }
        if !gaps.isEmpty, rule != .insufficientEvidence {
            warnings += gaps.map { (.notKnown, "Not known: \($0.summary).") }
        }
        return warnings
    }
}

extension Verdict.UncountedGPU {
    /// Why, in the middle of a sentence.
    fileprivate var why: String {
        switch reason {
        case .platform: gpu.vendor.whereItCounts
        case .desktop where gpu.vendor == .nvidia || gpu.vendor == .amd:
            "Docker Desktop gives no such GPU to the runner; Docker Engine does"
        case .desktop, .engine: "only Docker Desktop's runner reaches it"
        case .container(let vendor):
            "the runner's container was made for \(vendor.words) GPUs"
        case .image(let vendor):
            "the engine's runtimes make the runner take the image for \(vendor.words) GPUs"
        }
    }
}

extension GPU.Vendor {
    /// On what machines a GPU of this vendor counts, in words.
    fileprivate var whereItCounts: String {
        switch self {
        case .apple: "Apple GPUs are used on macOS"
        case .nvidia: "NVIDIA GPUs are used on Linux and WSL2, and on Windows on x86-64"
        case .amd: "AMD GPUs are used on Linux with Docker Engine"
        case .adreno: "Adreno GPUs are used from 6xx on, on Windows on ARM64"
        }
    }
}
