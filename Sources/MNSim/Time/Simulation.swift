import MNCore
import Synchronization

/// Runs asynchronous code in virtual time and on the calling thread alone, so that every run is the same.
///
/// Task groups and `async let` stay inside; an unstructured task would leave.
package enum Simulation {
    /// Code that never ends.
    package enum Stuck: Error, Hashable {
        /// Nothing can run and nobody sleeps, since this virtual time.
        case deadlock(at: Duration)
        /// Somebody sleeps again and again; at this virtual time it was given up.
        case endless(at: Duration)
    }

    /// The virtual time after which code is taken to wait without end.
    package static let limit = Duration.seconds(7 * 24 * 3600)

    /// - Parameters:
    ///   - limit: the virtual time after which it is given up.
    ///   - beginning: the moment since 1970 at which virtual time begins.
    package static func run<Value: Sendable>(
        limit: Duration = limit, beginning: Duration = VirtualTime.epoch,
        _ body: @escaping @Sendable (VirtualTime) async -> Value
    ) throws(Stuck) -> Value {
        let time = VirtualTime(beginning: beginning)
        let executor = OneThread()
        let value = Mutex<Value?>(nil)
        Task(executorPreference: executor) {
            let result = await body(time)
            value.withLock { $0 = result }
        }
        while true {
            executor.runAll()
            if let value = value.withLock({ $0 }) { return value }
            guard time.advance() else { throw .deadlock(at: time.now) }
            if time.now > limit { throw .endless(at: time.now) }
        }
    }
}

/// Runs jobs on the thread that calls `runAll`, first in, first out.
private final class OneThread: TaskExecutor {
    private let waiting = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        waiting.withLock { $0.append(job) }
    }

    /// Runs until no job is left.
    func runAll() {
        while true {
            let jobs = waiting.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}

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

    /// The moment at which virtual time usually begins, since 1970: 2026-01-01T00:00:00Z.
    package static let epoch = Duration.seconds(1_767_225_600)

    private let beginning: Duration

    package init(beginning: Duration = epoch) { self.beginning = beginning }

    package var now: Duration { state.withLock(\.now) }
    package var sinceEpoch: Duration { beginning + now }

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
