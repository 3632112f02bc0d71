import Synchronization

/// Runs asynchronous code in virtual time and on the calling thread alone, so that every run is the same.
///
/// Task groups and `async let` stay inside; an unstructured task would leave.
public enum Simulation {
    /// The code waits for something that will never come: nothing can run, and nobody sleeps.
    public struct Deadlock: Error, Hashable {
        /// The virtual time at which everything stopped.
        public var at: Duration
    }

    public static func run<Value: Sendable>(
        _ body: @escaping @Sendable (VirtualTime) async -> Value
    ) throws(Deadlock) -> Value {
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
            guard time.advance() else { throw Deadlock(at: time.now) }
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
