package import MNCore

/// A contract that is not held against a runner.
package enum ContractFault: DiagnosticError, Hashable {
    /// Nothing speaks HTTP there.
    case unreachable(Endpoint, TransportFault)
    /// The runner has the model that would be pulled, under this name.
    case modelPresent(model: String, name: String)
    case unknownCheck(String, suggestion: String?)

    package var code: ErrorCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .modelPresent: .modelPresent
        case .unknownCheck: .unknownCheck
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .modelPresent: .failed
        case .unknownCheck: .usage
        }
    }

    package var problem: String {
        switch self {
        case .unreachable(let endpoint, let fault):
            "No runner answers at \(Sanitized.line("\(endpoint)")): \(fault)."
        case .modelPresent(let model, let name):
            "The runner has \(Sanitized.line(model)) already"
                + (Reference(model) == Reference(name) ? "" : ", as \(Sanitized.line(name))")
                + "; what was there before is never changed."
        case .unknownCheck(let name, let suggestion):
            "No check is called '\(Sanitized.line(name))'."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        }
    }

    package var fixes: [String] {
        switch self {
        case .unreachable: ["mn model doctor", "mn sim serve --port 12434"]
        case .modelPresent(_, let name):
            [
                "Take another: --model MODEL",
                "If a run that was killed has left it: docker model rm "
                    + CommandWords.line([name]),
            ]
        case .unknownCheck: ["mn sim contract --list"]
        }
    }
}
