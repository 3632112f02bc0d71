import MNCore
import MNSim

extension FleetFacts {
    /// Whether a fact holds of these machines; unknown where not enough is told.
    func truth(_ fact: PolicyFact) -> Ternary {
        switch fact {
        case .ram(let comparison, let size):
            return memory.truth(comparison, size, isNominal: !isMemoryExact)
        case .vram(let comparison, let size): return vram(comparison, size)
        case .driver(let comparison, let version): return driver(comparison, version)
        case .vendor(let vendor): return has(vendor)
        case .system(let wanted): return system.truth { Ternary($0 == wanted) }
        case .arch(let wanted): return processor.truth { Ternary($0 == wanted) }
        case .tag(let tag): return Ternary(tags.contains(tag))
        case .model(let name):
            let pattern = Glob(name)
            return Ternary(model, pattern.matches)
        case .virtual: return Ternary(isVirtual) { $0 }
        case .fleet, .shipped, .name, .pattern, .hardware, .share, .covering: return .no
        }
    }

    /// Nil asks whether there is no GPU at all that a rule knows.
    private func has(_ vendor: GPU.Vendor?) -> Ternary {
        guard let vendor else {
            if !gpus.isEmpty { return .no }
            return untold.isEmpty ? .yes : .unknown
        }
        if gpus.contains(where: { $0.vendor == vendor }) { return .yes }
        return untold.contains { $0.vendor == vendor } ? .unknown : .no
    }

    /// Of the GPU that has most memory of its own; a machine where none has any has 0.
    private func vram(_ comparison: PolicyComparison, _ size: ByteCount) -> Ternary {
        func reaches(_ comparison: PolicyComparison) -> Ternary {
            let own = gpus.filter { $0.pool != .unified }
            // A GPU of Apple or Qualcomm has none of its own.
            let mayHaveMore = untold.contains { $0.vendor == .nvidia || $0.vendor == .amd }
            return Ternary.any(
                own.map { $0.memory.truth(comparison, size, isNominal: !$0.isExact) }
                    + (mayHaveMore ? [.unknown] : [])
                    + [Testimony.value(ByteCount.zero).truth(comparison, size, isNominal: false)])
        }
        return switch comparison {
        case .moreOrEqual, .more: reaches(comparison)
        case .less: !reaches(.moreOrEqual)
        case .lessOrEqual: !reaches(.more)
        case .equal: Ternary.all([reaches(.moreOrEqual), !reaches(.more)])
        }
    }

    /// Whether it holds of every NVIDIA GPU; of a machine without one it does not.
    private func driver(_ comparison: PolicyComparison, _ wanted: DottedVersion) -> Ternary {
        let drivers = gpus.filter { $0.vendor == .nvidia }.map(\.driver)
        let mayHaveMore = untold.contains { $0.vendor == .nvidia }
        if drivers.isEmpty { return mayHaveMore ? .unknown : .no }
        return Ternary.all(
            drivers.map { driver in
                driver.truth { text in
                    DottedVersion(text)?.truth(comparison, wanted) ?? .unknown
                }
            } + (mayHaveMore ? [.unknown] : []))
    }
}

extension DottedVersion {
    /// Compares as many numbers as the other has; unknown where this one has fewer, and those are equal.
    fileprivate func truth(_ comparison: PolicyComparison, _ other: DottedVersion) -> Ternary {
        let found = Array(numbers.prefix(other.numbers.count))
        let wanted = Array(other.numbers.prefix(found.count))
        if found == wanted, found.count < other.numbers.count { return .unknown }
        let isLess = found.lexicographicallyPrecedes(wanted)
        let isMore = wanted.lexicographicallyPrecedes(found)
        return switch comparison {
        case .equal: Ternary(found == wanted)
        case .less: Ternary(isLess)
        case .lessOrEqual: Ternary(!isMore)
        case .more: Ternary(isMore)
        case .moreOrEqual: Ternary(!isLess)
        }
    }
}

extension Testimony {
    /// Whether a test holds of what is told: of several values it must be the same.
    fileprivate func truth(_ test: (Value) -> Ternary) -> Ternary {
        switch self {
        case .value(let value): return test(value)
        case .oneOf(let values):
            let truths = Set(values.map(test))
            return truths.count == 1 ? truths.first ?? .unknown : .unknown
        case .between, .unknown: return .unknown
        }
    }
}

extension Testimony<ByteCount> {
    /// The rules' share of a nominal size, in percent.
    static var nominalPercent: Int { 92 }

    /// Compares with the size on a box.
    ///
    /// - Parameter isNominal: whether it is reported as that of a box is, which falls short of it.
    func truth(
        _ comparison: PolicyComparison, _ size: ByteCount, isNominal: Bool
    ) -> Ternary {
        // The least that such a box reports; integers, as everywhere in a policy.
        let least = isNominal ? (size * Self.nominalPercent + ByteCount(99)) / 100 : size
        return switch comparison {
        case .moreOrEqual: isAtLeast(least)
        case .less: !isAtLeast(least)
        case .more: isAtLeast(size + ByteCount(1))
        case .lessOrEqual: !isAtLeast(size + ByteCount(1))
        case .equal: Ternary.all([isAtLeast(least), !isAtLeast(size + ByteCount(1))])
        }
    }

    private func isAtLeast(_ size: ByteCount) -> Ternary {
        if case .between(let low, let high) = self {
            if low >= size { return .yes }
            return high.map { $0 < size } == true ? .no : .unknown
        }
        return truth { Ternary($0 >= size) }
    }
}
