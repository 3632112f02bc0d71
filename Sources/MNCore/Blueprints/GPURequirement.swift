/// GPUs that a machine must have: each meets all of it alone.
package struct GPURequirement: Hashable, Sendable {
    package var count = 1
    /// In lower case: `nvidia`.
    package var vendor: String?
    /// What programs reach it by, in lower case: `cuda`.
    package var driver: String?
    package var memory: ByteCount?
    package var memoryComparison = MachineRequirements.Comparison.atLeast
    /// The version of the driver's interface: with `cuda` the highest CUDA that it offers.
    package var version: DottedVersion?
    package var versionComparison = MachineRequirements.Comparison.atLeast
    /// One of these is enough; in lower case, with dashes: `nvidia-h100`.
    package var capabilities: [String] = []
    package var enforcement = MachineRequirements.Enforcement.wish
    /// Keys that look like demands and cannot be read: whether they are met is not known.
    package var unread: [String] = []
    var pointer = JSONPointer()

    /// The vendors that answer to each driver.
    static let drivers: [String: GPU.Vendor] = [
        "cuda": .nvidia, "rocm": .amd, "metal": .apple, "opencl": .adreno,
    ]
    /// Other names of vendors.
    static let vendors: [String: GPU.Vendor] = ["qualcomm": .adreno]

    static func vendor(_ name: String) -> GPU.Vendor? {
        GPU.Vendor(rawValue: name) ?? vendors[name]
    }
}

extension GPURequirement {
    /// What a GPU lacks, or does not tell.
    private struct Look {
        var truth = Ternary.yes
        /// The keys that it does not meet.
        var unmet: [String] = []
        /// The keys of which it is not known.
        var unknown: [String] = []
        /// The same in words.
        var words: [String] = []
        var gaps: [Gap] = []

        /// - Parameters:
        ///   - lack: what is said where it is not met.
        ///   - name: what is not told where it is not known.
        mutating func add(
            _ key: String, _ truth: Ternary, lack: String, name: String = "", _ gaps: [Gap] = []
        ) {
            self.truth = Ternary.all([self.truth, truth])
            if truth == .yes { return }
            if truth == .no { unmet.append(key) } else { unknown.append(key) }
            words.append(truth == .no ? lack : "its \(name) is not known")
            if truth == .unknown { self.gaps += gaps }
        }
    }

    /// One GPU must meet all of it at once; of the machine there must be as many as are demanded.
    func finding(on hardware: Hardware, _ policy: Policy) -> MachineRequirements.Finding {
        let looks = hardware.gpus.map { look(at: $0, hardware, policy) }
        let suiting = looks.count { $0.truth == .yes }
        let open = looks.count { $0.truth == .unknown }
        let hidden = hardware.unknownVendors.filter { mayBe($0.vendor) }
        let read: Ternary =
            suiting >= count
            ? .yes : suiting + open >= count || !hidden.isEmpty ? .unknown : .no
        let truth = Ternary.all([read, unread.isEmpty ? .yes : .unknown])
        let devices = zip(hardware.gpus, looks).map { gpu, look in
            json(of: gpu, look, hardware, policy)
        }
        return MachineRequirements.Finding(
            name: "gpu", truth: truth, enforcement: enforcement,
            sentence: sentence(hardware, looks.map(\.words), hidden.map(\.vendor), policy),
            expected: expected,
            actual: [
                "resource": "gpu", "gpu_count": .integer(looks.count), "devices": .array(devices),
            ],
            comparison: comparison(hardware, policy),
            evidence: hardware.gpus.flatMap { $0.sighting + $0.memory.evidence }.uniqued(),
            gaps: truth == .unknown
                ? (looks.flatMap(\.gaps) + hidden.flatMap(\.gaps)).uniqued() : [],
            pointer: pointer)
    }

    /// The most memory of a GPU that might be meant, beside what is demanded.
    private func comparison(
        _ hardware: Hardware, _ policy: Policy
    ) -> Verdict.Comparison? {
        let sizes = hardware.gpus.filter { mayBe($0.vendor) }.compactMap(\.memory.value)
        guard let memory, let most = sizes.max(by: { $0.bytes < $1.bytes }) else { return nil }
        return .init(
            found: most,
            minimum: .init(.videoMemory, gigabytes: memory.gibibytes, isAssumed: false),
            policy: policy)
    }

    private func look(at gpu: GPU, _ hardware: Hardware, _ policy: Policy) -> Look {
        var look = Look()
        if let vendor {
            let isSame = Self.vendor(vendor) == gpu.vendor
            look.add("vendor", Ternary(isSame), lack: "not of \(vendor)")
        }
        if let driver {
            look.add(
                "driver", Self.reaches(driver, gpu), lack: "not reached by \(driver)",
                name: "driver", gpu.generation.gaps)
        }
        // What cannot be used now reaches no program.
        if let fault = gpu.fault { look.add("usable", .no, lack: "not usable: \(fault)") }
        if let memory {
            look.add(
                "min_memory_mb", compare(gpu.memory.value, memory, policy),
                lack: memoryComparison == .equal ? "other memory" : "too little memory",
                name: "memory", gpu.memory.gaps)
        }
        if let version {
            let found = Self.version(gpu, hardware, policy)
            look.add(
                "min_api_version",
                Ternary(found) { found in
                    Self.holds(found < version, version < found, versionComparison)
                }, lack: "its version is \(found.map { "\($0)" } ?? "unknown")",
                name: "version", gpu.cuda.gaps)
        }
        if !capabilities.isEmpty {
            let known = hardware.capabilities(of: gpu)
            let isMet = capabilities.contains(where: known.contains)
            let isOpen = hardware.mayHaveCapabilities && gpu.vendor == .nvidia
            look.add(
                "required_capabilities", isMet ? .yes : isOpen ? .unknown : .no,
                lack: "none of the capabilities", name: "name")
        }
        return look
    }

    /// Whether the machine's own driver lets programs reach a GPU so.
    private static func reaches(_ driver: String, _ gpu: GPU) -> Ternary {
        guard drivers[driver] == gpu.vendor else { return .no }
        // The interface of ROCm is there where it tells the generation (hardware.md §5).
        guard driver == "rocm" else { return .yes }
        if gpu.generation.value != nil { return .yes }
        let isAbsent = gpu.generation.gaps.allSatisfy { $0.reason == .absent }
        return isAbsent ? .no : .unknown
    }

    /// Whether a GPU of this vendor might meet it.
    private func mayBe(_ vendor: GPU.Vendor) -> Bool {
        (self.vendor.map { Self.vendor($0) == vendor } ?? true)
            && (driver.map { Self.drivers[$0] == vendor } ?? true)
    }

    /// The highest version of the driver's interface; nil where it is not told.
    private static func version(
        _ gpu: GPU, _ hardware: Hardware, _ policy: Policy
    ) -> DottedVersion? {
        gpu.cuda.value ?? hardware.cudaSupport(gpu, policy.drivers)?.cuda
            ?? gpu.driverVersion.flatMap { DottedVersion($0) }.flatMap {
                gpu.vendor == .nvidia ? policy.drivers.cuda(of: $0) : nil
            }
    }

    private func compare(
        _ found: MemorySize?, _ wanted: ByteCount, _ policy: Policy
    ) -> Ternary {
        guard let found else { return .unknown }
        let isMore = found.bytes > wanted
        let isEnough =
            policy.suffices(
                found,
                Requirements.Minimum(
                    .videoMemory, gigabytes: wanted.gibibytes, isAssumed: false)) == .yes
        // What is printed on the box counts, of which somewhat less is reported.
        return Ternary(Self.holds(!isEnough, isMore, memoryComparison))
    }

    private static func holds(
        _ isLess: Bool, _ isMore: Bool, _ comparison: MachineRequirements.Comparison
    ) -> Bool {
        switch comparison {
        case .atLeast: !isLess
        case .more: isMore
        case .equal: !isLess && !isMore
        }
    }
}

// In words and as JSON.

extension GPURequirement {
    private func sentence(
        _ hardware: Hardware, _ lacks: [[String]], _ hidden: [GPU.Vendor], _ policy: Policy
    ) -> String {
        let verb = enforcement == .hard ? "needs" : "wishes for"
        var sentence = "The blueprint \(verb) \(words); "
        let shown = zip(hardware.gpus, lacks).prefix(Self.shownLimit).map { gpu, lacks in
            let size = gpu.memory.value.map { [words($0, policy)] } ?? []
            let inside = size + lacks
            return gpu.name + (inside.isEmpty ? "" : " (\(inside.joined(separator: ", ")))")
        }
        if !shown.isEmpty {
            sentence += "this machine has \(Words.list(shown))"
            let rest = hardware.gpus.count - shown.count
            sentence += rest > 0 ? " and \(Words.count(rest, "other"))" : ""
        }
        if !unread.isEmpty {
            sentence += shown.isEmpty ? "this machine has none that is supported" : ""
            return sentence + "; what \(Words.list(unread)) demands cannot be read."
        }
        if hidden.isEmpty {
            return sentence + (shown.isEmpty ? "this machine has none that is supported." : ".")
        }
        let vendors = Words.list(hidden.map(\.words), "or")
        return sentence + (shown.isEmpty ? "" : "; ")
            + "it cannot be told whether it has one of \(vendors)."
    }

    /// A size, with as many decimals as tell it from what is demanded.
    private func words(_ size: MemorySize, _ policy: Policy) -> String {
        guard let memory else { return "\(size)" }
        let minimum = Requirements.Minimum(
            .videoMemory, gigabytes: memory.gibibytes, isAssumed: false)
        return Verdict.Comparison(found: size, minimum: minimum, policy: policy).foundWords
    }

    /// The most GPUs that a sentence names.
    private static let shownLimit = 3

    /// `1 GPU of nvidia by cuda with at least 48 GiB`.
    private var words: String {
        var parts = [Words.count(count, "GPU")]
        if let vendor { parts.append("of \(vendor)") }
        if let driver { parts.append("by \(driver)") }
        func bound(_ comparison: MachineRequirements.Comparison, _ value: String) -> String {
            switch comparison {
            case .atLeast: "at least \(value)"
            case .more: "more than \(value)"
            case .equal: "\(value)"
            }
        }
        var with: [String] = []
        if let memory { with.append(bound(memoryComparison, "\(memory)")) }
        if let version {
            with.append(
                bound(versionComparison, "\(driver == "cuda" ? "CUDA" : "version") \(version)"))
        }
        if !capabilities.isEmpty {
            with.append("the name or capability " + Words.list(capabilities, "or"))
        }
        return parts.joined(separator: " ") + (with.isEmpty ? "" : " with " + Words.list(with))
    }

    private var expected: JSON {
        [
            "resource": "gpu", "min_count": .integer(count), "vendor": .string(orNull: vendor),
            "driver": .string(orNull: driver),
            "min_memory_mb": memory.map { JSON.gigabytes($0.mebibytes) } ?? .null,
            "memory_operator": .string(memoryComparison.rawValue),
            "min_api_version": .string(orNull: version.map { "\($0)" }),
            "api_version_operator": .string(versionComparison.rawValue),
            "required_capabilities": .strings(capabilities),
            "enforcement": .string(enforcement.rawValue),
        ]
    }

    private func json(
        of gpu: GPU, _ look: Look, _ hardware: Hardware, _ policy: Policy
    ) -> JSON {
        [
            "name": .string(gpu.name), "vendor": .string(gpu.vendor.rawValue),
            "driver": .string(
                orNull: Self.drivers.first { $0.value == gpu.vendor && gpu.fault == nil }?.key),
            "api_version": .string(
                orNull: Self.version(gpu, hardware, policy).map { "\($0)" }),
            "memory_total_mb": gpu.memory.value.map {
                .integer(Int(saturating: $0.bytes.mebibytes))
            } ?? .null,
            "capabilities": .strings(hardware.capabilities(of: gpu).sorted()),
            "unmet": .strings(look.unmet), "unknown": .strings(look.unknown),
        ]
    }
}

extension Hardware {
    /// What the machine's variables say, and the name of this GPU: `nvidia-h100`.
    func capabilities(of gpu: GPU) -> Set<String> {
        let stated = (capabilities.value ?? []).map { $0.replacing("_", with: "-") }
        return Set(stated).union(gpu.capabilities)
    }
}
