#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// The clock of this machine, counted from when the value was made.
struct LiveTime: Time {
    private let start = ContinuousClock.now

    var now: Duration { start.duration(to: .now) }

    var sinceEpoch: Duration {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return .zero }
        return (Seconds(time.tv_sec) + Seconds(nanoseconds: time.tv_nsec)).duration
    }

    func sleep(for duration: Duration) async {
        // A cancelled wait is over; there is nothing else to tell.
        try? await Task.sleep(for: duration)
    }
}
