import MNCore

// Two rows of one machine, of which it is not told which was seen last.

extension FleetFacts {
    /// What both tell; where they differ it is not known.
    func agreeing(with other: FleetFacts) -> FleetFacts {
        if self == other { return self }
        // What Docker is tells only the machine's own record, which beats all else.
        if (docker == nil) != (other.docker == nil) { return docker == nil ? other : self }
        var both = self
        both.system = system.agreeing(with: other.system)
        both.processor = processor.agreeing(with: other.processor)
        both.memory = memory.agreeing(with: other.memory)
        both.isMemoryExact = isMemoryExact && other.isMemoryExact
        if docker != other.docker { both.system = .differing }
        both.isWSL = isWSL == other.isWSL ? isWSL : nil
        both.isRaspberryPi = isRaspberryPi == other.isRaspberryPi ? isRaspberryPi : nil
        both.isVirtual = isVirtual == other.isVirtual ? isVirtual : nil
        both.model = model == other.model ? model : nil
        both.tags = tags.filter(other.tags.contains)
        both.untold = (untold + other.untold).uniqued()
        let isSameCards =
            gpus.count == other.gpus.count
            && zip(gpus, other.gpus).allSatisfy { $0.isSameCard(as: $1) }
        if isSameCards {
            both.gpus = zip(gpus, other.gpus).map { $0.agreeing(with: $1) }.sorted()
        } else {
            both.gpus = gpus.filter(other.gpus.contains)
            for gpu in gpus + other.gpus where !both.gpus.contains(gpu) {
                both.untold.append(Untold(gpu.vendor, FleetFacts.differ))
            }
        }
        var vendors: Set<GPU.Vendor> = []
        both.untold = both.untold.filter { vendors.insert($0.vendor).inserted }
            .sorted { $0.vendor.rawValue < $1.vendor.rawValue }
        return both
    }

    fileprivate static let differ = "rows of one machine differ in it"
}

extension FleetGPU {
    fileprivate func isSameCard(as other: FleetGPU) -> Bool {
        (vendor, name, pool) == (other.vendor, other.name, other.pool)
            && (isExact, fault) == (other.isExact, other.fault)
    }

    fileprivate func agreeing(with other: FleetGPU) -> FleetGPU {
        var both = self
        both.memory = memory.agreeing(with: other.memory)
        both.driver = driver.agreeing(with: other.driver)
        both.generation = generation == other.generation ? generation : nil
        return both
    }
}

extension Testimony {
    fileprivate static var differing: Testimony { .unknown(FleetFacts.differ) }

    fileprivate func agreeing(with other: Testimony) -> Testimony {
        self == other ? self : .differing
    }
}
