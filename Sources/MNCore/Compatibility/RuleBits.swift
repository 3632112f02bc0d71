/// The conditions of a table, a bit each, so that a row is decided by a few operations on words.
struct RuleBits: Sendable {
    /// What conditions came to; those in neither word are false.
    struct Truths: Sendable {
        var yes: UInt64 = 0
        var unknown: UInt64 = 0

        mutating func set(_ bit: UInt64, _ truth: Truth) {
            switch truth {
            case .yes: yes |= bit
            case .unknown: unknown |= bit
            case .no: break
            }
        }
    }

    /// Conditions that must all hold, and others that must all not.
    struct Row: Sendable {
        var wanted: UInt64 = 0
        var unwanted: UInt64 = 0

        func truth(_ truths: Truths) -> Truth {
            let no = ~(truths.yes | truths.unknown)
            if (wanted & no) | (unwanted & truths.yes) != 0 { return .no }
            return (wanted | unwanted) & truths.unknown == 0 ? .yes : .unknown
        }
    }

    /// The conditions that hold no others, and their bits.
    private(set) var leaves: [(condition: Condition, bit: UInt64)] = []
    /// The rows inside conditions, with the bit of each, after those that they ask themselves.
    private var inner: [(row: Row, bit: UInt64)] = []
    private var bits: [Condition: UInt64] = [:]

    /// The row of conditions that must all hold.
    ///
    /// - Precondition: the conditions of all rows are at most 64 different ones.
    mutating func row(_ conditions: [Condition], negated: Bool = false) -> Row {
        var row = Row()
        for condition in conditions {
            let (bit, holds) = literal(condition)
            if holds != negated { row.wanted |= bit } else { row.unwanted |= bit }
        }
        return row
    }

    /// Adds what the rows inside conditions come to.
    func complete(_ truths: inout Truths) {
        for (row, bit) in inner { truths.set(bit, row.truth(truths)) }
    }

    /// The bit of a condition, and whether it is set or not set where the condition holds.
    private mutating func literal(_ condition: Condition) -> (bit: UInt64, holds: Bool) {
        switch condition {
        case .not(let other):
            let (bit, holds) = literal(other)
            return (bit, !holds)
        case .all(let conditions):
            return (bit(condition) { $0.row(conditions) }, true)
        // One of several holds unless all of them do not.
        case .any(let conditions):
            return (bit(condition) { $0.row(conditions, negated: true) }, false)
        default: return (bit(condition, nil), true)
        }
    }

    private mutating func bit(
        _ condition: Condition, _ row: ((inout RuleBits) -> Row)?
    ) -> UInt64 {
        if let bit = bits[condition] { return bit }
        let row = row.map { $0(&self) }
        precondition(bits.count < 64, "a table asks at most 64 different conditions")
        let bit: UInt64 = 1 << UInt64(bits.count)
        bits[condition] = bit
        if let row { inner.append((row, bit)) } else { leaves.append((condition, bit)) }
        return bit
    }
}

extension Condition {
    /// Whether the condition asks something of the model, so that it may change from model to model.
    var asksModel: Bool {
        switch self {
        case .backendListed, .backend, .gpuMemorySuffices, .memorySuffices, .capabilitiesMet: true
        case .system, .processor, .wsl, .dockerDesktop, .engineElsewhere, .imageForNVIDIA,
            .imageForAMD, .engineGivesNVIDIA, .gpu, .gpuUsable, .gpuGenerationKnown,
            .gpuMemoryKnown, .driverDecided, .driverSuffices, .raspberryPi:
            false
        case .not(let condition): condition.asksModel
        case .any(let conditions), .all(let conditions): conditions.contains(where: \.asksModel)
        }
    }
}
