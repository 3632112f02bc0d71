import MNCore

// What a machine may be, where not all of it is told.

extension FleetFacts.Kind {
    /// The kind with all left out that no rule asks for, and sizes that no rule can tell apart made equal.
    func decisive(_ thresholds: [ByteCount]) -> Self {
        var kind = self
        kind.model = nil
        kind.tags = []
        kind.isVirtual = nil
        for index in gpus.indices {
            kind.gpus[index].memory = gpus[index].memory.reached(thresholds)
        }
        return kind
    }
}

extension FleetFacts {
    /// The facts with all left out that no rule asks for, and sizes that no rule can tell apart made equal.
    func decisive(_ thresholds: [ByteCount]) -> FleetFacts {
        FleetFacts(
            Shared(kind.value.decisive(thresholds)), memory: memory.reached(thresholds))
    }

    /// Every machine that it may be, in which a fact has one value or none; nil if these are too many.
    func points(_ thresholds: [ByteCount], limit: Int) -> [FleetFacts]? {
        var points = [self]
        func split<Value>(
            _ path: WritableKeyPath<FleetFacts, Testimony<Value>>,
            _ values: (Testimony<Value>) -> [Testimony<Value>]
        ) {
            points = points.flatMap { point in
                values(point[keyPath: path]).map { point.with(path, $0) }
            }
        }
        split(\.system) { $0.alternatives }
        split(\.processor) { $0.alternatives }
        split(\.memory) { $0.points(thresholds) }
        for index in gpus.indices {
            split(\FleetFacts.gpus[index].memory) { $0.points(thresholds) }
            split(\FleetFacts.gpus[index].driver) { $0.alternatives }
            if points.count > limit { return nil }
        }
        return points
    }

    /// What is not told, or not exactly.
    package var missing: [FleetFact] {
        FleetFact.allCases.filter { fact in
            switch fact {
            case .gpu: !untold.isEmpty
            case .gpuMemory: gpus.contains { $0.pool != .unified && $0.memory.value == nil }
            case .driver: gpus.contains { $0.vendor == .nvidia && $0.driver.value == nil }
            case .ram: memory.value == nil
            case .generation: gpus.contains { $0.vendor != .apple && $0.generation == nil }
            case .arch: processor.value == nil
            case .system: system.value == nil
            }
        }
    }

    /// The machines that it may be once this is told as well, one for each side of what rules ask of it.
    func filled(
        _ fact: FleetFact, _ thresholds: [ByteCount], _ rules: RuleTable
    ) -> [FleetFacts] {
        switch fact {
        case .gpu:
            // There is none of a vendor, or one that lacks nothing.
            return untold.reduce(into: [self]) { machines, untold in
                machines = machines.flatMap { machine in
                    var without = machine
                    without.untold.removeAll { $0.vendor == untold.vendor }
                    var with = without
                    with.gpus.append(FleetGPU(perfect: untold.vendor, rules))
                    return [without, with]
                }
            }
        case .gpuMemory:
            return filledGPUs {
                $0.pool != .unified && $0.memory.value == nil
            } with: { gpu in
                gpu.memory.open.points(thresholds).map { size in gpu.with(\.memory, size) }
            }
        case .driver:
            // The oldest and the newest that the rules know.
            let known = rules.policy.drivers.driverCUDA.map(\.driver).filter { $0.major > 0 }
            let ends = [known.min(), known.max()].compactMap { $0.map { "\($0)" } }
            return filledGPUs {
                $0.vendor == .nvidia && $0.driver.value == nil
            } with: { gpu in
                ends.map { gpu.with(\.driver, .value($0)) }
            }
        case .generation:
            return filledGPUs {
                $0.generation == nil
            } with: { gpu in
                ["5.0", "9.0"].map { gpu.with(\.generation, $0) }
            }
        case .ram:
            return memory.open.points(thresholds).map { size in with(\.memory, size) }
        case .arch: return [.x86_64, .arm64].map { with(\.processor, .value($0)) }
        case .system: return [.linux, .macos, .windows].map { with(\.system, .value($0)) }
        }
    }

    /// The machines with every GPU of a kind replaced by each that it may be.
    private func filledGPUs(
        _ isOpen: (FleetGPU) -> Bool, with values: (FleetGPU) -> [FleetGPU]
    ) -> [FleetFacts] {
        var machines = [self]
        for index in gpus.indices where isOpen(gpus[index]) {
            // So many are not tried.
            if machines.count > FleetJudge.mostFilled { break }
            machines = machines.flatMap { machine in
                values(machine.gpus[index]).map { machine.with(\.gpus[index], $0) }
            }
        }
        return machines
    }

    private func with<Value>(_ path: WritableKeyPath<FleetFacts, Value>, _ value: Value)
        -> FleetFacts
    {
        var facts = self
        facts[keyPath: path] = value
        return facts
    }
}

extension FleetGPU {
    /// One that any model runs on.
    fileprivate init(perfect vendor: GPU.Vendor, _ rules: RuleTable) {
        let isCard = vendor == .nvidia || vendor == .amd
        let newest = rules.policy.drivers.driverCUDA.map(\.driver).max()
        self.init(
            vendor, name: "GPU", memory: .value(.gibibytes(1024)),
            pool: isCard ? .dedicated : .unified,
            driver: newest.map { .value("\($0)") } ?? .unknown("no driver is known"))
        generation = "9.0"
    }

    fileprivate func with<Value>(_ path: WritableKeyPath<FleetGPU, Value>, _ value: Value)
        -> FleetGPU
    {
        var gpu = self
        gpu[keyPath: path] = value
        return gpu
    }
}

extension Testimony {
    /// Each of the values that are told, alone.
    fileprivate var alternatives: [Testimony] {
        if case .oneOf(let values) = self { values.map { .value($0) } } else { [self] }
    }
}

extension Testimony<ByteCount> {
    /// What is told of it; of nothing, any size.
    fileprivate var open: Testimony {
        if case .unknown = self { .between(ByteCount(1), nil) } else { self }
    }
}
