import MNCore
import MNSim
import Profiles
import Testing

@testable import MNFleet

/// What a class of a fleet comes to, held against what the machine itself comes to.
@Suite struct `The judge of a fleet` {
    static let rules = Catalog.builtin.rules
    static let models = Catalog.builtin.models.filter { $0.provider == Model.runnerProvider }
    static let gemma = models.filter { $0.id == "gemma4:e2b" }

    /// Whether a decision is that the model runs, fails or is open.
    enum Kind { case runs, fails, open }

    static func kind(_ decision: Decision) -> Kind {
        switch decision.rule {
        case .insufficientEvidence, .cudaUnknown, .amdUnknown, .adrenoUnknown: .open
        case .amd, .adreno, .cpuAccepted: .runs
        default: decision.status == Status.pass ? .runs : .fails
        }
    }

    static func kind(_ outcome: FleetOutcome) -> Kind {
        switch outcome {
        case .runs: .runs
        case .after, .doesNotRun: .fails
        case .unknown: .open
        }
    }

    /// All machines that come with mn, looked at once.
    private static let probed = Task {
        let library = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        var machines: [(id: String, hardware: Hardware)] = []
        for id in library.ids {
            machines.append((id, await Hardware.probe(ReplayMachine(try library.profile(id)))))
        }
        return machines
    }

    @Test func `says of a record what the machine comes to, or that it is open`() async throws {
        // One for each way to be judged, so that all machines can be tried.
        let models = Self.models.filter {
            ["gemma4:e2b", "qwen3:14b", "smollm2-vllm", "smollm2:135m"].contains($0.id)
        }
        try #require(models.count == 4)
        var judge = FleetJudge(models, Self.rules)
        var (same, open) = (0, 0)
        for (id, hardware) in try await Self.probed.value {
            guard let facts = FleetFacts(hardware) else { continue }
            let again = try Fleet.read(
                Array(Fleet(asOf: nil, sources: [], counts: [facts: 1]).text.utf8), name: id)
            #expect(again.classes.map(\.facts) == [facts])
            for (model, outcome) in zip(models, judge.outcomes(facts)) {
                let decision = Self.kind(Self.rules.decision(model, on: hardware))
                switch (Self.kind(outcome), decision) {
                case (let one, let other) where one == other: same += 1
                case (.open, _): open += 1
                default:
                    Issue.record("\(id), \(model.id): \(outcome), and the machine \(decision)")
                }
            }
        }
        #expect(same > 10 * open, "\(same) the same, \(open) open")
    }

    // MARK: - Ranges

    static func facts(
        _ memory: Testimony<ByteCount>, gpu: Testimony<ByteCount>, driver: Testimony<String>
    ) -> FleetFacts {
        var facts = FleetFacts(
            system: .value(.linux), processor: .value(.x86_64), memory: memory)
        facts.gpus = [
            FleetGPU(.nvidia, name: "NVIDIA GeForce RTX 3060", memory: gpu, driver: driver)
        ]
        return facts
    }

    static func outcome(_ facts: FleetFacts) -> FleetOutcome? {
        var judge = FleetJudge(gemma, rules)
        return judge.outcomes(facts).first
    }

    private static let memory = Testimony.value(ByteCount(32 << 30))
    private static func gib(_ count: Int) -> ByteCount { ByteCount(count << 30) }

    @Test func `tries a fact on each side of a threshold`() {
        let new = Testimony.value("615.10")
        func outcome(_ gpu: Testimony<ByteCount>) -> FleetOutcome? {
            Self.outcome(Self.facts(Self.memory, gpu: gpu, driver: new))
        }
        #expect(outcome(.value(Self.gib(8))) == .runs(isEngineAssumed: true))
        #expect(outcome(.oneOf([Self.gib(8), Self.gib(12)])) == .runs(isEngineAssumed: true))
        #expect(outcome(.between(Self.gib(8), nil)) == .runs(isEngineAssumed: true))
        #expect(outcome(.value(Self.gib(6))) == .doesNotRun(canBeForced: true))
        #expect(outcome(.between(Self.gib(2), Self.gib(6))) == .doesNotRun(canBeForced: true))
        for open: Testimony<ByteCount> in [
            .oneOf([Self.gib(6), Self.gib(8)]), .between(Self.gib(4), nil),
            .between(Self.gib(4), Self.gib(64)), .unknown("nothing is told"),
        ] {
            #expect(outcome(open) == .unknown([.gpuMemory]), "\(open)")
        }
    }

    @Test func `counts a machine under the least that is to be done`() {
        func outcome(_ driver: Testimony<String>) -> FleetOutcome? {
            Self.outcome(Self.facts(Self.memory, gpu: .value(Self.gib(12)), driver: driver))
        }
        #expect(outcome(.value("450.80.02")) == .after(.driver))
        #expect(outcome(.unknown("the inventory has no driver")) == .unknown([.driver]))
        var broken = Self.facts(Self.memory, gpu: .value(Self.gib(12)), driver: .value("615.10"))
        broken.gpus[0].fault = "its driver does not work"
        #expect(Self.outcome(broken) == .after(.driver))
        broken.gpus[0].name = "GeForce GTX 680"
        broken.gpus[0].generation = "3.0"
        #expect(Self.outcome(broken) == .doesNotRun(canBeForced: true))
    }

    @Test func `asks for the facts that would tell, and for no others`() {
        var facts = Self.facts(Self.memory, gpu: .unknown("no"), driver: .unknown("no"))
        #expect(Self.outcome(facts) == .unknown([.gpuMemory, .driver]))
        facts.gpus = []
        facts.untold = [.init(.nvidia, "the inventory lists no GPUs")]
        #expect(Self.outcome(facts) == .unknown([.gpu]))
        let mac = FleetFacts(
            system: .value(.macos), processor: .unknown("no"), memory: .value(Self.gib(16)))
        #expect(Self.outcome(mac) == .unknown([.arch]))
    }

    /// What is shared among models, and looked for once, changes nothing.
    @Test func `says what it says of each model alone`() async throws {
        let models = Self.models.filter {
            ["gemma4:e2b", "qwen3:14b", "smollm2-vllm", "smollm2:135m"].contains($0.id)
        }
        try #require(models.count == 4)
        let slow = SlowJudge(models, Self.rules)
        var judge = FleetJudge(models, Self.rules)
        var kinds: Set<String> = []
        func look(_ facts: FleetFacts, _ name: String) {
            let outcomes = judge.outcomes(facts)
            #expect(outcomes == slow.outcomes(facts), "\(name)")
            kinds.formUnion(outcomes.map(\.words))
        }
        for name in `An inventory`.names {
            for one in try await `An inventory`.fleet(name).classes { look(one.facts, name) }
        }
        for (id, hardware) in try await Self.probed.value {
            if let facts = FleetFacts(hardware) { look(facts, id) }
            #expect(judge.outcomes(on: hardware).count == models.count)
        }
        for action in FleetAction.allCases { #expect(kinds.contains("runs after \(action.words)")) }
        #expect(kinds.count > 10, "\(kinds)")
    }

    /// The changes of Docker's are those of all that are about it.
    @Test func `looks for the changes of Docker's alone`() async throws {
        let named = Self.rules.namedConditions
        for (id, hardware) in try await Self.probed.value {
            let docker = Self.rules.dockerChanges(hardware, named)
            let changes = Self.rules.changes(Self.gemma[0], hardware)
            #expect(docker == changes.filter(docker.contains))
            let others = changes.filter { !docker.contains($0) }
            #expect(others.allSatisfy { $0.action == nil }, "\(id)")
        }
    }

    @Test func `adds up to all machines`() async throws {
        for name in `An inventory`.names {
            let fleet = try await `An inventory`.fleet(name)
            let verdict = FleetVerdict(fleet, Self.models, Self.rules)
            for tally in verdict.tallies {
                #expect(tally.total == fleet.total, "\(name), \(tally.id)")
                #expect(tally.runsAssumed <= tally.runs && tally.withForce <= tally.doesNotRun)
            }
        }
    }
}

@Suite struct `Parts of a whole` {
    @Test(arguments: [
        ([3513, 433, 577, 289], ["73 %", "9 %", "12 %", "6 %"]),
        ([1, 1, 1], ["34 %", "33 %", "33 %"]),
        ([999, 1, 0], [">99 %", "<1 %", "0 %"]),
        ([4, 0], ["100 %", "0 %"]),
        ([0, 0], ["-", "-"]),
    ])
    func `add up, and are nothing or all only if they are`(counts: [Int], words: [String]) {
        #expect(Shares(counts).words == words)
    }
}
