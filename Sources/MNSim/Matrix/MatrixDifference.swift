package import MNCore

/// A verdict that is not what it should be.
package struct MatrixDifference: Hashable, Sendable {
    /// What it was held against, in the order in which results say it.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The profile expects another verdict.
        case expectation
        /// The baseline has another status.
        case flip
        /// The baseline has another rule with the same status.
        case rule
        /// The baseline has a verdict on a profile or model that is no longer there.
        case gone
        /// The baseline has no such verdict.
        case new
        /// A requirement is broken.
        case requirement
    }

    package var kind: Kind
    package var model: String
    package var profile: String
    /// In words: `pass (cuda)`; of a requirement the statuses; nil for `new`.
    package var wanted: String?
    /// Nil for `gone`.
    package var found: String?
    /// The text of the requirement.
    package var requirement: String?
    /// Whether driver data that is newer than the baseline's makes the difference.
    package var isByNewerData = false

    package init(
        _ kind: Kind, model: String, profile: String, wanted: String?, found: String?,
        requirement: String? = nil
    ) {
        self.kind = kind
        self.model = model
        self.profile = profile
        self.wanted = wanted
        self.found = found
        self.requirement = requirement
    }

    /// One sentence, for reports.
    package var sentence: String {
        let place = "\(model) on \(profile)"
        return switch kind {
        case .expectation:
            "\(place) is \(found ?? "-"); its profile expects \(wanted ?? "-")."
        case .flip, .rule:
            "\(place) is \(found ?? "-")\(isByNewerData ? " by newer driver data" : ""), and was "
                + "\(wanted ?? "-")."
        case .gone: "\(place) was \(wanted ?? "-"), and is gone."
        case .new: "\(place) is \(found ?? "-"), and was not there."
        case .requirement:
            "\(place) is \(found ?? "-"); '\(requirement ?? "-")' demands \(wanted ?? "-")."
        }
    }

    package var json: JSON {
        [
            "kind": .string(kind.rawValue), "model_id": .string(model),
            "profile": .string(profile), "wanted": .string(orNull: wanted),
            "found": .string(orNull: found), "requirement": .string(orNull: requirement),
            "newer_data": .bool(isByNewerData),
        ]
    }
}

extension MatrixDifference.Kind {
    /// How many there are, in the middle of a sentence: `2 flipped against the baseline`.
    package func words(_ count: Int) -> String {
        switch self {
        case .expectation: "\(count) not as their profiles expect"
        case .flip: "\(count) flipped against the baseline"
        case .rule: "\(count) by another rule than in the baseline"
        case .gone: "\(count) of the baseline gone"
        case .new: "\(count) not in the baseline"
        case .requirement: "\(count) breaking a requirement"
        }
    }

    package var isOfBaseline: Bool {
        switch self {
        case .flip, .rule, .gone, .new: true
        case .expectation, .requirement: false
        }
    }
}
