import MNCore

/// What of a profile was read on the machine itself, and which verdicts rest on nothing else.
///
/// Whether the machine is real, its provenance says.
struct RealEvidence {
    private let recording: Recording
    /// What the author of the profile added; nil if that cannot be told.
    private let composed: Set<Access>?
    /// The machine without what its author added; nil if nothing was.
    private let bare: Hardware?

    init(_ profile: Profile) async {
        recording = profile.recording
        composed = profile.composed
        var read = profile
        read.rest = .unrecorded
        for access in composed ?? [] { read.recording[access] = nil }
        bare = read == profile ? nil : await Hardware.probe(ReplayMachine(read))
    }

    /// Whether the answer to a question was read.
    func holds(_ access: Access) -> Bool {
        recording[access] != nil && composed?.contains(access) == false
    }

    /// Whether a verdict names nothing but what was read, and is the same without the rest.
    ///
    /// The latter tells whether it takes something to be absent because the author said so.
    func holds(_ verdict: Verdict, _ rules: RuleTable) -> Bool {
        guard composed != nil, verdict.evidence.allSatisfy({ holds($0.access) }) else {
            return false
        }
        guard let bare else { return true }
        let decision = rules.decision(verdict.model, on: bare)
        return decision.rule == verdict.rule && decision.status == verdict.status
    }
}
