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

    /// Reads `MODEL on MACHINES: STATUS`: a line of a policy that asks for ids and statuses alone.
    ///
    /// The model is an id, alias or reference, or a pattern of ids; `requirements` means what a blueprint
    /// demands of the machine, `blueprint` the machine as a whole; machines are ids or patterns,
    /// statuses words, both separated by commas. `*` stands for any letters.
    ///
    /// - Throws: a `RequirementFault`, or the catalog's fault for an unknown model.
    package init(parsing text: String, catalog: Catalog) throws {
        self.text = text
        let promise: PolicyPromise
        do throws(PolicyFault) {
            promise = try PolicyParser.promise(text)
        } catch {
            throw RequirementFault(text, error)
        }
        let model = promise.model
        let isPattern =
            model.contains("*") || model == Matrix.Subject.requirementsID
            || model == MatrixMachine.id
        subjects = Glob(isPattern ? model : try catalog.model(named: model).id)
        guard case .statuses(let statuses) = promise.demand, let ids = promise.query.ids else {
            throw RequirementFault.needsPolicy(text)
        }
        self.statuses = statuses
        machines = ids.map { Glob($0) }
    }

    /// Whether it is about what has this id.
    func means(id: String) -> Bool { subjects.matches(id) }

    func means(profile: String) -> Bool { machines.contains { $0.matches(profile) } }

    /// The statuses in words: `pass or warning`.
    package var wanted: String { Words.list(statuses.map(\.rawValue), "or") }
}

extension PolicyQuery {
    /// The ids and patterns of machines that it lists; nil if it asks for more.
    fileprivate var ids: [String]? {
        let parts = if case .any(let parts) = self { parts } else { [self] }
        let ids = parts.compactMap { part -> String? in
            switch part {
            case .fact(.name(let id), _), .fact(.pattern(let id), _): id
            case .fact(.hardware(let id), _): id.contains("*") ? nil : id
            default: nil
            }
        }
        return ids.count == parts.count ? ids : nil
    }
}

/// A requirement that cannot be held against anything.
package enum RequirementFault: DiagnosticError, Hashable {
    /// Not of the form that is expected; the word that is no status, if that is why.
    case unreadable(String, String?)
    /// No verdict is meant by it, so it would never fail.
    case unmatched(String)
    /// It asks for facts or shares.
    case needsPolicy(String)

    /// What a line that is no promise is as a requirement.
    init(_ text: String, _ fault: PolicyFault) {
        self =
            switch fault {
            case .syntax(_, .noStatus(let word, _)): .unreadable(text, word)
            case .syntax: .unreadable(text, nil)
            default: .unmatched(text)
            }
    }

    package var code: ErrorCode {
        switch self {
        case .unreadable: .usage
        case .unmatched, .needsPolicy: .requirementUnmatched
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
            "The requirement '\(Sanitized.line(text))' matches no machine or model of this matrix."
        case .needsPolicy(let text):
            "'\(Sanitized.line(text))' asks for facts or shares, and a requirement for ids and statuses."
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
        case .needsPolicy: ["Write it into a policy, and check that: mn policy check"]
        }
    }
}
