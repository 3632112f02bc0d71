public import MNCore

/// A machine that answers from a profile and from nothing else.
public struct ReplayMachine: Machine {
    private let recording: Recording
    private let rest: Outcome

    public init(_ profile: Profile) {
        recording = profile.recording
        rest = profile.rest == .absent ? .absent : .unrecorded
    }

    public func answer(_ access: Access, within limit: Duration) async -> Outcome {
        recording[access] ?? rest
    }
}
