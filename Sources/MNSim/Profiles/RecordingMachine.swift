package import MNCore
import Synchronization

/// A machine that passes every question on and writes down the answer.
package final class RecordingMachine: Machine {
    private let inner: any Machine
    private let outcomes = Mutex<[Access: Outcome]>([:])

    package init(_ inner: any Machine) { self.inner = inner }

    /// What was asked so far, sorted by access.
    package var recording: Recording { Recording(outcomes.withLock { $0 }) }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        // What an inner replay cannot answer stays unanswered.
        if outcome != .unrecorded { outcomes.withLock { $0[access] = outcome } }
        return outcome
    }
}
