import MNCore

/// Something a client of a pull or push is told (dmr-contract 3.2, 3.5).
enum PullStep: Hashable, Sendable {
    /// Words of the Hugging Face phase; the total is 0 until it is known.
    case notice(String, total: ByteCount)
    /// A file of the Hugging Face phase, which has no words.
    case file(id: String, size: ByteCount, current: ByteCount, total: ByteCount)
    case progress(digest: String, size: ByteCount, current: ByteCount, total: ByteCount)
    case success(String)
    case failure(String)
    /// The bare text that follows once a stream has begun: not JSON.
    case plain(String)
    /// A refusal instead of a stream.
    case refusal(RunnerError)
}

/// A step and when it is told.
struct TimedPullStep: Hashable, Sendable {
    var time: Duration
    var step: PullStep
}
