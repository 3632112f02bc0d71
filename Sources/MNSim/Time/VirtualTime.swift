import MNCore
import Synchronization

/// A clock that moves only when everybody waits.
///
/// Sleepers wake in the order of their moments; those of one moment in the order in which they began to
/// sleep.
package final class VirtualTime: Time {
    private struct Sleeper {
        let moment: Duration
        let number: Int
        let wake: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Duration.zero
        var count = 0
        /// In no order; there are few.
        var sleepers: [Sleeper] = []
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// The moment at which virtual time begins, since 1970: 2026-01-01T00:00:00Z.
    package static let epoch = Duration.seconds(1_767_225_600)

    package init() {}

    package var now: Duration { state.withLock(\.now) }
    package var sinceEpoch: Duration { Self.epoch + now }

    package func sleep(for duration: Duration) async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(number) != nil || duration <= .zero { return true }
                    state.sleepers.append(
                        Sleeper(
                            moment: (Seconds(state.now) + Seconds(duration)).duration,
                            number: number, wake: wake))
                    return false
                }
                if isOver { wake.resume() }
            }
        } onCancel: {
            let sleeper: Sleeper? = state.withLock { state in
                guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.wake.resume()
        }
    }

    /// Moves on to the next moment for which somebody waits; false if nobody does.
    func advance() -> Bool {
        let due: [Sleeper] = state.withLock { state in
            guard let moment = state.sleepers.map(\.moment).min() else { return [] }
            state.now = moment
            let due = state.sleepers.filter { $0.moment == moment }
            state.sleepers.removeAll { $0.moment == moment }
            return due.sorted { $0.number < $1.number }
        }
        for sleeper in due { sleeper.wake.resume() }
        return !due.isEmpty
    }
}
