/// A model that cannot be found.
public enum CatalogFault: Explained, Hashable {
    case unknownModel(name: String, suggestion: String?)

    public var code: String { "unknown_model" }
    public var exitCode: ExitCode { .unknownModel }

    public var problem: String {
        switch self {
        case .unknownModel(let name, let suggestion):
            "There is no model '\(name)' in the catalog."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        }
    }

    public var fixes: [String] { ["mn model list"] }
}
