/// How a request came out.
enum RunnerExchange {
    case reply(RunnerReply)
    /// There was no answer, for this reason in Go's words.
    case fault(String)
}

/// An answer of the runner whose head has come.
struct RunnerReply {
    var status: Int
    /// The parts of the body, at absolute times.
    var pieces: [(time: Duration, bytes: [UInt8])] = []
    var ending = FakeResponse.Ending.complete
    var endTime: Duration
    var operation: FakeOperation?
    var isEventStream = false

    var statusText: String { HTTPStatus.text(status) }
}
