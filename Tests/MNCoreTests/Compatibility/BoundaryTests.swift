import MNCore
import MNMachine
import MNSim
import Profiles
import Testing

@Suite("The nearest boundary of a verdict")
struct BoundaryTests {
    private static let catalog = Catalog.builtin

    private static func hardware(_ id: String) async throws -> Hardware {
        let text = try #require(EmbeddedProfiles.texts[id])
        return await Hardware.probe(ReplayMachine(try Profile.read(Array(text.utf8), name: id)))
    }

    private static func boundary(_ id: String) async throws -> Boundary {
        let model = try catalog.model(named: Catalog.defaultModel)
        return catalog.rules.boundary(model, on: try await hardware(id))
    }

    @Test("A card that is too small is told the size that would do, to the byte")
    func namesTheThreshold() async throws {
        let boundary = try await Self.boundary("nvidia-rtx2060-6gb")
        #expect(boundary.decision.rule == .cudaSmall)
        let first = try #require(boundary.crossings.first)
        #expect(first.changes.map(\.name) == [.gpu(0, .memory)])
        #expect(first.decision.rule == .cuda)
        #expect(
            first.words == "With 8 GB instead of 6 GiB of GPU memory it would pass (rule cuda).")
        guard case .size(let bytes) = first.changes[0].to else {
            Issue.record("no size")
            return
        }
        let model = try Self.catalog.model(named: Catalog.defaultModel)
        let hardware = try await Self.hardware("nvidia-rtx2060-6gb")
        let below = try #require(hardware.taking(.gpu(0, .memory), .size(bytes - ByteCount(1))))
        #expect(Self.catalog.rules.decision(model, on: below).rule == .cudaSmall)
    }

    @Test("A verdict that holds is told where it would be lost")
    func namesWhereItIsLost() async throws {
        let boundary = try await Self.boundary("nvidia-rtx5060-8gb")
        #expect(boundary.decision.status == .pass)
        let first = try #require(boundary.crossings.first)
        #expect(
            first.words
                == "With less than 8 GB instead of 7.9 GiB of GPU memory it would fail (rule cuda-small)."
        )
    }

    @Test("What two facts stand in the way of is told with both")
    func findsPairs() async throws {
        var hardware = try await Self.hardware("nvidia-rtx2060-6gb")
        hardware.gpus[0].fault = .noMIGInstance
        let model = try Self.catalog.model(named: Catalog.defaultModel)
        var rules = Self.catalog.rules
        // No other GPU and no processor would do: the card must be larger, and work.
        rules.rules.removeAll { ![.cudaSmall, .cudaUnusable, .cuda].contains($0.id) }
        rules.listings.removeAll { $0.vendor != .nvidia }
        rules.rules.append(Rule(.cpuSmall, when: [], .fail, .cpu))
        let boundary = rules.boundary(model, on: hardware)
        #expect(boundary.decision.rule == .cudaSmall)
        let first = try #require(boundary.crossings.first)
        #expect(Set(first.changes.map(\.name)) == [.gpu(0, .memory), .gpu(0, .usable)])
        #expect(first.decision.rule == .cuda)
        #expect(boundary.evaluations <= RuleTable.boundaryEvaluations)
    }

    @Test(
        "Every machine has one, it is the same every time, and it costs a bounded number of verdicts"
    )
    func isBoundedEverywhere() async throws {
        #expect(RuleTable.boundaryEvaluations <= 1_300)
        var without: [String] = []
        for id in EmbeddedProfiles.texts.keys.sorted() {
            let boundary = try await Self.boundary(id)
            #expect(boundary.evaluations <= RuleTable.boundaryEvaluations)
            #expect(try await Self.boundary(id) == boundary, "\(id)")
            for crossing in boundary.crossings {
                #expect(crossing.decision.status != boundary.decision.status)
                #expect((1...2).contains(crossing.changes.count))
            }
            if boundary.crossings.isEmpty { without.append(id) }
        }
        // Its processor, its system and its memory are all in the way.
        #expect(without == ["ibm-power9-64gb-freebsd"])
    }

    @Test("Names of facts are read as people write them")
    func readsNames() {
        #expect(FactName(parsing: "gpus.0.memory") == .gpu(0, .memory))
        #expect(FactName(parsing: "/gpus/1/driver") == .gpu(1, .driver))
        #expect(FactName(parsing: "memory.total") == .installedMemory)
        #expect(FactName(parsing: "docker_engine.runtimes") == .engineRuntimes)
        for bad in [
            "", "/", "gpus", "gpus.x.memory", "gpus.-1.memory", "gpus.0.memory.x",
            "gpus.99999999999999999999.driver",
        ] {
            #expect(FactName(parsing: bad) == nil, "\(bad)")
        }
        let size = FactValue.size(ByteCount(1))
        #expect(size.reading("8GB") == .size(ByteCount(8 << 30)))
        #expect(size.reading("24576 MiB") == .size(ByteCount(24576 << 20)))
        #expect(size.reading("1024") == .size(ByteCount(1024)))
        for bad in ["", "GB", "8 apples", "-1", "1e400", "99999999999 TB", "nan"] {
            #expect(size.reading(bad) == nil, "\(bad)")
        }
        #expect(FactValue.flag(true).reading("no") == .flag(false))
    }
}

@Suite("The way to a verdict that cannot be told")
struct OpenListingTests {
    /// Where it is open whether a GPU counts, no row of the table was asked about it.
    @Test("Names what is open, and no row that would hold")
    func namesWhatIsOpen() async throws {
        let text = try #require(EmbeddedProfiles.texts["amd-rx6600xt-8gb-wsl-denied"])
        let profile = try Profile.read(Array(text.utf8), name: "profile")
        let hardware = await Hardware.probe(ReplayMachine(profile))
        let rules = Catalog.builtin.rules
        let machine = rules.prepared(hardware)
        let model = try Catalog.builtin.model(named: Catalog.defaultModel)
        let steps = rules.explanation(of: rules.verdict(model, on: machine), on: machine)
        #expect(steps.map(\.rule) == [.insufficientEvidence])
        #expect(steps.first?.truth == .unknown)
        #expect(steps.first?.findings.contains { $0.truth == .unknown } == true)
    }
}
