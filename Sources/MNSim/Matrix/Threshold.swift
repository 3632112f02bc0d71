import MNCore

/// A size beside a minimum of a model, where a mistake of one would show.
struct Threshold: Hashable {
    enum Place: String, CaseIterable {
        /// The largest size that does not suffice, in the unit of the report.
        case below = "one below"
        /// The smallest that does.
        case at
        case above = "one above"
        /// The size that is printed on the box, where less than that suffices.
        case printed = "as printed"
    }

    var kind: Requirements.Kind
    /// Whether the size is reported as that of a box is, and not exact.
    var isNominal: Bool
    var place: Place

    var name: String {
        "\(kind.rawValue), \(isNominal ? "nominal" : "exact"): \(place.rawValue)"
    }

    /// Of an exact size the one on the box is the smallest that suffices.
    static let all = Requirements.Kind.allCases.flatMap { kind in
        [true, false].flatMap { isNominal in
            Place.allCases.filter { isNominal || $0 != .printed }.map {
                Threshold(kind: kind, isNominal: isNominal, place: $0)
            }
        }
    }

    /// The places that a comparison is an example of; a minimum of 0 has none.
    static func met(by comparison: Verdict.Comparison, _ policy: Policy) -> [Threshold] {
        let (found, minimum) = (comparison.found, comparison.minimum)
        let size = found.bytes.rawCount
        if minimum.bytes == .zero { return [] }
        // Tools report in MiB, pages or KiB, or to the byte.
        let unit = [1 << 20, 1 << 12, 1 << 10].first { size.isMultiple(of: $0) } ?? 1
        let least = policy.leastBytes(minimum, isNominal: found.isNominal).rawCount
        let step = least / unit + (least.isMultiple(of: unit) ? 0 : 1)
        var places: [Place] = []
        switch size / unit - step {
        case -1: places.append(.below)
        case 0: places.append(.at)
        case 1: places.append(.above)
        default: break
        }
        if found.isNominal, found.bytes == minimum.bytes { places.append(.printed) }
        return places.map { Threshold(kind: minimum.kind, isNominal: found.isNominal, place: $0) }
    }
}
