package import MNCore
import Synchronization

/// A machine that passes every question on and remembers them all, the unanswered ones too.
package final class AskedMachine: Machine {
    private let inner: any Machine
    private let outcomes = Mutex<[Access: Outcome]>([:])

    package init(_ inner: any Machine) { self.inner = inner }

    package var asked: [Access: Outcome] { outcomes.withLock { $0 } }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        outcomes.withLock { $0[access] = outcome }
        return outcome
    }
}
