import MNCore
import MNSim

/// Makes command lines, mostly about the same few models, and mostly such as make sense.
struct StepsMaker {
    private let material: Material
    private var stream: RandomStream
    private let swarm: Swarm
    private let usual: UsualModels

    init(_ material: Material, _ usual: UsualModels, _ stream: RandomStream, _ swarm: Swarm) {
        self.material = material
        self.usual = usual
        self.stream = stream
        self.swarm = swarm
    }

    /// The words after `mn` of each step.
    mutating func lines() -> [[String]] {
        (0..<stream.geometric(10, most: 8)).map { _ in line() }
    }

    private enum Kind: CaseIterable {
        case list, show, install, update, remove, doctor, recommend, memory, hardware, validate
        case run, rules, nonsense
    }

    /// What changes something is more than what tells it.
    private static let kinds = (Kind.allCases + [.install, .install, .update, .remove]).map {
        (name: "\($0)", kind: $0)
    }

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
        if stream.chance(1, in: 16) { return "own:1b" }
        if stream.chance(1, in: 12) {
            return stream.either(
                "nope:1b", "ai/qwen3", "hf.co/org/model:Q4", "", "a b", "\u{1B}[31mred", "../x",
                "somebody/else:1b", "GEMMA4:E2B", "ai/one:a", "mine")
        }
        guard let model = usual.model(&stream) else { return "gemma4:e2b" }
        return stream.either(model.id, model.id, model.aliases.first ?? model.id, model.reference)
    }

    private mutating func blueprint() -> String {
        if stream.chance(1, in: 12) { return "/nowhere" }
        return stream.pick(material.blueprints) ?? FilesMaker.blueprint
    }
}
