package import MNCore

/// A machine as a whole: whether all that a blueprint needs suits it.
package struct MatrixMachine: Hashable, Sendable {
    /// Under this name requirements speak of it.
    package static let id = "blueprint"

    package var profile: String
    package var status: Status
    /// What is worst: the id of a model, or `requirements`.
    package var decidedBy: String

    package init?(_ slice: Matrix.Slice, _ matrix: Matrix) {
        guard let whole = slice.whole else { return nil }
        profile = slice.profile.id
        status = whole.status
        decidedBy = matrix.subjects[whole.subject].id
    }

    package var json: JSON {
        [
            "profile": .string(profile), "status": .string(status.rawValue),
            "ok": .bool(status.isAccepted), "decided_by": .string(decidedBy),
        ]
    }
}
