package import MNCore

/// What a profile is given, beside what it expects, and what is wrong with it.
package struct JudgedProfile: Hashable, Sendable {
    package struct Verdict: Hashable, Sendable {
        package var model: String
        /// Nil if there is no such model.
        package var rule: Rule.ID?
        package var status: Status?
        /// Nil if the profile expects nothing of this model.
        package var expected: Profile.Expectation?

        package var isAsExpected: Bool {
            rule?.rawValue == expected?.rule && status?.rawValue == expected?.status
        }
    }

    package var id: String
    /// What it expects, in the order of its file; the default model comes last if it is not among these.
    package var verdicts: [Verdict]
    package var findings: [ProfileFinding]
}

extension JudgedProfile {
    /// - Parameter file: where the profile is from; nil for a built-in one.
    package func json(file: String?) -> JSON {
        [
            "id": .string(id), "file": .string(orNull: file),
            "verdicts": .array(
                verdicts.map { verdict in
                    [
                        "model": .string(verdict.model),
                        "rule": .string(orNull: verdict.rule?.rawValue),
                        "status": .string(orNull: verdict.status?.rawValue),
                        "expected": verdict.expected.map {
                            ["rule": .string($0.rule), "status": .string($0.status)]
                        } ?? .null,
                    ]
                }),
        ]
    }
}
