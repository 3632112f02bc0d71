import MNCore
import MNSim
import Profiles
import Synchronization
import Testing

@testable import mn

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Every number of every input in turn becomes one that nobody expects; a trap would end the tests.
@Suite(.serialized) struct `Extreme numbers` {
    private static let takesAll = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"

    /// Runs some of the lines on each variant of the text at `path`: all of them, or by turns.
    private static func sweep(
        _ text: String, at path: String, _ files: [String: String] = [:], share few: Int,
        _ lines: [String]
    ) throws {
        let bytes = Array(text.utf8)
        let places = ExtremeNumbers.places(in: bytes)
        #expect(!places.isEmpty)
        var files = files.mapValues { Array($0.utf8) }
        files[path] = bytes
        for line in lines {
            let run = try ExtremeRun(line, files)
            let code = run.session.exitCode
            // A doctor may find something, and a scenario without transcript differs.
            let isUsual =
                code == .done || code == .failed && line.contains("doctor")
                || code == .differs && line.contains("sim run")
            #expect(isUsual, "\(line): \(run.session.error)")
        }
        let share = takesAll && few < 5 ? 1 : few
        var turn = 0
        for place in places.map({ [$0] }) + [places] {
            for number in ExtremeNumbers.all {
                turn += 1
                if place.count == 1, !turn.isMultiple(of: share) { continue }
                files[path] = ExtremeNumbers.replacing(place, in: bytes, by: number)
                for (index, line) in lines.enumerated() {
                    if (turn / share) % lines.count != index { continue }
                    try ExtremeRun(line, files).check(
                        "\(line), \(path) with \(number) at byte \(place.first?.lowerBound ?? 0)")
                }
            }
        }
    }

    private static func onState(_ words: String) -> String {
        "\(words) --profile test-cuda-8gb --state \(ExtremeRun.state)"
    }

    private static let commands = [
        "model list", "model show qwen3:8b", "model doctor smollm2:135m",
        "model install qwen3:8b --force", "model install smollm2:135m --json",
        "model update smollm2:135m --json", "model remove smollm2:135m",
    ].map(onState)

    @Test func `of a runner's state`() throws {
        try Self.sweep(ExtremeStates.one, at: ExtremeRun.state, share: 3, Self.commands)
    }

    @Test(arguments: ExtremeStates.many.keys.sorted())
    func `of a state too many to be added up`(name: String) throws {
        let state = Array(try #require(ExtremeStates.many[name]).utf8)
        #expect(state.count < 2 << 20)
        for (index, line) in Self.commands.enumerated() {
            // By turns, but each state meets a look at the disk and an install; one that is told of
            // all its layers in full takes its time.
            let isWanted =
                index == name.count % Self.commands.count || line.contains("doctor")
                || line.contains("8b --force") && name != "layers of an offer"
            if !Self.takesAll, !isWanted { continue }
            try ExtremeRun(line, [ExtremeRun.state: state]).check("\(line), \(name)")
        }
    }

    @Test func `of a runner's answers`() throws {
        let field = JSONField(try JSON.parse(ExtremeStates.one))
        let state = try RunnerState(field)
        for (index, line) in [
            "model list", "model doctor smollm2:135m", "model install qwen3:8b --force",
            "model update smollm2:135m", "model remove smollm2:135m",
        ].enumerated() {
            /// - Returns: how many numbers were answered.
            func run(_ place: Int?, _ number: String) throws -> Int {
                let docker = Box<ChangedAnswers>()
                let run = try ExtremeRun(line, [:]) { time in
                    let changed = ChangedAnswers(
                        SimulatedDocker(state, time: time), place: place, number: number)
                    docker.value = changed
                    return changed
                }
                run.check("\(line), \(number) for number \(place ?? -1) of the answers")
                return docker.value?.count ?? 0
            }
            let count = try run(Int.max, "")
            #expect(count > 0)
            for number in ExtremeNumbers.all { _ = try run(nil, number) }
            let step = Self.takesAll ? 1 : max(1, count * ExtremeNumbers.all.count / 60)
            for turn in stride(from: index, to: count * ExtremeNumbers.all.count, by: step) {
                _ = try run(
                    turn / ExtremeNumbers.all.count,
                    ExtremeNumbers.all[turn % ExtremeNumbers.all.count])
            }
        }
    }

    @Test(arguments: [0, 1, 1 << 55, .max, .min])
    func `of a pull that stalls for minutes`(total: Int) throws {
        let state = try RunnerState(JSONField(try JSON.parse(ExtremeStates.one)))
        let run = try ExtremeRun("model install qwen3:8b --force", [:]) { time in
            StallingPull(SimulatedDocker(state, time: time), time: time, total: total)
        }
        run.check("a total of \(total)")
        #expect(run.session.error.contains("Pulling"))
    }

    @Test func `of a machine`() throws {
        let profiles = EmbeddedProfiles.texts.sorted { $0.key < $1.key }
        let lines =
            [
                "hardware", "hardware --json", "model show qwen3:8b", "model list --json",
            ].map { "\($0) --profile \(ExtremeRun.profile)" } + [
                "profile lint \(ExtremeRun.profile)", "profile show \(ExtremeRun.profile)",
                "profile diff \(ExtremeRun.profile) test-cuda-8gb", "sim matrix --profiles /m",
            ]
        // All places of all machines with all numbers would be a million: here they take turns.
        for (index, (_, text)) in profiles.enumerated() {
            if !Self.takesAll, !index.isMultiple(of: 12) { continue }
            let count = ExtremeNumbers.places(in: Array(text.utf8)).count
            let share = max(1, Self.takesAll ? min(count, 97) : count)
            try Self.sweep(text, at: ExtremeRun.profile, share: share, lines)
        }
    }

    @Test func `of a catalog`() throws {
        let catalog = """
            [{"id": "own:1b", "model": "ai/own:1B", "context_size": 4096, "size_bytes": 1000,
              "requirements": {"min_vram_gb": 8, "min_unified_memory_gb": 16.5,
                               "min_cpu_ram_gb": 32, "cpu_ram_gb": 64}}]
            """
        try Self.sweep(
            catalog, at: TestWorld.homeCatalog, [ExtremeRun.state: ExtremeStates.one], share: 1,
            [
                "model list", "model show own:1b --compatibility", "model rules --json",
                Self.onState("model install own:1b --force"), "sim matrix --models all",
            ])
    }

    @Test func `of a ledger`() throws {
        let ledger = """
            {"version": 1, "models": {"smollm2:135m": {"model_id": "smollm2", "manual": true,
             "owners": {"a": {"since": 5, "updated_at": "2026-01-01T00:00:00.000000Z"}},
             "updated_at": "2026-01-01T00:00:00.000000Z", "uses": 12}}}
            """
        let state = try RunnerState(JSONField(try JSON.parse(ExtremeStates.one)))
        let path = "/home/user/.mn/models/ownership.json"
        let bytes = Array(ledger.utf8)
        for place in ExtremeNumbers.places(in: bytes) {
            for (number, line) in zip(
                ExtremeNumbers.all,
                (0...).lazy.map { ["model list", "model remove smollm2:135m"][$0 % 2] })
            {
                let changed = ExtremeNumbers.replacing([place], in: bytes, by: number)
                try ExtremeRun(line, [path: changed]) { SimulatedDocker(state, time: $0) }
                    .check("\(line), ledger with \(number)")
            }
        }
    }

    @Test(
        arguments: [
            .zero, .seconds(-1_767_225_601), .seconds(-1_767_225_600 - 86_400), .seconds(Int64.max),
            .seconds(Int64.min), .seconds(300_000_000_000), .seconds(-70_000_000_000),
            .nanoseconds(Int64.max), .nanoseconds(Int64.min),
        ] as [Duration])
    func `of the clock`(shift: Duration) throws {
        let state = try RunnerState(JSONField(try JSON.parse(ExtremeStates.one)))
        for line in [
            "model install qwen3:8b --force", "model list", "model doctor smollm2:135m",
            "model update smollm2:135m", "model remove smollm2:135m",
        ] {
            let run = try ExtremeRun(line, [:], clock: shift) { SimulatedDocker(state, time: $0) }
            run.check("\(line), \(shift)")
            // At the ends of the range time stands still, and so does what is simulated.
            if shift.components.seconds.magnitude > 1_000_000_000_000 { continue }
            let usual = try ExtremeRun(line, [:]) { SimulatedDocker(state, time: $0) }
            #expect(run.session.exitCode == usual.session.exitCode, "\(line): \(run.session.error)")
        }
    }

    @Test func `of a command line and of variables`() throws {
        let files = [ExtremeRun.state: Array(ExtremeStates.one.utf8)]
        for number in ExtremeNumbers.all {
            for line in [
                Self.onState("model install smollm2:135m --context-size \(number)"),
                "model list --data-as-of \(number)", "sim serve --port \(number)",
                "sim matrix --baseline /m/b.json --update-baseline --accept-flips \(number)",
                "sim mutate --machines \(number)",
            ] {
                try ExtremeRun(line, files).check(line)
            }
            let variables = [
                "HOME": "/home/user", "COLUMNS": number, "MODEL_RUNNER_PORT": number,
                "MODEL_RUNNER_HOST": "http://127.0.0.1:\(number)",
            ]
            try ExtremeRun("model list", files, environment: variables).check("variables \(number)")
        }
    }

    @Test func `of a scenario`() throws {
        let scenario = """
            {"schema": "mn.scenario/1", "title": "A pull", "intent": "Numbers are numbers.",
             "profile": "test-cuda-8gb", "terminal": 80,
             "environment": {"HOME": "/home/user"},
             "heldUntilSeconds": {"/home/user/.mn/models/ownership.json.lock": 2},
             "runner": \(ExtremeStates.one),
             "runnerFaults": [{"id": "slow", "on": "GET /models", "firstCall": 2, "times": 1,
               "fromSeconds": 0, "untilSeconds": 60, "kind": {"slowFirstByteSeconds": 3}}],
             "steps": [{"run": ["mn", "model", "install", "qwen3:8b", "--force"], "exit": 0,
                        "afterSeconds": 5, "seconds": {"atLeast": 1, "atMost": 600}},
                       {"run": ["mn", "model", "list"], "exit": 0, "afterSeconds": 7}]}
            """
        try Self.sweep(
            scenario, at: "/s/pull.json", share: 4, ["sim run --scenarios /s --json"])
    }
}

/// What one closure puts away and another takes.
private final class Box<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)
    var value: Value? {
        get { content.withLock(\.self) }
        set { content.withLock { $0 = newValue } }
    }
}
