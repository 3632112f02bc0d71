import MNCore

/// The clock of this machine, counted from when the value was made.
struct LiveTime: Time {
    private let start = ContinuousClock.now

    var now: Duration { start.duration(to: .now) }

    func sleep(for duration: Duration) async {
        // A cancelled wait is over; there is nothing else to tell.
        try? await Task.sleep(for: duration)
    }
}
