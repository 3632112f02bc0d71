package import MNCore

/// A machine on which some answers go wrong, in ways that are stated beforehand.
package struct FaultyMachine: Machine {
    private let inner: any Machine
    private let faults: [MachineFault]

    package init(_ inner: any Machine, _ faults: [MachineFault]) {
        self.inner = inner
        self.faults = faults
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard let fault = faults.first(where: { $0.access == access }) else {
            return await inner.answer(access, within: limit)
        }
        return await fault.applied { await inner.answer(access, within: limit) }
    }
}
