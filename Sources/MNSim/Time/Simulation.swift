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

    package static func run<Value: Sendable>(
        _ body: @escaping @Sendable (VirtualTime) async -> Value
    ) throws(Stuck) -> Value {
        let time = VirtualTime()
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
