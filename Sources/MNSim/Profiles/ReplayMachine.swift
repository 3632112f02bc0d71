package import MNCore

/// A machine that answers from a profile and from nothing else.
package struct ReplayMachine: Machine {
    private let recording: Recording
    private let rest: Outcome

    package init(_ profile: Profile) {
        recording = profile.recording
        rest = profile.rest == .absent ? .absent : .unrecorded
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        recording[access] ?? rest
    }
}
