public import MNCore

/// A machine as a whole: whether all that a blueprint needs suits it.
public struct MatrixMachine: Hashable, Sendable {
    public var profile: String
    public var status: Status
    /// What is worst: the id of a model, `requirements`, or a model of which nothing is known.
    public var decidedBy: String

    /// - Parameter unjudged: models of which nothing is known, so that the machine cannot simply pass.
    public init?(_ slice: Matrix.Slice, _ matrix: Matrix, unjudged: [String]) {
        guard let whole = slice.whole else { return nil }
        profile = slice.profile.id
        status = whole.status
        decidedBy = matrix.subjects[whole.subject].id
        if status == .pass, let model = unjudged.first {
            status = .warning
            decidedBy = model
        }
    }

    public var json: JSON {
        [
            "profile": .string(profile), "status": .string(status.rawValue),
            "ok": .bool(status.isAccepted), "decided_by": .string(decidedBy),
        ]
    }
}
