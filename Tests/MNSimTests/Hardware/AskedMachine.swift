import MNCore
import Synchronization

/// A machine that passes every question on and remembers them all, the unanswered ones too.
final class AskedMachine: Machine {
    private let inner: any Machine
    private let outcomes = Mutex<[Access: Outcome]>([:])

    init(_ inner: any Machine) { self.inner = inner }

    var asked: [Access: Outcome] { outcomes.withLock { $0 } }

    func answer(_ access: Access) async -> Outcome {
        let outcome = await inner.answer(access)
        outcomes.withLock { $0[access] = outcome }
        return outcome
    }
}
