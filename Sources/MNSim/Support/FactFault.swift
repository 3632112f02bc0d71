package import MNCore

/// A fact that cannot be given another value.
package enum FactFault: DiagnosticError, Hashable {
    /// - Parameter names: those that can.
    case unknown(String, names: [FactName])
    case badValue(FactName, String, now: FactValue)
    /// No line of the evidence is what gives the value, or something else hangs on it.
    case noWriter(FactName, names: [FactName])

    package var code: ErrorCode { .factFixed }

    package var problem: String {
        switch self {
        case .unknown(let name, _):
            "There is no fact '\(Sanitized.line(name))' that is known of this machine."
        case .badValue(let name, let text, let now):
            "'\(Sanitized.line(text))' is no value of '\(name)', which is \(now)."
        case .noWriter(let name, _):
            "No line of the evidence can be changed so that '\(name)' alone has that value."
        }
    }

    package var fixes: [String] {
        switch self {
        case .unknown(_, let names), .noWriter(_, let names):
            names.isEmpty
                ? ["Take another machine: mn support what-if FILE --profile NAME"]
                : ["These can be set: \(names.map(\.description).joined(separator: ", "))"]
        case .badValue(_, _, .size): ["Write a size such as 8GB or 24576 MiB."]
        case .badValue(_, _, .flag): ["Write true or false."]
        case .badValue: ["Write a word, or several with commas."]
        }
    }
}
