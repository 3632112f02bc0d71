import MNCore

extension Machine {
    /// The answer, however busy the machine is; only a test about time may run out of it.
    func answer(_ access: Access) async -> Outcome { await answer(access, within: .seconds(120)) }
}
