import MNCore

extension Machine {
    /// The answer, with all the time that a question may take.
    func answer(_ access: Access) async -> Outcome {
        await answer(access, within: TimeLimit.long.duration)
    }
}
