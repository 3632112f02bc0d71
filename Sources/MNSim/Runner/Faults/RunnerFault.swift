package import MNCore

/// Something that goes wrong between a client and a Model Runner, or in it: data, not code.
package struct RunnerFault: Hashable, Sendable {
    /// A name for reports; no two faults should share one.
    package var id: String
    /// What it happens to; nil is everything.
    package var target: Target?
    /// The first call, of those it happens to, that meets it; counted from 1.
    package var firstCall: Int
    /// How many calls meet it; nil is all from the first one on.
    package var times: Int?
    /// Since the runner's start.
    package var from: Duration
    /// Since the runner's start; nil is for ever.
    package var until: Duration?
    /// What goes wrong with a call that meets the fault.
    package var kind: Kind
    /// How many calls it could have happened to.
    package internal(set) var calls = 0
    /// How many calls met it.
    package internal(set) var fired = 0

    /// A call, by route or by command.
    package enum Target: Hashable, Sendable {
        /// A method, or nil for any, and a path in which `*` stands for anything.
        case route(method: String?, path: String)
        /// The words after `docker model`, of which these are the first.
        case command([String])
    }

    package init(
        _ id: String, _ kind: Kind, on target: Target? = nil, firstCall: Int = 1,
        times: Int? = nil, from: Duration = .zero, until: Duration? = nil
    ) {
        self.id = id
        self.target = target
        self.firstCall = firstCall
        self.times = times
        self.from = from
        self.until = until
        self.kind = kind
    }

    /// What goes wrong; network faults bear the names that Toxiproxy and WireMock give them.
    package enum Kind: Hashable, Sendable {
        // The way there.
        /// There is no `docker model`; over HTTP nothing listens.
        case notInstalled
        /// The engine of Docker is down; over HTTP nothing listens.
        case daemonDown
        /// This user may not open the socket.
        case socketDenied
        case refused
        case resetByPeer
        case dnsFail
        /// Another program has the port: it answers 404 with a page of its own.
        case portInUse
        /// A proxy answers 200 with a page.
        case proxyInjectsHTML
        case http(status: Int, body: String)
        /// Bytes that are no HTTP, and then the end.
        case garbageThenClose
        case slowFirstByte(Duration)
        /// Each byte of the body comes so long after the one before it.
        case drip(Duration)
        /// At most so many bytes come a second: those of a model that is pulled or pushed, and those of
        /// the body of any other answer.
        case throttle(bytesPerSecond: ByteCount)
        /// So many parts of the body come, then nothing more.
        case stallAfter(parts: Int)
        /// So many bytes of the body come, then the connection ends; with 0 not even a head comes.
        case closeAfter(ByteCount)
        /// The first part of the body comes, then a chunk without a length.
        case malformedChunk

        // The runner.
        /// The default backend is being installed until this time since the start.
        case backendInstalling(until: Duration)
        /// The default backend is broken, with this detail.
        case backendError(String)
        /// `/engines/status` answers with text that is no JSON.
        case statusUnreadable
        /// A pull breaks after so many parts, in a stream that began with 200.
        case errorAfter200(String, parts: Int)
        /// A stream ends as if all were well, but for its last word.
        case noTerminalEvent
        case duplicateProgress
        case progressGoesBack
        case unauthorized
        case modelNotFound
        case unsupportedMediaType
        case conflict
        /// So many bytes can still be written.
        case diskFull(after: ByteCount)
        /// All idle engines are put away before the request.
        case evicted
        /// The engine never becomes ready.
        case loadTimeout
        /// The engine dies before its first byte.
        case quitUnexpectedly
        /// A runner from before `/version`, whose tags have no registry.
        case olderAPI
        /// JSON objects have a member that nobody knows yet.
        case newerUnknownField
    }
}

extension RunnerFault {
    /// Whether this call meets the fault; counts it.
    mutating func meets(_ isTarget: Bool, at elapsed: Duration) -> Bool {
        guard isTarget else { return false }
        calls += 1
        if elapsed < from { return false }
        if let until, elapsed >= until { return false }
        if calls < firstCall { return false }
        if let times, fired >= times { return false }
        fired += 1
        return true
    }

    func isOn(_ request: HTTPRequest) -> Bool {
        switch target {
        case nil: true
        case .command: false
        case .route(let method, let pattern):
            (method == nil || method == request.method)
                && Glob(pattern, ignoresCase: false).matches(RequestPath(request.target).path)
        }
    }

    /// Whether the fault happens to `docker model` with these arguments.
    func isOn(command arguments: [String]) -> Bool {
        switch target {
        case nil: true
        case .route: false
        case .command(let words): arguments.starts(with: words)
        }
    }
}
