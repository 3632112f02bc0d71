public import MNCore

/// What a profile is given, beside what it expects, and what is wrong with it.
public struct JudgedProfile: Hashable, Sendable {
    public struct Verdict: Hashable, Sendable {
        public var model: String
        /// Nil if there is no such model.
        public var rule: Rule.ID?
        public var status: Status?
        /// Nil if the profile expects nothing of this model.
        public var expected: Profile.Expectation?

        public var isAsExpected: Bool {
            rule?.rawValue == expected?.rule && status?.rawValue == expected?.status
        }
    }

    public var id: String
    /// What it expects, in the order of its file; the default model comes last if it is not among these.
    public var verdicts: [Verdict]
    public var findings: [ProfileFinding]
}

extension JudgedProfile {
    /// - Parameter file: where the profile is from; nil for a built-in one.
    public func json(file: String?) -> JSON {
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
