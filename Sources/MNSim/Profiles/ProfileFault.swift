package import MNCore

/// A profile that cannot be found or named.
package enum ProfileFault: DiagnosticError, Hashable {
    case unknown(name: String, suggestion: String?)
    case noMatch(pattern: String, suggestion: String?)
    /// Files of one folder have the same id.
    case severalFiles(id: String, [String])
    /// What `--profiles` names is no folder.
    case noFolder(FileFault)
    /// The evidence of this machine cannot become a profile of this id.
    case badID(String)

    package var code: ErrorCode {
        switch self {
        case .unknown, .noMatch: .unknownProfile
        case .severalFiles: .duplicateProfile
        case .noFolder(let fault): fault.code
        case .badID: .usage
        }
    }

    package var exitCode: ExitCode { if case .badID = self { .usage } else { .failed } }

    package var problem: String {
        switch self {
        case .unknown(let name, let suggestion):
            "There is no profile '\(name)'." + Self.hint(suggestion)
        case .noMatch(let pattern, let suggestion):
            "No profile matches '\(pattern)'." + Self.hint(suggestion)
        case .severalFiles(let id, let files):
            "\(Words.list(files)) have the same id, '\(id)'."
        case .noFolder(let fault):
            fault.reason == .notFound
                ? "There is no folder '\(fault.path)' for --profiles."
                : "'\(fault.path)' is no folder for --profiles."
        case .badID(let id):
            "'\(id)' is no profile id: 1 to 80 of the letters a-z, digits, '-' and '.'."
        }
    }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { " Did you mean '\($0)'?" } ?? ""
    }

    package var fixes: [String] {
        switch self {
        case .unknown, .noMatch: ["mn profile list"]
        case .severalFiles:
            ["Give each file of the folder an id of its own, or leave all but one of them out."]
        case .noFolder(let fault):
            fault.path.hasSuffix(".json")
                ? ["Judge one profile: --profile \(CommandWords.line([fault.path]))"]
                : [
                    fault.path.contains("*")
                        ? "Choose machines by id or pattern: --machines "
                            + CommandWords.line([fault.path])
                        : "Name a folder of profiles, or choose machines by id or pattern: --machines 'apple-*'"
                ]
        case .badID: ["mn profile record --id my-machine-16gb"]
        }
    }
}
