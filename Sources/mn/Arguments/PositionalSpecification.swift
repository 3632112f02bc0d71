/// An argument that is known by its place.
struct PositionalSpecification: Hashable, Sendable {
    /// How often the argument is given.
    enum Count: Hashable, Sendable {
        case once
        case atMostOnce
        case anyNumber
        case atLeastOnce
    }

    /// The name in the usage line and for the command: `MODEL`.
    var name: String
    var help: String
    var count: Count
    /// The words that may stand here; nil if any may.
    var allowed: [String]?

    init(_ name: String, help: String, count: Count = .once, allowed: [String]? = nil) {
        self.name = name
        self.help = help
        self.count = count
        self.allowed = allowed
    }

    var isRequired: Bool { count == .once || count == .atLeastOnce }
    var repeats: Bool { count == .anyNumber || count == .atLeastOnce }

    /// How it looks in a usage line: `MODEL`, `[MODEL]`, `[MODEL …]`, `MODEL …`.
    var usage: String {
        let text = repeats ? "\(name) …" : name
        return isRequired ? text : "[\(text)]"
    }
}
