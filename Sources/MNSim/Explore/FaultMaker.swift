import MNCore
import MNSim

/// Says what goes wrong with each step: with which call of which kind, the how maniest, and how.
struct FaultMaker {
    private var stream: RandomStream
    private let swarm: Swarm

    init(_ stream: RandomStream, _ swarm: Swarm) {
        self.stream = stream
        self.swarm = swarm
    }

    mutating func step(_ words: [String], _ index: Int, hasRunner: Bool) -> JSONObject {
        var step = Situation.step(words)
        if stream.chance(1, in: 8) {
            step["afterSeconds"] = .integer(stream.either(1, 60, 400, 90_000))
        }
        if swarm.isCalm { return step }
        if hasRunner, stream.chance(swarm.weight("runner"), in: 150) {
            step["runnerFaults"] = [.object(runnerFault("runner-\(index)", words))]
        }
        if stream.chance(swarm.weight("call"), in: 500) {
            step["callFaults"] = [.object(callFault("call-\(index)", words))]
        }
        if stream.chance(swarm.weight("kill"), in: 500) {
            var kill: JSONObject = ["afterCall": .integer(stream.below(90))]
            if stream.chance(1, in: 2) { kill["part"] = .integer(stream.geometric(14, most: 30)) }
            step["killed"] = .object(kill)
            step["exit"] = .integer(Scenario.Kill.exitCode)
        }
        return step
    }

    private mutating func counted(_ fault: JSONObject) -> JSONObject {
        var fault = fault
        if stream.chance(1, in: 2) { fault["firstCall"] = .integer(stream.geometric(most: 5)) }
        if stream.chance(1, in: 2) { fault["times"] = .integer(stream.geometric(most: 3)) }
        return fault
    }

    private mutating func callFault(_ id: String, _ words: [String]) -> JSONObject {
        var call = stream.pick(Scenario.CallFault.Call.allCases) ?? .read
        var path = stream.either("*", "*ownership.json", "*catalog.json", "*.lock")
        // What changes models mostly cannot read or write what it keeps of them.
        if words.first == "model",
            ["install", "update", "remove"].contains(words.dropFirst().first),
            stream.chance(2, in: 3)
        {
            (call, path) = (stream.either(.read, .replace), "*ownership.json")
        }
        return counted([
            "id": .string(id), "on": .string(call.rawValue),
            "path": .string(path),
            "kind": stream.either(
                "denied", ["failed": "write: No space left on device"],
                ["failed": "read: Input/output error"]),
        ])
    }

    /// The kinds that there are, but for their numbers.
    static let runnerKinds: [String] =
        RunnerFault.Kind.plainWords + [
            "slowFirstByteSeconds", "dripSeconds", "throttleBytesPerSecond", "stallAfterParts",
            "closeAfterBytes", "backendInstallingUntilSeconds", "backendError", "errorAfter200",
            "diskFullAfterBytes",
            "http",
        ]

    private mutating func runnerFault(_ id: String, _ words: [String]) -> JSONObject {
        var kinds = Self.runnerKinds
        var fitting: Set<String> = []
        // Where a command pulls or loads, that is mostly what fails; and what a runner says of it has many
        // kinds of its own.
        if words.prefix(2) == ["model", "install"] || words.prefix(2) == ["model", "update"] {
            fitting = Self.onPull.union(Self.onLoad)
            kinds += (0..<4).flatMap { _ in Self.spoken }
        } else if words.prefix(2) == ["model", "doctor"] {
            fitting = Self.onLoad.union(["http"])
        } else if words.prefix(2) == ["model", "remove"] {
            fitting = ["conflict", "http", "proxyInjectsHtml"]
        }
        if stream.chance(1, in: 3) { (kinds, fitting) = (Self.runnerKinds, []) }
        if !fitting.isEmpty { kinds = kinds.filter(fitting.contains) }
        let word = swarm.pick(kinds.map { (name: $0, kind: $0) }, &stream) ?? "refused"
        let isRemoval = fitting.contains("conflict")
        let place = isRemoval ? "DELETE *" : place(word, isFitting: !fitting.isEmpty)
        let kind = kind(word, at: place)
        var fault: JSONObject = ["id": .string(id), "kind": kind]
        fault["on"] = .string(place)
        return counted(fault)
    }

    /// What happens, with numbers and words.
    private mutating func kind(_ word: String, at place: String) -> JSON {
        switch word {
        case "slowFirstByteSeconds": [word: .integer(stream.either(1, 6, 20, 700))]
        case "dripSeconds": [word: .number(stream.either(0.001, 0.5, 20))]
        case "throttleBytesPerSecond": [word: .integer(stream.either(1, 100_000, 50_000_000))]
        case "stallAfterParts": [word: .integer(stream.below(6))]
        case "closeAfterBytes": [word: .integer(stream.either(0, 1, 90, 4096))]
        case "backendInstallingUntilSeconds": [word: .integer(stream.either(3, 40, 4000))]
        case "backendError": [word: text(RunnerWords.loads)]
        case "errorAfter200":
            [
                word: [
                    "message": text(RunnerWords.pulls),
                    "afterParts": .integer(stream.below(3)),
                ]
            ]
        case "diskFullAfterBytes": [word: .integer(stream.either(0, 1_000_000))]
        case "http" where place == Self.loading:
            [word: ["status": 500, "body": text(RunnerWords.loads)]]
        case "http":
            [
                word: [
                    "status": .integer(
                        stream.either(200, 204, 301, 400, 401, 404, 422, 429, 500, 502, 503, 507)),
                    "body": text(RunnerWords.pulls),
                ]
            ]
        default: .string(word)
        }
    }

    /// Where it happens: mostly where such a thing does.
    private mutating func place(_ word: String, isFitting: Bool) -> String {
        if isFitting || stream.chance(1, in: 2) {
            if word == "http" { return stream.either(Self.pulling, Self.loading) }
            if Self.onPull.contains(word) { return Self.pulling }
            if Self.onLoad.contains(word) { return Self.loading }
        }
        return stream.pick([
            "*", "GET *", "POST *", "GET /models", "POST /models/create", "DELETE *",
            "GET /engines/status", "POST /engines/*", "GET /models/*", "GET /version",
        ]) ?? "*"
    }

    static let pulling = "POST /models/create"
    /// What loads a model or asks it; to set it up loads nothing.
    static let loading = "POST /engines/*/v1/*"
    private static let spoken = ["errorAfter200", "http", "http"]
    private static let onPull: Set<String> = [
        "throttleBytesPerSecond", "stallAfterParts", "closeAfterBytes", "malformedChunk",
        "noTerminalEvent", "errorAfter200", "duplicateProgress", "progressGoesBack",
        "unauthorized", "modelNotFound", "unsupportedMediaType", "diskFullAfterBytes", "http",
    ]
    private static let onLoad: Set<String> = [
        "backendError", "evicted", "loadTimeout", "quitUnexpectedly",
        "backendInstallingUntilSeconds",
    ]

    /// What a runner says; now and then what nobody knows.
    private mutating func text(_ words: [(text: String, code: ErrorCode)]) -> JSON {
        .string(stream.pick(words.map(\.text) + RunnerWords.others) ?? "")
    }
}
