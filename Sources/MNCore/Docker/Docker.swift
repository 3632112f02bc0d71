import Synchronization

/// The client of Docker: its Model Runner over HTTP, and the `docker` program with its `model` plugin, which
/// is asked without changing anything.
package struct Docker: Sendable {
    /// What speaks to the Model Runner; what that says when it refuses is for people, and is masked.
    package let http: any HTTPTransport
    /// The same, where refusals come as they are: what they mean is told before anything is masked, since that
    /// takes words with it which tell it.
    private let plain: any HTTPTransport
    private let processes: any ProcessRunner
    private let mask: Mask?

    package init(_ http: any HTTPTransport, _ processes: any ProcessRunner) {
        self.init(http, processes, mask: nil)
    }

    /// - Parameter mask: what is taken out of words for people; nil if nothing is.
    init(_ http: any HTTPTransport, _ processes: any ProcessRunner, mask: Mask?) {
        self.http = mask.map { BoundedRefusals(inner: http, mask: $0) } ?? http
        plain = mask == nil ? http : BoundedRefusals(inner: http, mask: nil)
        self.processes = processes
        self.mask = mask
    }

    /// Sends a request of a kind, within the limits of that kind; of a log that goes on, what has come.
    ///
    /// - Parameter total: the longest time for it, where that is less than its kind has.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, within limits: RunnerLimits,
        total: Duration? = nil
    ) async throws(TransportFault) -> HTTPResponse {
        try await Self.send(http, request, to: endpoint, within: limits, total: total)
    }

    /// The same, with a refusal as it is: nothing of it is to be kept or shown but what `refusal` leaves.
    func ask(
        _ request: HTTPRequest, of endpoint: Endpoint, within limits: RunnerLimits,
        total: Duration?
    ) async throws(TransportFault) -> HTTPResponse {
        try await Self.send(plain, request, to: endpoint, within: limits, total: total)
    }

    /// Sends a request and hands on the response as it comes, a refusal as it is (see `ask`).
    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, within limits: RunnerLimits,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await plain.exchange(
            request, with: endpoint, patience: limits.patience, limit: limits.total, receive)
    }

    /// What a refusal means, told by all of its words, with those that people may see.
    ///
    /// - Parameter meaning: tells it, of the body that it is given.
    func refusal(
        _ body: [UInt8], _ meaning: ([UInt8]) -> RunnerRefusal
    ) -> RunnerRefusal {
        var refusal = meaning(body)
        guard let mask else { return refusal }
        refusal.detail = meaning(mask.refused(body)).detail
        if case .loginHelperMissing(let name) = refusal.reason {
            refusal.reason = .loginHelperMissing(mask.masked(name))
        }
        return refusal
    }

    private static func send(
        _ http: any HTTPTransport, _ request: HTTPRequest, to endpoint: Endpoint,
        within limits: RunnerLimits, total: Duration?
    ) async throws(TransportFault) -> HTTPResponse {
        let limit = total ?? limits.total
        guard limits == .logs else {
            return try await http.send(
                request, to: endpoint, patience: limits.patience, limit: limit, bytes: limits.bytes)
        }
        var outcome = await http.collect(
            request, from: endpoint, patience: limits.patience, limit: limit, bytes: limits.bytes)
        if outcome.response != nil, outcome.fault == .stopped || outcome.fault == .timedOut {
            outcome.fault = nil
        }
        return try outcome.whole()
    }

    /// Lists what a runner has.
    ///
    /// - Parameter limit: the longest time for it.
    package func listing(
        at endpoint: Endpoint, limit: Duration? = RunnerLimits.list.total
    ) async throws(TransportFault) -> RunnerClient.Listing {
        let response = try await send(
            HTTPRequest("GET", "/models"), to: endpoint, within: .list, total: limit)
        guard response.head.status == 200 else { throw .status(response.head.status) }
        return RunnerClient.Listing(
            endpoint: endpoint, models: try RunnerClient.models(response.body))
    }

    /// Runs a `docker` command that only reads.
    ///
    /// Most commands of the plugin install or remove the runner on their way; the variable forbids it
    /// (dmr-contract §4.1).
    ///
    /// - Parameter arguments: the words after `docker`.
    package func run(_ arguments: String..., within limit: Duration) async -> CommandResult {
        var result = await processes.collect(
            ProcessCommand(
                ["docker"] + arguments, environment: .users(["MODEL_RUNNER_NO_AUTO_INSTALL": "1"]),
                limit: limit))
        guard let mask else { return result }
        // Answers for programs stay.
        if arguments.contains("logs") { result.standardOutput = mask.masked(result.standardOutput) }
        result.standardError = mask.masked(result.standardError)
        if case .failed(let error) = result.ending { result.ending = .failed(mask.masked(error)) }
        return result
    }

    /// Takes what is private out of docker's words for people.
    final class Mask: Sendable {
        private let secrets: Secrets
        /// One for all that docker says, so that equal things stay equal.
        private let standIns: Mutex<StandIns>

        init(_ secrets: Secrets, _ identity: Identity) {
            self.secrets = secrets
            standIns = Mutex(StandIns(identity))
        }

        /// A refusal, which stays a document if it is one.
        fileprivate func refused(_ body: [UInt8]) -> [UInt8] {
            guard let document = try? JSON.parse(body) else { return masked(body) }
            let masked = secrets.masked(document)
            let text =
                masked == document ? String(decoding: body, as: UTF8.self) : masked.text(.canonical)
            return Array(standIns.withLock { $0.replaced(text) }.utf8)
        }

        fileprivate func masked(_ bytes: [UInt8]) -> [UInt8] {
            bytes.isEmpty ? bytes : Array(masked(String(decoding: bytes, as: UTF8.self)).utf8)
        }

        fileprivate func masked(_ text: String) -> String {
            let text = secrets.masked(text)
            return standIns.withLock { $0.replaced(text) }
        }
    }
}

/// A transport of which refusals come whole: of more than people read the rest is left.
private struct BoundedRefusals: HTTPTransport {
    let inner: any HTTPTransport
    /// What masks them; nil where they come as they are.
    let mask: Docker.Mask?

    /// The most bytes of a refusal that are read.
    private static let limit = 1 << 20

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let refusal = Mutex<[UInt8]?>(nil)
        var fault: TransportFault?
        do throws(TransportFault) {
            try await inner.exchange(request, with: endpoint, patience: patience, limit: limit) {
                part in
                if case .head(let head) = part, head.status >= 400 {
                    refusal.withLock { $0 = [] }
                } else if case .body(let bytes) = part {
                    let room = refusal.withLock { body -> Int? in
                        guard let size = body?.count else { return nil }
                        body?.append(contentsOf: bytes.prefix(Self.limit - size))
                        return Self.limit - size - bytes.count
                    }
                    if let room { return room > 0 }
                }
                return receive(part)
            }
        } catch {
            fault = error
        }
        if let body = refusal.withLock(\.self), !body.isEmpty {
            guard receive(.body(mask?.refused(body) ?? body)) else { throw .stopped }
            if fault == .stopped { fault = nil }
        }
        if let fault { throw fault }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        try await inner.connect(to: endpoint, limit: limit)
    }
}

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
