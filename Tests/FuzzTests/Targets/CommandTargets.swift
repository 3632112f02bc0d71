import MNCore
import TestSupport

@testable import MNRunner
@testable import MNSim
@testable import mn

extension FuzzTarget {
    static let commands = [
        FuzzTarget("answers", feedAnswers), FuzzTarget("states", feedStates),
        FuzzTarget("replay", feedReplay), FuzzTarget("blueprint", feedBlueprint),
        FuzzTarget("arguments", feedArguments), FuzzTarget("scenarios", feedScenarios),
    ]

    /// What is asked of a runner.
    private static let lines = [
        "model list", "model show gemma4:e2b", "model doctor", "model install gemma4:e2b",
        "model update gemma4:e2b", "model remove gemma4:e2b", "model list --json",
        "model show gemma4:e2b --json", "model doctor --json", "model install gemma4:e2b --json",
        "model update --json", "model remove gemma4:e2b --json", "model doctor gemma4:e2b",
        "model update", "model install ai/small", "model remove ai/small",
    ].map { $0.split(separator: " ").map(String.init) }

    /// A command, and the answers of a runner and of `docker` to it.
    private static func feedAnswers(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let line = input.choose(lines)
        var world = FuzzWorld()
        let terminal = input.byte()
        world.width = terminal % 2 == 0 ? nil : 80
        world.showsProgress = terminal % 4 > 1
        world.docker = AnsweringDocker(input.parts.map(Canary.planted))
        try world.run(line)
    }

    /// A command on a simulated machine, and the state of its runner.
    private static func feedStates(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let line = input.choose(lines + [["sim", "serve"]])
        var world = FuzzWorld()
        world.files["/state.json"] = input.bytes
        try world.run(line + ["--profile", FuzzWorld.machineID, "--state", "/state.json"])
    }

    /// A traced run, played again.
    private static func feedReplay(_ bytes: [UInt8]) throws {
        guard let trace = try? Trace.read(bytes, name: "t") else { return }
        // A replay of a replay, and scenarios, come to no end that matters here.
        if ["sim", "support"].contains(trace.arguments.first) { return }
        var world = FuzzWorld()
        world.files["/t.jsonl"] = bytes
        try world.run(["support", "replay", "/t.jsonl"])
        try world.run(["support", "replay", "/t.jsonl", "--json"])
    }

    /// A blueprint: its manifest, its configuration, what lies over it, and a variable.
    private static func feedBlueprint(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let choice = input.byte()
        let parts = input.parts
        var world = FuzzWorld()
        world.docker = AnsweringDocker([
            Array(#"[{"id": "sha256:11", "tags": ["docker.io/ai/gemma4:E2B"]}]"#.utf8)
        ])
        for (name, part) in zip(["manifest", "config/default", "config/overwrite"], parts) {
            world.files["/bp/\(name).json"] = part
        }
        if parts.count > 3 {
            world.environment["MN_BLUEPRINT_CONFIG_JSON"] = String(
                decoding: parts[3], as: UTF8.self)
        }
        switch choice % 4 {
        case 0: try world.run(["blueprint", "validate", "/bp"])
        case 1: try world.run(["blueprint", "validate", "/bp", "--json"])
        case 2: try world.run(["blueprint", "run", "/bp", "--dry-run"])
        default: try world.run(["blueprint", "validate", "/bp", "--worker", "docker"])
        }
    }

    /// Words of a command line, one a line.
    private static func feedArguments(_ bytes: [UInt8]) throws {
        let words = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        // These judge everything, which takes its time.
        if words.starts(with: ["sim", "mutate"]) || words.starts(with: ["sim", "coverage"]) {
            return
        }
        try FuzzWorld().run(words)
    }

    /// A whole scenario; what it asks for may not come, and it comes to an end.
    private static func feedScenarios(_ bytes: [UInt8]) throws {
        guard
            var scenario = try? Scenario.read(
                bytes, name: "s", offers: FakeRunners.usual.registry.offers)
        else { return }
        scenario.steps = scenario.steps.prefix(3).filter {
            !["sim", "support"].contains($0.arguments.first)
        }
        let profile = scenario.profile.flatMap { FuzzWorld.texts[$0] }.flatMap {
            try? Profile.read(Array($0.utf8), name: "p")
        }
        let base = World(
            machine: FuzzWorld.machine, http: NoServices(), processes: NoServices(),
            files: MemoryFiles([:]),
            terminal: FuzzTerminal(width: nil, showsProgress: false), time: VirtualTime(),
            environment: [:])
        let run = ScenarioRun(scenario, in: base, profile: profile, program: Program.run)
        for step in run.steps {
            try Ink.check(step.standardOutput, "standard output")
            try Ink.check(step.standardError, "standard error")
            try promise(
                step.exitCode != ExitCode.internalError.rawValue,
                "nothing goes wrong inside: \(step.standardError)")
        }
        for case .stuck(_, let stuck) in run.failures {
            throw BrokenPromise("it does not end: \(stuck)")
        }
    }
}
