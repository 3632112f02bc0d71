import CSystem
import Dispatch
import MNCore
import Synchronization

/// The clock of this machine, counted from when the value was made.
struct LiveTime: Time {
    private let start = ContinuousClock.now

    var now: Duration { start.duration(to: .now) }

    var sinceEpoch: Duration {
        Seconds(nanoseconds: Int(mn_nanoseconds_since_epoch())).duration
    }

    func sleep(for duration: Duration) async {
        // A cancelled wait is over; there is nothing else to tell.
        try? await Task.sleep(for: duration)
    }
}

/// Runs work that blocks on a thread of its own, and gives up waiting for it in time.
///
/// A read from a wedged driver may never return; nothing can end it, but nobody has to wait for it. A
/// private queue gets a thread at once; the shared queues and Swift's own threads are only a few.
enum BlockingWork {
    /// The value of `body`, or `late` if it has not come after `limit`.
    static func run<Value: Sendable>(
        limit: Duration, late: Value, _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            let waiting = Waiting(continuation)
            DispatchQueue(label: "mn.blocking").async { waiting.resume(body()) }
            let milliseconds = Seconds(max(.zero, limit)).milliseconds + 1
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                waiting.resume(late)
            }
        }
    }

    /// The value of `body`, which bounds itself.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "mn.blocking").async { continuation.resume(returning: body()) }
        }
    }

    /// Somebody who waits for one value, of which the first to come counts.
    private final class Waiting<Value: Sendable>: Sendable {
        private let continuation: Mutex<CheckedContinuation<Value, Never>?>

        init(_ continuation: CheckedContinuation<Value, Never>) {
            self.continuation = Mutex(continuation)
        }

        func resume(_ value: Value) {
            continuation.withLock { $0.take() }?.resume(returning: value)
        }
    }
}
