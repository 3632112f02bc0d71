package import MNMachine

/// Something that goes wrong between a client and a Model Runner, or in it: data, not code.
public struct RunnerFault: Hashable, Sendable {
    /// A name for reports; no two faults should share one.
    public var id: String
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

// A fault:
//
//     {"id": "cut", "on": "POST /models/create", "firstCall": 1, "times": 2,
//      "fromSeconds": 0, "untilSeconds": 60, "kind": {"closeAfterBytes": 4096}}
//
// "on" is a path in which * stands for anything, perhaps after a method; or {"command": ["pull"]}.
extension RunnerFault {
    static let keys = [
        "id", "on", "firstCall", "times", "fromSeconds", "untilSeconds", "kind",
    ]

    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            try members.required("id").nonEmptyString(), try Kind(try members.required("kind")),
            firstCall: try members.optional("firstCall")?.integer(in: 1...1_000_000) ?? 1,
            times: try members.optional("times")?.integer(in: 1...1_000_000),
            from: try members.optional("fromSeconds")?.seconds() ?? .zero,
            until: try members.optional("untilSeconds")?.seconds())
        guard let on = members.optional("on") else { return }
        if on.value.object != nil {
            target = .command(try on.object(keys: ["command"]).required("command").strings())
            return
        }
        let words = try on.nonEmptyString().split(separator: " ")
        guard let path = words.last, words.count <= 2, path.hasPrefix("/") || path == "*" else {
            throw on.fault(.breaksRule("'on' is a path, perhaps after a method"))
        }
        target = .route(method: words.count > 1 ? String(words[0]) : nil, path: String(path))
    }

    /// The fault as it can be read again, without its counts.
    package var json: JSON {
        var members: JSONObject = ["id": .string(id)]
        switch target {
        case nil: break
        case .route(let method, let path):
            members["on"] = .string((method.map { $0 + " " } ?? "") + path)
        case .command(let words): members["on"] = ["command": .strings(words)]
        }
        members.set("firstCall", firstCall, unless: 1) { .integer($0) }
        members["times"] = times.map { .integer($0) }
        members.set("fromSeconds", from, unless: .zero, JSON.seconds)
        members["untilSeconds"] = until.map(JSON.seconds)
        members["kind"] = kind.json
        return .object(members)
    }
}

extension RunnerFault.Kind {
    /// The kinds that are a word and nothing more.
    static let plain: [String: Self] = [
        "notInstalled": .notInstalled, "daemonDown": .daemonDown, "socketDenied": .socketDenied,
        "refused": .refused, "resetByPeer": .resetByPeer, "dnsFail": .dnsFail,
        "portInUse": .portInUse, "proxyInjectsHtml": .proxyInjectsHTML,
        "garbageThenClose": .garbageThenClose, "malformedChunk": .malformedChunk,
        "statusUnreadable": .statusUnreadable, "noTerminalEvent": .noTerminalEvent,
        "duplicateProgress": .duplicateProgress, "progressGoesBack": .progressGoesBack,
        "unauthorized": .unauthorized, "modelNotFound": .modelNotFound,
        "unsupportedMediaType": .unsupportedMediaType, "conflict": .conflict, "evicted": .evicted,
        "loadTimeout": .loadTimeout, "quitUnexpectedly": .quitUnexpectedly, "olderApi": .olderAPI,
        "newerUnknownField": .newerUnknownField,
    ]
    /// The words for those, sorted.
    package static let plainWords = plain.keys.sorted()
    static let detailed = [
        "http", "slowFirstByteSeconds", "dripSeconds", "throttleBytesPerSecond",
        "stallAfterParts", "closeAfterBytes",
        "backendInstallingUntilSeconds", "backendError", "errorAfter200", "diskFullAfterBytes",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(
            Self.plain.keys.sorted(), detailed: Self.detailed)
        if let kind = Self.plain[word] {
            self = kind
            return
        }
        switch word {
        case "http":
            let members = try more.object(keys: ["status", "body"])
            self = .http(
                status: try members.required("status").integer(in: 200...599),
                body: try members.optional("body")?.string() ?? "")
        case "slowFirstByteSeconds": self = .slowFirstByte(try more.seconds())
        case "dripSeconds": self = .drip(try more.seconds())
        case "throttleBytesPerSecond":
            self = .throttle(bytesPerSecond: ByteCount(try more.integer(in: 1...1 << 50)))
        case "stallAfterParts": self = .stallAfter(parts: try more.integer(in: 0...1_000_000))
        case "closeAfterBytes": self = .closeAfter(try more.byteCount())
        case "backendInstallingUntilSeconds": self = .backendInstalling(until: try more.seconds())
        case "backendError": self = .backendError(try more.string())
        case "errorAfter200":
            let members = try more.object(keys: ["message", "afterParts"])
            self = .errorAfter200(
                try members.required("message").string(),
                parts: try members.optional("afterParts")?.integer(in: 0...1_000_000) ?? 1)
        default: self = .diskFull(after: try more.byteCount())
        }
    }

    var json: JSON {
        switch self {
        case .http(let status, let body):
            ["http": ["status": .integer(status), "body": .string(body)]]
        case .slowFirstByte(let delay): ["slowFirstByteSeconds": .seconds(delay)]
        case .drip(let pause): ["dripSeconds": .seconds(pause)]
        case .throttle(let rate): ["throttleBytesPerSecond": .integer(rate)]
        case .stallAfter(let parts): ["stallAfterParts": .integer(parts)]
        case .closeAfter(let bytes): ["closeAfterBytes": .integer(bytes)]
        case .backendInstalling(let until): ["backendInstallingUntilSeconds": .seconds(until)]
        case .backendError(let detail): ["backendError": .string(detail)]
        case .errorAfter200(let message, let parts):
            ["errorAfter200": ["message": .string(message), "afterParts": .integer(parts)]]
        case .diskFull(let bytes): ["diskFullAfterBytes": .integer(bytes)]
        default: .string(orNull: Self.plain.first { $0.value == self }?.key)
        }
    }
}
