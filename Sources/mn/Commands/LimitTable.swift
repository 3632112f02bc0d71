import MNCore
import MNSim

/// A limit that a user can meet, as `mn help limits` prints it.
struct Limit: Sendable {
    enum Value: Hashable, Sendable {
        case seconds(Double)
        case bytes(Int)
        case count(Int)
        /// None.
        case unlimited
    }

    /// What it is of.
    var name: String
    var value: Value
    /// What more there is to say.
    var note: String?

    init(_ name: String, _ value: Value, _ note: String? = nil) {
        self.name = name
        self.value = value
        self.note = note
    }

    init(_ name: String, _ duration: Duration, _ note: String? = nil) {
        self.init(name, Value.seconds(Double(Seconds(duration))), note)
    }

    var words: String {
        let amount =
            switch value {
            case .seconds(let seconds):
                seconds.rounded() == seconds ? "\(Int(seconds)) s" : "\(seconds) s"
            case .bytes(let count): "\(ByteCount(count))"
            case .count(let count): "\(count)"
            case .unlimited: "none"
            }
        return note.map { "\(amount); \($0)" } ?? amount
    }

    var json: JSON {
        var members: JSONObject = ["name": .string(name)]
        switch value {
        case .seconds(let seconds): members["seconds"] = .number(seconds)
        case .bytes(let count): members["bytes"] = .integer(count)
        case .count(let count): members["count"] = .integer(count)
        case .unlimited: members["seconds"] = .null
        }
        members["note"] = .string(orNull: note)
        return .object(members)
    }
}

extension Limit {
    /// In the order of the page: what is asked, what is read, what is served.
    static let all = runner + docker + sizes + served

    private static let runner =
        RunnerLimits.allCases.map { kind in
            let name = "runner: \(kind.rawValue)"
            let silence = "\(Seconds(kind.patience).whole) s without a byte end it too"
            guard let total = kind.total else { return Limit(name, .unlimited, silence) }
            return Limit(name, total, kind.patience < total ? silence : nil)
        } + [
            Limit(
                "runner: pull without progress", RunnerLimits.pullProgress,
                "progress is more of a layer than before, a new layer, or the end"),
            Limit(
                "runner: its container starts", RunnerLimits.start, "10 s if it has run for longer"),
            Limit(
                "runner: a pull goes first", PullPauses.othersLimit,
                "somebody else's, of the same model, after both failed"),
            Limit("runner: models of a list", .count(RunnerLimits.models), "more is an error"),
            Limit("runner: names of all models", .count(RunnerLimits.names), "more is an error"),
            Limit("runner: one name", .bytes(RunnerLimits.nameBytes), "more is an error"),
            Limit("runner: places of a variable", .count(RunnerLimits.places)),
            Limit("runner: an answer", .bytes(RunnerLimits.list.bytes)),
            Limit("runner: values of an answer", .count(RunnerLimits.values)),
            Limit("runner: a log", .bytes(RunnerLimits.logs.bytes), "more is left"),
            Limit(
                "runner: a head", .bytes(HTTPResponseParser.headLimit), "with 1xx answers before"),
            Limit("runner: 1xx answers", .count(HTTPResponseParser.interimLimit)),
            Limit("runner: its words in an error", .count(Excerpt.limit), "then they are cut"),
        ]

    private static let docker = [
        Limit("docker: version", Docker.versionLimit),
        Limit("docker: inspect", Docker.inspectLimit),
        Limit("docker: list", RunnerLimits.list.total ?? .zero),
        Limit("docker: logs", RunnerLimits.logs.total ?? .zero),
        Limit(
            "docker: output", .bytes(CommandResult.outputLimit), "the first of each kind is kept"),
    ]

    private static let sizes = [
        Limit("a probe of the machine", ProbeDeadline.budget, "doctor and record ask more besides"),
        Limit(
            "another mn at the model", .unlimited,
            "install, update and remove say that they wait; Ctrl-C ends it"),
        Limit("a worker", .unlimited, "what it puts into a session of its own outlives mn"),
        Limit("a file that is read", .bytes(Document.sizeLimit)),
        Limit("nesting of JSON", .count(JSON.depthLimit)),
    ]

    private static let served = [
        Limit(
            "sim serve: clients", .count(ServedLimits.clients), "more take the places of idle ones"),
        Limit("sim serve: a head", ServedLimits.head),
        Limit("sim serve: a request", ServedLimits.request),
        Limit("sim serve: silence", ServedLimits.idle),
        Limit("sim serve: a body", .bytes(ServedLimits.body)),
        Limit("sim serve: all bodies that come", .bytes(ServedLimits.held), "then 503"),
    ]
}
