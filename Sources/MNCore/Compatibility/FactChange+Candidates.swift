// The changes of a machine that could turn its verdict: the values that the conditions of the rules name.

extension RuleTable {
    /// The most changes that are tried on one machine, alone and in twos.
    static let changesTried = 50

    /// What could be otherwise on a machine, each to a value that a condition names.
    package func changes(_ model: Model, _ hardware: Hardware) -> [FactChange] {
        let named = namedConditions
        let changes =
            memoryChanges(model, hardware, named) + gpuChanges(model, hardware, named)
            + engineChanges(hardware, named) + systemChanges(hardware, named)
            + capabilityChanges(model, hardware, named) + newGPUs(model, hardware, named)
        return changes.uniqued().filter { $0.from != $0.to }
    }

    /// Every condition that a rule asks for.
    package var namedConditions: Set<Condition> {
        Set((rules.flatMap(\.conditions) + listings.flatMap(\.conditions)).flatMap(\.leaves))
    }

    /// Those of them that are about Docker, which hang on no model.
    ///
    /// - Parameter named: the conditions that are asked for, which are the same on every machine.
    package func dockerChanges(
        _ hardware: Hardware, _ named: Set<Condition>
    ) -> [FactChange] {
        engineChanges(hardware, named).uniqued().filter { $0.from != $0.to }
    }

    private func memoryChanges(
        _ model: Model, _ hardware: Hardware, _ named: Set<Condition>
    ) -> [FactChange] {
        let minimums = named.compactMap { condition -> Requirements.Minimum? in
            if case .memorySuffices(let kind) = condition { model.requirements[kind] } else { nil }
        }.sorted { ($0.bytes, $0.kind.rawValue) < ($1.bytes, $1.kind.rawValue) }
        return minimums.compactMap {
            size(.usableMemory, hardware.memory.usable, $0)
        }
    }

    /// The change of a size to the other side of a minimum; nil if there is none.
    private func size(
        _ name: FactName, _ fact: Fact<MemorySize>, _ minimum: Requirements.Minimum
    ) -> FactChange? {
        if minimum.bytes == .zero { return nil }
        let least = policy.leastBytes(minimum, isNominal: fact.value?.isNominal ?? true)
        guard let found = fact.value else {
            return FactChange(name, from: nil, to: .size(least), minimum: minimum)
        }
        // Just below, if it is met.
        let new = found.bytes < least ? least : least - ByteCount(1)
        return FactChange(name, from: .size(found.bytes), to: .size(new), minimum: minimum)
    }

    private func gpuChanges(
        _ model: Model, _ hardware: Hardware, _ named: Set<Condition>
    ) -> [FactChange] {
        var changes: [FactChange] = []
        for (index, gpu) in hardware.gpus.prefix(8).enumerated()
        where named.contains(.gpu(gpu.vendor)) {
            let name = Sanitized.line(gpu.name)
            let minimum =
                gpu.pool == .unified
                ? model.requirements.unifiedMemory : model.requirements.videoMemory
            changes += [size(.gpu(index, .memory), gpu.memory, minimum)].compactMap(\.self)
            if gpu.fault != nil {
                changes.append(
                    FactChange(
                        .gpu(index, .usable), from: .flag(false), to: .flag(true), subject: name))
            }
            changes += driverChanges(index, gpu, name, hardware)
            changes.append(
                FactChange(
                    .gpu(index, .present), from: .flag(true), to: .flag(false), subject: name))
        }
        return changes
            + hardware.unknownVendors.indices.map { index in
                FactChange(
                    .unknownVendor(index), from: nil, to: .flag(false),
                    subject: hardware.unknownVendors[index].vendor.words)
            }
    }

    /// The driver and the generation at the other side of what the runner's build asks.
    private func driverChanges(
        _ index: Int, _ gpu: GPU, _ name: String, _ hardware: Hardware
    ) -> [FactChange] {
        guard gpu.vendor == .nvidia else { return [] }
        var working = gpu
        working.fault = nil
        guard let support = hardware.cudaSupport(working, policy.drivers) else { return [] }
        var changes: [FactChange] = []
        if let needed = support.neededDriver {
            let isEnough = support.driver.map { !($0 < needed) } ?? false
            let rows = policy.drivers.driverCUDA.map(\.driver)
            if let driver = isEnough ? rows.filter({ $0 < needed }).max() : needed {
                changes.append(
                    FactChange(
                        .gpu(index, .driver), from: gpu.driverVersion.map { .text($0) },
                        to: .text("\(driver)"), subject: name))
            }
        }
        if let least = support.leastGeneration, !support.isGenerationProven {
            changes.append(
                FactChange(
                    .gpu(index, .generation), from: gpu.generation.value.map { .text($0) },
                    to: .text("\(least)"), subject: name))
        }
        return changes
    }

    private func engineChanges(_ hardware: Hardware, _ named: Set<Condition>) -> [FactChange] {
        var changes: [FactChange] = []
        if named.contains(.engineElsewhere), let place = hardware.reading(.enginePlace)?.value {
            changes.append(FactChange(.enginePlace, from: place, to: .text("here")))
        }
        if named.contains(.dockerDesktop) {
            let kind = hardware.isDockerDesktop ? Hardware.EngineKind.engine : .desktop
            changes.append(
                FactChange(
                    .engineKind, from: hardware.reading(.engineKind)?.value,
                    to: .text(kind.rawValue)))
        }
        if let runner = hardware.runner.value ?? nil, let state = runner.state {
            changes.append(FactChange(.runner, from: .text(state), to: .text("none")))
        }
        if let engine = hardware.engine.value {
            // The runtimes that choose the image: what is there may go, what is not may come.
            for (runtime, condition) in [
                ("nvidia", Condition.imageForNVIDIA), ("rocm", .imageForAMD),
            ] where named.contains(condition) {
                let others = engine.runtimes.filter { $0 != runtime }
                let isThere = others.count < engine.runtimes.count
                changes.append(
                    FactChange(
                        .engineRuntimes, from: .list(engine.runtimes),
                        to: .list(isThere ? others : (others + [runtime]).sorted())))
            }
        }
        if case .known(let toolkit?, _) = hardware.toolkit, named.contains(.driverSuffices),
            let unchecked = policy.drivers.toolkits.last?.from
        {
            changes.append(
                FactChange(
                    .toolkit, from: .text("\(toolkit.version)"), to: .text("\(unchecked)")))
        }
        return changes
    }

    private func systemChanges(_ hardware: Hardware, _ named: Set<Condition>) -> [FactChange] {
        var changes: [FactChange] = []
        for processor in Hardware.Processor.allCases
        where processor != .other && named.contains(.processor(processor)) {
            changes.append(
                FactChange(
                    .processor, from: hardware.reading(.processor)?.value,
                    to: .text(processor.rawValue)))
        }
        if named.contains(.raspberryPi), case .raspberryPi(let model)? = hardware.board.value {
            changes.append(FactChange(.board, from: .text(model), to: .text("")))
        }
        for system in Hardware.System.allCases
        where system != .other && named.contains(.system(system)) {
            changes.append(
                FactChange(
                    .system, from: hardware.reading(.system)?.value, to: .text(system.rawValue)))
        }
        if named.contains(.wsl), hardware.system.value == .linux {
            let flag = hardware.isWSL.value != true
            changes.append(
                FactChange(.wsl, from: hardware.reading(.wsl)?.value, to: .flag(flag)))
        }
        return changes
    }

    private func capabilityChanges(
        _ model: Model, _ hardware: Hardware, _ named: Set<Condition>
    ) -> [FactChange] {
        guard named.contains(.capabilitiesMet) else { return [] }
        let own = hardware.capabilities.value ?? []
        return model.requiredCapabilities.prefix(4)
            .filter { !hardware.allCapabilities.contains($0.lowercased()) }
            .map {
                FactChange(.capabilities, from: .list(own), to: .list(own + [$0.lowercased()]))
            }
    }

    /// GPUs that are not there, with the memory that the model needs.
    private func newGPUs(
        _ model: Model, _ hardware: Hardware, _ named: Set<Condition>
    ) -> [FactChange] {
        GPU.Vendor.allCases.compactMap { vendor in
            guard named.contains(.gpu(vendor)),
                !hardware.gpus.contains(where: { $0.vendor == vendor })
            else { return nil }
            let isCard = vendor == .nvidia || vendor == .amd
            let minimum =
                isCard ? model.requirements.videoMemory : model.requirements.unifiedMemory
            return FactChange(
                .anotherGPU(vendor), from: .text("none"), to: .size(minimum.bytes),
                minimum: minimum)
        }
    }
}

extension Condition {
    /// The conditions without parts in this one.
    fileprivate var leaves: [Condition] {
        switch self {
        case .not(let condition): condition.leaves
        case .any(let conditions), .all(let conditions): conditions.flatMap(\.leaves)
        default: [self]
        }
    }
}
