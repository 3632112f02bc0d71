public import MNCore

/// A profile that cannot be found.
public enum ProfileFault: Explained, Hashable {
    case unknown(name: String, suggestion: String?)
    case noMatch(pattern: String, suggestion: String?)
    /// The evidence of this machine cannot become a profile of this id.
    case badID(String)

    public var code: String {
        switch self {
        case .unknown, .noMatch: "unknown_profile"
        case .badID: "usage"
        }
    }

    public var exitCode: ExitCode { if case .badID = self { .usage } else { .failed } }

    public var problem: String {
        switch self {
        case .unknown(let name, let suggestion):
            "There is no profile '\(name)'." + Self.hint(suggestion)
        case .noMatch(let pattern, let suggestion):
            "No profile matches '\(pattern)'." + Self.hint(suggestion)
        case .badID(let id):
            "'\(id)' is no profile id: 1 to 80 of the letters a-z, digits, '-' and '.'."
        }
    }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { " Did you mean '\($0)'?" } ?? ""
    }

    public var fixes: [String] {
        switch self {
        case .unknown, .noMatch: ["mn profile list"]
        case .badID: ["mn profile record --id my-machine-16gb"]
        }
    }
}
