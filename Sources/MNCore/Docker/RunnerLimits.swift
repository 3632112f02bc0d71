/// How long an exchange with a Model Runner may take, by what is asked; and what else of it is bounded.
///
/// `mn help limits` prints it. Patience is for each next byte; without a total, a runner that sends one
/// now and then would hold a command for ever.
package enum RunnerLimits: String, CaseIterable, Sendable {
    /// `GET /models`, at all places together where a runner may be.
    case list
    /// The states of the backends, what is in memory, what is configured, the disk.
    case status
    /// One model.
    case inspect
    /// A context size.
    case configure
    /// Taking a model away or out of memory: files of many gigabytes may go.
    case remove
    /// A model into memory, and a first answer from it.
    case load
    case logs
    case pull

    /// The longest that it may take in all; nil for a pull, which must make progress instead.
    package var total: Duration? {
        switch self {
        case .list, .status, .inspect, .configure, .logs: .seconds(15)
        case .remove: .seconds(60)
        // The runner itself gives up after five minutes (dmr-contract §1.6.3).
        case .load: .seconds(300)
        case .pull: nil
        }
    }

    /// The longest wait for the connection, and for each next byte.
    package var patience: Duration {
        switch self {
        case .list: .seconds(5)
        case .status, .inspect, .configure, .logs: .seconds(15)
        case .remove: .seconds(30)
        case .load: .seconds(300)
        // A third pull waits until one of two is done, and a registry may be slow (dmr-contract §1.3.4).
        case .pull: Self.pullProgress
        }
    }

    /// The longest time between two steps of a pull.
    ///
    /// A step is more bytes of a layer than ever before, up to its
    /// size; a layer not spoken of before; or the end. Anything else that comes is no progress.
    package static let pullProgress = Duration.seconds(600)

    /// The most bytes of an answer; of a log more is read, and the rest left.
    package var bytes: Int { self == .logs ? HTTPResponse.bodyLimit : 8 << 20 }

    /// The most values of an answer, counted by their commas: each takes some hundred bytes.
    package static let values = 300_000
    /// The most models of a list.
    package static let models = 10_000
    /// The most names of all these models together.
    package static let names = 20_000
    /// The most bytes of one name or id; those of the runner have at most 255.
    package static let nameBytes = 1024
    /// The most backends that are looked at.
    package static let backends = 100
    /// The most places that a variable may name.
    package static let places = 16

    /// The longest that a container may have run before its runner listens; after an upgrade it looks
    /// through its store first (mr#405).
    package static let start = Duration.seconds(120)

    /// Whether an answer has no more values than are read.
    static func allows(_ body: [UInt8]) -> Bool {
        body.count { $0 == UInt8(ascii: ",") } < values
    }
}
