package import MNCore

/// Which machines a promise is about.
package indirect enum PolicyQuery: Hashable, Sendable {
    case all([PolicyQuery])
    case any([PolicyQuery])
    case not(PolicyQuery)
    case fact(PolicyFact, PolicyPlace)

    /// Every fact that it asks for, from left to right.
    package var facts: [(fact: PolicyFact, place: PolicyPlace)] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.facts)
        case .not(let part): part.facts
        case .fact(let fact, let place): [(fact, place)]
        }
    }
}

/// What one part of a query asks of a machine.
package enum PolicyFact: Hashable, Sendable {
    /// Every machine of the fleets.
    case fleet
    /// Every profile that is built in.
    case shipped
    /// The name of a query or of a fleet, or the id of a profile.
    case name(String)
    /// A pattern of profile ids.
    case pattern(String)
    /// The machine of this id: of a profile, or of a class.
    case hardware(String)
    case ram(PolicyComparison, ByteCount)
    /// The memory of the GPU that has the most of its own.
    case vram(PolicyComparison, ByteCount)
    /// Of the NVIDIA GPUs; as many numbers are compared as are written.
    case driver(PolicyComparison, DottedVersion)
    /// Nil stands for a machine without a GPU that a rule knows.
    case vendor(GPU.Vendor?)
    case system(Hardware.System)
    case arch(Hardware.Processor)
    case tag(String)
    /// What the maker calls the machine; `*` stands for any letters.
    case model(String)
    case virtual
    /// Classes of such a share of a group.
    case share(PolicyComparison, PolicyShare, of: String)
    /// The largest classes of a group that together reach such a share.
    case covering(PolicyShare, of: String)
}

/// The words that a name cannot be.
package enum PolicyWords {
    static let facts = [
        "arch", "covering", "driver", "fleet", "hardware", "model", "ram", "share", "shipped",
        "system", "tag", "vendor", "virtual", "vram",
    ]
    static let bounds = ["after", "does", "runs", "unknown"]
    static let statements = ["allow", "extends", "fleet", "let"]
    package static let all = Set(
        facts + bounds + statements + Status.allCases.map(\.rawValue) + [
            "and", "because", "not", "of", "on", "or", "until",
        ])
}
