/// A model that cannot be found, or a catalog that was named and cannot be read.
package enum CatalogFault: DiagnosticError, Hashable {
    case unknownModel(name: String, suggestion: String?)
    /// The file that this variable names.
    case unreadable(FileFault, variable: String)

    package var code: ErrorCode {
        switch self {
        case .unknownModel: .unknownModel
        case .unreadable(let fault, _): fault.code
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unknownModel: .unknownModel
        case .unreadable(let fault, _): fault.exitCode
        }
    }

    package var problem: String {
        switch self {
        case .unknownModel(let name, let suggestion):
            "There is no model '\(name)' in the catalog."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        case .unreadable(let fault, let variable): "\(variable) is set, but: \(fault.problem)"
        }
    }

    package var fixes: [String] {
        switch self {
        case .unknownModel: ["mn model list"]
        case .unreadable(let fault, let variable):
            ["Correct \(variable), or unset it."] + fault.fixes
        }
    }
}
