package import MNCore
package import MNSim

/// A known machine beside another: how far they are apart, and in what.
package struct Neighbour: Hashable, Sendable {
    package var profile: String
    package var title: String
    package var differences: [ProfileDifference.Fact]
    package var decision: Decision

    /// The machine among these that is nearest by its facts; nil if there are none.
    ///
    /// Of machines that are equally near the first by its id.
    package static func nearest(
        to hardware: Hardware, among profiles: [Profile], model: Model, backend: Backend?,
        _ rules: RuleTable
    ) async -> Neighbour? {
        var best: (distance: Double, profile: Profile, hardware: Hardware)?
        for profile in profiles {
            let other = await Hardware.probe(ReplayMachine(profile))
            let distance = distance(hardware, other)
            if let best, best.distance <= distance { continue }
            best = (distance, profile, other)
        }
        guard let best else { return nil }
        return Neighbour(best.profile, best.hardware, beside: hardware, model, backend, rules)
    }

    /// This machine beside that of a profile.
    package static func of(
        _ profile: Profile, beside hardware: Hardware, model: Model, backend: Backend?,
        _ rules: RuleTable
    ) async -> Neighbour {
        let other = await Hardware.probe(ReplayMachine(profile))
        return Neighbour(profile, other, beside: hardware, model, backend, rules)
    }

    private init(
        _ profile: Profile, _ other: Hardware, beside hardware: Hardware, _ model: Model,
        _ backend: Backend?, _ rules: RuleTable
    ) {
        self.profile = profile.id
        title = profile.title
        differences = ProfileDifference.facts(hardware.rows, other.rows)
        decision = rules.decision(model, backend: backend, on: other)
    }

    // MARK: - How far

    /// How far two machines are apart: what decides more weighs more, and sizes by how many times.
    private static func distance(_ left: Hardware, _ right: Hardware) -> Double {
        var distance = 0.0
        for (name, weight) in [
            (FactName.system, 40.0), (.processor, 20), (.wsl, 20), (.engineKind, 10),
            (.enginePlace, 10), (.board, 2), (.engineRuntimes, 4), (.runner, 4), (.toolkit, 2),
            (.release, 1),
        ] where left.reading(name)?.value != right.reading(name)?.value { distance += weight }
        distance += 4 * times(left.memory.usable.value?.bytes, right.memory.usable.value?.bytes)
        distance += left.processorName == right.processorName ? 0 : 1
        let count = max(left.gpus.count, right.gpus.count)
        for index in 0..<count {
            guard index < left.gpus.count, index < right.gpus.count else {
                distance += 30
                continue
            }
            distance += Self.distance(left.gpus[index], right.gpus[index])
        }
        let unknown = Set(left.unknownVendors.map(\.vendor))
            .symmetricDifference(right.unknownVendors.map(\.vendor))
        return distance + Double(unknown.count) * 15
    }

    private static func distance(_ left: GPU, _ right: GPU) -> Double {
        var distance = left.vendor == right.vendor ? 0.0 : 40
        distance += left.pool == right.pool ? 0 : 10
        distance += left.name == right.name ? 0 : 4
        distance += left.generation.value == right.generation.value ? 0 : 4
        distance += left.driverVersion == right.driverVersion ? 0 : 3
        distance += (left.fault == nil) == (right.fault == nil) ? 0 : 20
        return distance + 6 * times(left.memory.value?.bytes, right.memory.value?.bytes)
    }

    /// How many times more one is than the other, less one; at most 8.
    private static func times(_ left: ByteCount?, _ right: ByteCount?) -> Double {
        guard left != right else { return 0 }
        guard let left, let right, min(left, right) > .zero else { return 8 }
        return min(8, Double(max(left, right)) / Double(min(left, right)) - 1)
    }
}

extension Neighbour {
    package var json: JSON {
        [
            "profile": .string(profile), "title": .string(title),
            "status": .string(decision.status.rawValue), "rule": .string(decision.rule.rawValue),
            "differs": .array(
                differences.map {
                    [
                        "fact": .string($0.label), "here": .string(orNull: $0.left),
                        "there": .string(orNull: $0.right),
                    ]
                }),
        ]
    }
}
