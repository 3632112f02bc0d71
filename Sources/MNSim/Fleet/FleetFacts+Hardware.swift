package import MNCore

extension FleetFacts {
    /// What a record of the machine itself tells; nil if its Docker is on another machine, of which it tells
    /// nothing.
    package init?(_ hardware: Hardware) {
        switch hardware.enginePlace.value {
        case .elsewhere?, .context?: return nil
        case .here?, nil: break
        }
        var kind = Kind(Testimony(hardware.system), Testimony(hardware.processor))
        kind.isMemoryExact = hardware.memory.usable.value?.isNominal == false
        kind.gpus = hardware.gpus.map { FleetGPU($0, on: hardware) }.sorted()
        kind.untold = hardware.unknownVendors.map { unknown in
            Untold(unknown.vendor, unknown.gaps.first?.inWords ?? "it was not recorded")
        }.sorted { $0.vendor.rawValue < $1.vendor.rawValue }
        kind.docker = FleetDocker(hardware)
        kind.isWSL = hardware.isWSL.value
        kind.isRaspberryPi = hardware.board.value.map {
            if case .raspberryPi = $0 { true } else { false }
        }
        kind.isVirtual = hardware.notes.contains {
            if case .virtualMachine = $0 { true } else { false }
        }
        self.init(Shared(kind), memory: Testimony(hardware.memory.usable) { $0.bytes })
    }
}

extension FleetGPU {
    fileprivate init(_ gpu: GPU, on machine: Hardware) {
        let isOwn = gpu.pool != .unified
        self.init(
            gpu.vendor, name: gpu.name,
            memory: isOwn ? Testimony(gpu.memory) { $0.bytes } : .unknown("it has none of its own"),
            pool: gpu.pool,
            driver: Self.driver(gpu, on: machine))
        isExact = gpu.memory.value?.isNominal == false && isOwn
        generation = gpu.generation.value
        fault = gpu.fault.map { "\($0)" }
    }

    private static func driver(_ gpu: GPU, on machine: Hardware) -> Testimony<String> {
        guard gpu.vendor == .nvidia else { return .unknown("it is not asked for") }
        // A board's system tells what it can, and no inventory holds that.
        if machine.tegra != nil { return .unknown("the record tells none") }
        if gpu.pool == .dedicated, let gap = machine.tegraGaps.first {
            return .unknown("whether it is in a board such as IGX is not told: \(gap.inWords)")
        }
        return gpu.driverVersion.map { .value($0) } ?? .unknown("the record tells none")
    }
}

extension Testimony {
    fileprivate init<Fact>(_ fact: MNCore.Fact<Fact>, _ value: (Fact) -> Value) {
        switch fact {
        case .known(let found, _): self = .value(value(found))
        case .unknown(let gaps): self = .unknown(gaps.first?.inWords ?? "it was not recorded")
        }
    }

    fileprivate init(_ fact: MNCore.Fact<Value>) { self.init(fact) { $0 } }
}

extension Gap {
    fileprivate var inWords: String { "\(reason)" }
}
