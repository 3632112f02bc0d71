public import MNCore

/// A machine as a whole: whether all that a blueprint needs suits it.
public struct MatrixMachine: Hashable, Sendable {
    /// Under this name requirements speak of it.
    public static let id = "blueprint"

    public var profile: String
    public var status: Status
    /// What is worst: the id of a model, or `requirements`.
    public var decidedBy: String

    public init?(_ slice: Matrix.Slice, _ matrix: Matrix) {
        guard let whole = slice.whole else { return nil }
        profile = slice.profile.id
        status = whole.status
        decidedBy = matrix.subjects[whole.subject].id
    }

    public var json: JSON {
        [
            "profile": .string(profile), "status": .string(status.rawValue),
            "ok": .bool(status.isAccepted), "decided_by": .string(decidedBy),
        ]
    }
}
