/// The rules that decide whether a model suits a machine, as data.
package struct RuleTable: Hashable, Sendable {
    /// Where a GPU of a vendor counts; elsewhere it is reported, and the machine is judged without it.
    package struct Listing: Hashable, Sendable {
        package var vendor: GPU.Vendor
        package var conditions: [Condition]

        package init(_ vendor: GPU.Vendor, when conditions: [Condition]) {
            self.vendor = vendor
            self.conditions = conditions
        }
    }

    package var policy: Policy
    package var listings: [Listing]
    /// First match wins.
    package var rules: [Rule]

    package static let standard = RuleTable(
        policy: .standard, listings: standardListings, rules: standardRules)

    private static let standardListings = [
        Listing(.apple, when: [.system(.macos)]),
        Listing(
            .nvidia,
            when: [
                .any([
                    .all([
                        .system(.linux), .any([.processor(.x86_64), .processor(.arm64)]),
                        // Docker Desktop for Linux reaches no GPU, that for Windows on ARM64 Adreno alone
                        // (docker/desktop-linux#213; cuda-runner.md).
                        .any([.not(.dockerDesktop), .all([.wsl, .processor(.x86_64)])]),
                    ]),
                    .all([.system(.windows), .processor(.x86_64)]),
                ]),
                .not(.imageForAMD),
            ]),
        Listing(
            .amd,
            when: [.system(.linux), .not(.wsl), .not(.dockerDesktop), .not(.imageForNVIDIA)]),
        Listing(
            .adreno,
            when: [.system(.windows), .processor(.arm64), .dockerDesktop, .gpuUsable]),
    ]

    private static let standardRules = [
        Rule(
            .unsupportedBackend, when: [.not(.backendListed)], .fail, isForceable: false,
            Accelerator.none),
        // What decides is the hardware of the engine's machine, which is not this one.
        Rule(.insufficientEvidence, when: [.engineElsewhere], .fail, Accelerator.none),
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
        Rule(.missingCapability, when: [.not(.capabilitiesMet)], .fail, Accelerator.none),

        Rule(
            .appleEngine, when: [.gpu(.apple), .gpuMemorySuffices, .not(.dockerDesktop)], .fail,
            Accelerator.none),
        Rule(
            .appleSilicon, when: [.gpu(.apple), .gpuMemorySuffices], .pass, .metal,
            measure: .gpuMemory, row: .appleSilicon16),
        Rule(
            .appleSiliconSmall, when: [.gpu(.apple)], .fail, .metal, measure: .gpuMemory,
            row: .appleSilicon8),

        // A GPU that is too small is told so, whatever else is wrong with it.
        Rule(
            .cudaSmall, when: [.gpu(.nvidia), .gpuMemoryKnown, .not(.gpuMemorySuffices)], .fail,
            .cuda, measure: .gpuMemory, row: .cuda6),
        Rule(.cudaUnusable, when: [.gpu(.nvidia), .not(.gpuUsable)], .fail, .cuda),
        Rule(
            .cudaEngine, when: [.gpu(.nvidia), .not(.engineGivesNVIDIA)], .fail, Accelerator.none),
        Rule(
            .cudaUnknown,
            when: [.gpu(.nvidia), .any([.not(.gpuMemoryKnown), .not(.driverDecided)])],
            .warning, .cuda),
        Rule(
            .cudaDriver, when: [.gpu(.nvidia), .not(.driverSuffices)], .warning, .cuda,
            measure: .gpuMemory),
        Rule(
            .cuda, when: [.gpu(.nvidia), .system(.linux), .processor(.x86_64)], .pass,
            .cuda, measure: .gpuMemory, row: .cudaLinux),
        Rule(
            .cudaARM64, when: [.gpu(.nvidia), .system(.linux), .processor(.arm64)], .pass,
            .cuda, measure: .gpuMemory, row: .cudaLinuxARM64),
        Rule(
            .cudaWindows, when: [.gpu(.nvidia), .system(.windows)], .pass,
            .cuda, measure: .gpuMemory),

        Rule(
            .amdUnknown,
            when: [
                .gpu(.amd),
                .any([.not(.gpuMemoryKnown), .all([.gpuMemorySuffices, .not(.gpuCodeKnown)])]),
            ],
            .warning, nil),
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
            .amd, when: [.gpu(.amd), .gpuMemorySuffices], .warning, nil, measure: .gpuMemory,
            row: .amdLinux),
        Rule(.amdSmall, when: [.gpu(.amd)], .fail, nil, measure: .gpuMemory),

        Rule(
            .adreno, when: [.gpu(.adreno), .gpuMemorySuffices], .warning, .opencl,
            measure: .gpuMemory, row: .adreno),
        Rule(.adrenoSmall, when: [.gpu(.adreno)], .fail, .opencl, measure: .gpuMemory),

        // From here on the machine has no GPU that counts.
        // The runner's images are of x86_64 and ARM64 (docker/model-runner, `.github/workflows/release.yml`).
        Rule(
            .cpuAccepted,
            when: [
                .not(.system(.macos)), .not(.processor(.arm32)), .memorySuffices(.acceptedMemory),
            ],
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

extension Catalog {
    /// The rules, with the catalog's data of drivers.
    package var rules: RuleTable {
        var rules = RuleTable.standard
        rules.policy.ownDrivers = ownDrivers
        return rules
    }
}

extension RuleTable {
    /// A verdict with what is needed to speak of it: other models that suit, and the machine without GPU.
    package struct Advice: Sendable {
        package var verdict: Verdict
        package var alternatives: [Model]
        /// Nil where the verdict is not one on a GPU that is too small or unusable.
        package var withoutGPU: Verdict?

        package var message: String { verdict.message }
        package var warnings: [String] { verdict.warnings(withoutGPU: withoutGPU) }
        package var fixes: [String] { verdict.fixes(alternatives: alternatives) }
        package var help: String { verdict.help(alternatives: alternatives) }
    }

    /// Judges a model, and finds what to advise if it does not suit.
    ///
    /// - Parameter suitable: the models that suit this machine, see `suitable(in:on:)`.
    package func advice(
        _ model: Model, backend: Backend? = nil, on machine: PreparedMachine, force: Bool = false,
        suitable: [Model]
    ) -> Advice {
        let verdict = verdict(model, backend: backend, on: machine, force: force)
        if verdict.status.isAccepted {
            return Advice(verdict: verdict, alternatives: [], withoutGPU: nil)
        }
        let size = model.requirements.videoMemory.bytes
        return Advice(
            verdict: verdict,
            alternatives: suitable.filter {
                $0.id != model.id && $0.requirements.videoMemory.bytes <= size
            },
            withoutGPU: withoutGPU(verdict, machine.hardware))
    }

    /// The models of a catalog that suit a machine, the most demanding first.
    package func suitable(in catalog: Catalog, on machine: PreparedMachine) -> [Model] {
        catalog.models
            .filter { model in
                model.provider == Model.runnerProvider
                    && decision(model, on: machine).status.isAccepted
            }
            .sorted {
                ($1.requirements.videoMemory.bytes, $0.id)
                    < ($0.requirements.videoMemory.bytes, $1.id)
            }
    }

    private func withoutGPU(_ verdict: Verdict, _ hardware: Hardware) -> Verdict? {
        switch verdict.rule {
        case .cudaSmall, .cudaUnusable, .cudaEngine, .amdSmall:
            var bare = hardware
            bare.gpus = []
            bare.unknownVendors = []
            return self.verdict(verdict.model, backend: verdict.backend, on: bare)
        default: return nil
        }
    }
}

extension RuleTable.Advice {
    /// The object under `compatibility`: the keys that programs know, then ours; all a promise.
    package func json(isSimulated: Bool) -> JSON {
        let verdict = verdict
        return [
            "model_id": .string(verdict.model.id),
            "docker_model": .string(verdict.model.reference),
            "backend": .string(verdict.backend.name),
            "status": .string(verdict.status.rawValue),
            "ok": .bool(verdict.isOK),
            "accelerator": .string(verdict.accelerator.rawValue),
            "message": .string(message),
            "help": .string(help),
            "force_required": .bool(verdict.needsForce),
            "warnings": .strings(warnings),
            "rule": .string(verdict.rule.rawValue),
            "evidence": .array(verdict.evidence.map(\.json)),
            "missing": .array(verdict.gaps.map(\.json)),
            "fixes": .strings(fixes),
            "forced": .bool(verdict.isForced),
            "found_bytes": .integer(orNull: verdict.comparison?.found.bytes),
            "needed_bytes": .integer(orNull: verdict.comparison?.minimum.bytes),
            "assumed": .strings(verdict.assumed.names),
            "driver": verdict.cudaSupport?.json ?? .null,
            "simulated": .bool(isSimulated),
        ]
    }
}

extension Evidence {
    /// Where the evidence lies, and the raw text there.
    package var json: JSON {
        ["id": .string(description), "quote": .string(Sanitized.line(quote))]
    }
}

extension Gap {
    package var json: JSON {
        ["id": .string("\(access)"), "reason": .string("\(reason)"), "fix": .string(fix)]
    }
}
