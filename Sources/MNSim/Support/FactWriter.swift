package import MNCore
import MNSim

/// Changes the evidence of a machine so that one fact of it says something else.
///
/// It knows no format: it looks in the answers that a fact was read from for the text that gave the value,
/// puts another in its place, and keeps what the probe then reads as wanted, and nothing else otherwise.
package struct FactWriter: Sendable {
    private let recording: Recording
    /// What the machine answers to other questions.
    private let rest: Outcome

    package init(_ recording: Recording, rest: Outcome = .unrecorded) {
        self.recording = recording
        self.rest = rest
    }

    /// The most machines that are probed for one fact.
    private static let mostTries = 160

    /// The evidence with another value of a fact.
    ///
    /// - Throws: `FactFault` where the fact is not known, or nothing gives its value alone.
    package func writing(_ name: FactName, _ wanted: FactValue) async throws -> Recording {
        let hardware = await probe(recording)
        guard let now = hardware.reading(name) else {
            throw FactFault.unknown("\(name)", names: await names)
        }
        if now.value == wanted { return recording }
        if let found = await written(name, now, wanted, hardware) { return found }
        throw FactFault.noWriter(name, names: await names)
    }

    /// The same for what a user wrote.
    package func writing(_ name: String, _ text: String) async throws -> Recording {
        let hardware = await probe(recording)
        guard let fact = FactName(parsing: name), let now = hardware.reading(fact) else {
            throw FactFault.unknown(name, names: await names)
        }
        guard let wanted = now.value.reading(text) else {
            throw FactFault.badValue(fact, text, now: now.value)
        }
        return try await writing(fact, wanted)
    }

    /// The facts that can be given another value.
    package var names: [FactName] {
        get async {
            let hardware = await probe(recording)
            var names: [FactName] = []
            for name in hardware.factNames {
                guard let now = hardware.reading(name), let other = now.value.another else {
                    continue
                }
                if await written(name, now, other, hardware) != nil { names.append(name) }
            }
            return names
        }
    }

    private func probe(_ recording: Recording) async -> Hardware {
        await Hardware.probe(ReplayMachine(recording, rest: rest))
    }

    private func written(
        _ name: FactName, _ now: (value: FactValue, evidence: [Evidence]), _ wanted: FactValue,
        _ hardware: Hardware
    ) async -> Recording? {
        var tries = 0
        for access in accesses(name, now.evidence, hardware) {
            guard let outcome = recording[access] else { continue }
            let quotes = now.evidence.filter { $0.access == access }
            for other in Rewriting(outcome, quotes, from: now.value, to: wanted).outcomes {
                tries += 1
                if tries > Self.mostTries { return nil }
                var changed = recording
                changed[access] = other
                let result = await probe(changed)
                if result.reading(name)?.value == wanted,
                    hardware.isSame(as: result, butFor: name)
                {
                    return changed
                }
            }
        }
        // What several answers say alike is only believed where all of them do.
        let accesses = accesses(name, now.evidence, hardware)
        for other in Rewriting.everywhere(recording, accesses, from: now.value, to: wanted) {
            let result = await probe(other)
            if result.reading(name)?.value == wanted, hardware.isSame(as: result, butFor: name) {
                return other
            }
        }
        return nil
    }

    /// Where a fact was read, and then where what belongs to it was.
    private func accesses(
        _ name: FactName, _ evidence: [Evidence], _ hardware: Hardware
    ) -> [Access] {
        var others: [Evidence] = []
        if case .gpu(let index, _) = name, hardware.gpus.indices.contains(index) {
            let gpu = hardware.gpus[index]
            others =
                gpu.sighting + gpu.memory.evidence + gpu.driverEvidence + gpu.generation.evidence
        }
        if name == .installedMemory { others = hardware.memory.usable.evidence }
        return (evidence + others).map(\.access).uniqued()
    }
}

extension FactValue {
    /// Another value of the kind, to see whether it can be had; nil if none makes sense.
    var another: FactValue? {
        switch self {
        case .size(let bytes):
            // As much again, in whole GiB, which every unit can say.
            .size(bytes + ByteCount(1 << 30))
        case .text(let text): text.last.map { .text(text.dropLast() + Self.next($0)) }
        case .flag(let flag): .flag(!flag)
        case .list(let words): .list((words + ["other"]).sorted())
        }
    }
}

extension FactValue {
    /// The next digit, so that a version stays one; behind a letter a 1.
    private static func next(_ last: Character) -> String {
        guard last.isASCII, let digit = last.wholeNumberValue else { return "\(last)1" }
        return "\((digit + 1) % 10)"
    }
}

extension Hardware {
    /// Whether another machine is this one but for a fact and what follows from it.
    fileprivate func isSame(as other: Hardware, butFor name: FactName) -> Bool {
        guard gpus.count == other.gpus.count, unknownVendors == other.unknownVendors else {
            return false
        }
        return factNames == other.factNames
            && factNames.allSatisfy { fact in
                fact == name || follows(fact, from: name)
                    || reading(fact)?.value == other.reading(fact)?.value
            }
    }

    /// Whether a fact may change with another, since it is read from it.
    private func follows(_ fact: FactName, from name: FactName) -> Bool {
        switch (name, fact) {
        case (.installedMemory, .usableMemory), (.usableMemory, .installedMemory): true
        case (.installedMemory, .gpu(let index, .memory)),
            (.usableMemory, .gpu(let index, .memory)):
            gpus[index].pool != .dedicated
        case (.gpu(let index, .memory), .installedMemory),
            (.gpu(let index, .memory), .usableMemory):
            gpus[index].pool != .dedicated
        case (.gpu(let one, .memory), .gpu(let two, .memory)):
            // Parts of one memory, or of one card.
            gpus[one].pool != .dedicated && gpus[two].pool != .dedicated
        case (.gpu(_, .driver), .gpu(_, .driver)), (.gpu(_, .cuda), .gpu(_, .cuda)): true
        case (.gpu(let one, .name), .gpu(let two, .generation)),
            (.gpu(let one, .name), .gpu(let two, .brand)):
            one == two
        case (.engineName, .engineKind), (.engineKind, .engineName): true
        default: false
        }
    }
}
