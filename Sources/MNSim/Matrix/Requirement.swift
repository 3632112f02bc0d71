package import MNCore

/// What a team demands of models on machines: `gemma4:e2b on apple-*: pass`.
package struct Requirement: Hashable, Sendable {
    /// As it was written.
    package let text: String
    /// A pattern of model ids, or of `requirements`.
    private let subjects: Glob
    /// Patterns of profile ids, of which one must match.
    private let machines: [Glob]
    package let statuses: [Status]

    /// Reads `MODEL on MACHINES: STATUS`.
    ///
    /// The model is an id, alias or reference, or a pattern of ids; `requirements` means what a blueprint
    /// demands of the machine, `blueprint` the machine as a whole; machines are ids or patterns,
    /// statuses words, both separated by commas. `*` stands for any letters.
    ///
    /// - Throws: `RequirementFault.unreadable`, or the catalog's fault for an unknown model.
    package init(parsing text: String, catalog: Catalog) throws {
        self.text = text
        // A model may have ':' in its name, and a status never has.
        guard let on = text.firstRange(of: " on "), let colon = text.lastIndex(of: ":"),
            on.upperBound < colon
        else { throw RequirementFault.unreadable(text, nil) }
        let model = text[..<on.lowerBound].trimmingBlanks
        let isPattern =
            model.contains("*") || model == Matrix.Subject.requirementsID
            || model == MatrixMachine.id
        subjects = Glob(isPattern ? model : try catalog.model(named: model).id)
        machines = Self.list(text[on.upperBound..<colon]).map { Glob($0) }
        statuses = try Self.list(text[text.index(after: colon)...]).map { word in
            guard let status = Status(rawValue: word) else {
                throw RequirementFault.unreadable(text, word)
            }
            return status
        }
        if machines.isEmpty || statuses.isEmpty { throw RequirementFault.unreadable(text, nil) }
    }

    private static func list(_ text: Substring) -> [String] {
        text.split(separator: ",").map(\.trimmingBlanks).filter { !$0.isEmpty }
    }

    /// Whether it is about what has this id.
    func means(id: String) -> Bool { subjects.matches(id) }

    func means(profile: String) -> Bool { machines.contains { $0.matches(profile) } }

    /// The statuses in words: `pass or warning`.
    package var wanted: String { Words.list(statuses.map(\.rawValue), "or") }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}

/// A requirement that cannot be held against anything.
package enum RequirementFault: DiagnosticError, Hashable {
    /// Not of the form that is expected; the word that is no status, if that is why.
    case unreadable(String, String?)
    /// No verdict is meant by it, so it would never fail.
    case unmatched(String)

    package var code: ErrorCode {
        switch self {
        case .unreadable: .usage
        case .unmatched: .requirementUnmatched
        }
    }

    package var exitCode: ExitCode { if case .unreadable = self { .usage } else { .failed } }

    package var problem: String {
        switch self {
        case .unreadable(let text, nil):
            "'\(Sanitized.line(text))' is no requirement."
        case .unreadable(let text, let word?):
            "'\(Sanitized.line(text))' is no requirement: '\(Sanitized.line(word))' is no status."
        case .unmatched(let text):
            "No verdict of this matrix is meant by the requirement '\(Sanitized.line(text))'."
        }
    }

    package var fixes: [String] {
        switch self {
        case .unreadable:
            [
                "Write it so: --require 'gemma4:e2b on apple-*: pass'",
                "A status is one of \(Status.allCases.map(\.rawValue).joined(separator: ", ")).",
            ]
        case .unmatched:
            [
                "Judge all models: mn sim matrix --models all",
                "See the names of machines: mn profile list",
            ]
        }
    }
}
