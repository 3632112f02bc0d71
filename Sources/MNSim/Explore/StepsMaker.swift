import MNCore
import MNSim

/// Makes command lines, mostly about the same few models, and mostly such as make sense.
struct StepsMaker {
    private let material: Material
    private var stream: RandomStream
    private let swarm: Swarm
    /// The models that this user cares for.
    private var names: [String] = []

    init(_ material: Material, _ stream: RandomStream, _ swarm: Swarm) {
        self.material = material
        self.stream = stream
        self.swarm = swarm
        for _ in 0..<self.stream.geometric(most: 3) {
            guard let model = self.stream.pick(material.models) else { continue }
            names.append(
                self.stream.either(
                    model.id, model.id, model.aliases.first ?? model.id, model.reference))
        }
    }

    /// The words after `mn` of each step.
    mutating func lines() -> [[String]] {
        (0..<stream.geometric(10, most: 8)).map { _ in line() }
    }

    private enum Kind: CaseIterable {
        case list, show, install, update, remove, doctor, recommend, memory, hardware, validate
        case run, rules, nonsense
    }

    private static let kinds = Kind.allCases.map { (name: "\($0)", kind: $0) }

    private mutating func line() -> [String] {
        var words: [String]
        switch swarm.pick(Self.kinds, &stream) ?? .list {
        case .list: words = ["model", "list"] + some(["--installed"], ["--compatible"])
        case .show:
            words =
                ["model", "show", name()]
                + some(["--compatibility"], ["--explain"], ["--exit-code"], ["--backend", "vllm"])
        case .install:
            words =
                ["model", "install", name()]
                + some(["--force"], ["--dry-run"], ["--context-size", "2048"])
        case .update:
            words =
                ["model", "update"] + (stream.chance(1, in: 3) ? ["--all"] : [name()])
                + some(["--force"])
        case .remove: words = ["model", "remove", name()] + some(["--force"])
        case .doctor:
            words =
                ["model", "doctor", name()]
                + some(["--check", "endpoint"], ["--check", "hardware"], ["--check", "gpu"])
        case .recommend: words = ["model", "recommend"] + some(["--context", "32768"])
        case .memory: words = ["model", "memory", name()] + some(["--context", "0"])
        case .hardware: words = ["hardware"]
        case .validate: words = ["blueprint", "validate", blueprint()] + some(["--force"])
        case .run:
            words =
                ["blueprint", "run", blueprint()] + some(["--dry-run"], ["--install"], ["--force"])
        case .rules: words = ["model", "rules"]
        case .nonsense:
            words = stream.either(
                ["model"], ["model", "instal", name()], ["model", "show", "--wat"],
                ["model", "remove"], ["--version"], ["help", "exit-codes"], [])
        }
        if stream.chance(1, in: 3) { words.append("--json") }
        if stream.chance(1, in: 12) { words.append("--quiet") }
        return words
    }

    /// Each of some options in one of four cases.
    private mutating func some(_ options: [String]...) -> [String] {
        options.flatMap { stream.chance(1, in: 4) ? $0 : [] }
    }

    private mutating func name() -> String {
        if stream.chance(1, in: 12) {
            return stream.either(
                "nope:1b", "ai/qwen3", "hf.co/org/model:Q4", "", "a b", "\u{1B}[31mred", "../x",
                "somebody/else:1b", "GEMMA4:E2B", "ai/one:a")
        }
        return stream.pick(names) ?? "gemma4:e2b"
    }

    private mutating func blueprint() -> String {
        if stream.chance(1, in: 12) { return "/nowhere" }
        return stream.pick(material.blueprints) ?? FilesMaker.blueprint
    }
}

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
        if hasRunner, stream.chance(swarm.weight("runner"), in: 300) {
            step["runnerFaults"] = [.object(runnerFault("runner-\(index)"))]
        }
        if stream.chance(swarm.weight("call"), in: 500) {
            step["callFaults"] = [.object(callFault("call-\(index)"))]
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

    private mutating func callFault(_ id: String) -> JSONObject {
        let call = stream.pick(Scenario.CallFault.Call.allCases) ?? .read
        return counted([
            "id": .string(id), "on": .string(call.rawValue),
            "path": .string(stream.either("*", "*ownership.json", "*catalog.json", "*.lock")),
            "kind": stream.either(
                "denied", ["failed": "write: No space left on device"],
                ["failed": "read: Input/output error"]),
        ])
    }

    /// The kinds that there are, but for their numbers.
    static let runnerKinds: [String] =
        RunnerFault.Kind.plainWords + [
            "slowFirstByteSeconds", "dripSeconds", "throttleBytesPerSecond", "stallAfterParts",
            "closeAfterBytes", "backendError", "errorAfter200", "diskFullAfterBytes", "http",
        ]

    private mutating func runnerFault(_ id: String) -> JSONObject {
        let kinds = Self.runnerKinds.map { (name: $0, kind: $0) }
        let word = swarm.pick(kinds, &stream) ?? "refused"
        let kind: JSON =
            switch word {
            case "slowFirstByteSeconds": [word: .integer(stream.either(1, 6, 20, 700))]
            case "dripSeconds": [word: .number(stream.either(0.001, 0.5, 20))]
            case "throttleBytesPerSecond": [word: .integer(stream.either(1, 100_000, 50_000_000))]
            case "stallAfterParts": [word: .integer(stream.below(6))]
            case "closeAfterBytes": [word: .integer(stream.either(0, 1, 90, 4096))]
            case "backendError": [word: "no space left on device"]
            case "errorAfter200":
                [word: ["message": stream.either("unexpected EOF", "no space left on device")]]
            case "diskFullAfterBytes": [word: .integer(stream.either(0, 1_000_000))]
            case "http":
                [
                    word: [
                        "status": .integer(stream.either(204, 301, 400, 404, 429, 500, 502, 503)),
                        "body": stream.either("", "no\u{1B}[2J good", "{\"error\":\"x\"}"),
                    ]
                ]
            default: .string(word)
            }
        var fault: JSONObject = ["id": .string(id), "kind": kind]
        fault["on"] = stream.pick(
            [
                "*", "GET *", "POST *", "GET /models", "POST /models/create", "DELETE *",
                "GET /engines/status", "POST /engines/*", "GET /models/*", "GET /version",
            ].map { JSON.string($0) })
        return counted(fault)
    }
}
