import MNCore
import MNSim

extension Bundle.Section {
    /// The most bytes that a section may have; all together stay below the limit of a bundle, with room
    /// for stand-ins, which may be longer than what they stand for.
    var budget: Int {
        switch self {
        case .run: 400 << 10
        case .machine: 160 << 10
        case .doctor: 128 << 10
        case .runner, .logs: 48 << 10
        case .catalog, .ledger: 32 << 10
        case .timing: 24 << 10
        case .removed: 64 << 10
        case .manifest, .checks: 16 << 10
        }
    }
}

extension Bundle {
    /// The bundle with no section beyond its budget; what that cost stands among what is lacking.
    package func fitted() -> Bundle {
        var bundle = self
        bundle.run = run.map { bundle.fitted($0, .run) }
        bundle.doctor = doctor.map { bundle.fitted($0, .doctor) }
        let exchanges = Trace(version: version, arguments: [], events: runner)
        bundle.runner = bundle.fitted(exchanges, .runner).events.filter {
            if case .cut = $0 { false } else { true }
        }
        bundle.ledger = bundle.fitted(ledger, .ledger)
        bundle.catalog = bundle.fitted(catalog, .catalog)
        if let machine, machine.json.size > Section.machine.budget {
            bundle.machine = nil
            bundle.lose(.machine, nil, "It is larger than a bundle may hold.", 0, machine.json.size)
        }
        // A number and a comma.
        let times = Section.timing.budget / 8
        if timing.count > times {
            bundle.timing = Array(timing.prefix(times))
            bundle.lose(
                .timing, nil, "Only the first times are in it.", times, timing.count - times)
        }
        return bundle
    }

    private mutating func lose(
        _ section: Section, _ part: String?, _ reason: String, _ kept: Int, _ cut: Int
    ) {
        gaps.append(Gap(section, part: part, reason: reason, kept: kept, cut: cut))
    }

    /// A trace within its budget: long answers are shortened first, then its middle goes.
    private mutating func fitted(_ trace: Trace, _ section: Section) -> Trace {
        var trace = trace
        let whole = trace.size
        guard whole > section.budget else { return trace }
        for limit in [64 << 10, 16 << 10, 4 << 10] where trace.size > section.budget {
            trace.events = trace.events.map { $0.shortened(to: limit) }
        }
        if let middle = trace.middle(beyond: section.budget) {
            let bytes = trace.events[middle].map(\.json.size).reduce(0) { $0 &+ $1 }
            trace.events.replaceSubrange(middle, with: [.cut(events: middle.count, bytes: bytes)])
            // What is left out has one time, as it is one event.
            if section == .run, timing.count > middle.upperBound {
                timing.replaceSubrange(middle, with: [timing[middle.lowerBound]])
            }
        }
        lose(
            section, nil, "It was too long: answers or events are left out, and say so there.",
            trace.size, whole - trace.size)
        return trace
    }

    /// The files that fit, in their order.
    private mutating func fitted(_ files: [KeptFile], _ section: Section) -> [KeptFile] {
        var room = section.budget
        var kept: [KeptFile] = []
        for file in files {
            guard file.bytes.count <= room else {
                lose(section, file.path, "It is too long.", 0, file.bytes.count)
                continue
            }
            room -= file.bytes.count
            kept.append(file)
        }
        return kept
    }
}

extension JSON {
    /// How many bytes it has as a part of a bundle.
    fileprivate var size: Int { text(.canonical).utf8.count + 1 }
}

extension Trace {
    fileprivate var size: Int { lines.reduce(0) { $0 + $1.size } }

    /// The events in the middle that have no room; nil if all have.
    ///
    /// The beginning has two parts of three. What is behind a gap can be read, and no longer replayed.
    fileprivate func middle(beyond budget: Int) -> Range<Int>? {
        let sizes = events.map(\.json.size)
        let total = sizes.reduce(0) { $0 &+ $1 }
        let fixed = size - total + 128
        guard fixed + total > budget else { return nil }
        let room = max(0, budget - fixed)
        var (head, used) = (0, 0)
        while head < sizes.count, used + sizes[head] <= room / 3 * 2 {
            used += sizes[head]
            head += 1
        }
        var tail = sizes.count
        while tail > head, used + sizes[tail - 1] <= room {
            tail -= 1
            used += sizes[tail]
        }
        return tail > head ? head..<tail : nil
    }
}
