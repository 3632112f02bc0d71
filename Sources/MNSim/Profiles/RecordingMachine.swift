public import MNCore
import Synchronization

/// A machine that passes every question on and writes down the answer.
public final class RecordingMachine: Machine {
    private let inner: any Machine
    private let outcomes = Mutex<[Access: Outcome]>([:])

    public init(_ inner: any Machine) { self.inner = inner }

    /// What was asked so far, sorted by access.
    public var recording: Recording { Recording(outcomes.withLock { $0 }) }

    public func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        // What an inner replay cannot answer stays unanswered.
        if outcome != .unrecorded { outcomes.withLock { $0[access] = outcome } }
        return outcome
    }
}
