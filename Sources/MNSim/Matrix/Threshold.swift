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

/// The ways to answer a question, as coverage tells them apart.
enum AnswerKind: String, CaseIterable {
    case ok
    /// A command ended with another code than 0.
    case exited
    /// A command was ended by a signal.
    case signalled
    case absent, denied, timedOut, failed, unrecorded

    init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .bytes, .entries, .value, .platform: .ok
            case .ended(let result):
                switch result.ending {
                case .exited(0): .ok
                case .exited: .exited
                default: .signalled
                }
            case .absent: .absent
            case .denied: .denied
            case .timedOut: .timedOut
            case .failed: .failed
            case .unrecorded: .unrecorded
            }
    }

    /// The ways in which a machine can answer.
    static func possible(for access: Access) -> [AnswerKind] {
        switch access {
        case .command: allCases
        case .file, .directory: [.ok, .absent, .denied, .failed, .unrecorded]
        // A program always has its environment, and a system its name.
        case .environment: [.ok, .absent, .unrecorded]
        case .platform: [.ok, .unrecorded]
        }
    }
}

extension Access {
    /// The question without what differs from machine to machine: numbers, and the options of commands.
    var kindOfQuestion: String {
        switch self {
        case .platform: "platform"
        case .file(let path):
            // Control groups are named as one likes; their files are not.
            if let name = path.split(separator: "/").last, name.hasPrefix("memory.") {
                "file …/\(name)"
            } else {
                "file \(Self.withoutNumbers(path))"
            }
        case .directory(let path): "directory \(Self.withoutNumbers(path))"
        case .command(let argv):
            "command " + argv.prefix(2).filter { !$0.hasPrefix("-") }.joined(separator: " ")
        case .environment(let name): "environment \(name)"
        }
    }

    /// A path in which `*` stands for each name with a digit in it.
    private static func withoutNumbers(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.utf8.contains { (48...57).contains($0) } ? "*" : String($0) }
            .joined(separator: "/")
    }
}
