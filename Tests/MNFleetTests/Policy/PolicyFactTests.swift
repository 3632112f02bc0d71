import MNCore
import MNSim
import Testing

@testable import MNFleet

/// What is true of a machine, is not, or cannot be told.
@Suite struct `A fact of a policy` {
    static func truth(_ query: String, _ facts: FleetFacts) throws -> Ternary {
        let promise = try PolicyParser.promise("a on \(query): pass")
        guard case .fact(let fact, _) = promise.query else { return .unknown }
        return facts.truth(fact)
    }

    static let card = PolicyFixture.facts(vram: 8188, driver: "580.95.05")

    @Test func `of a size begins where the rules begin`() throws {
        #expect(Policy.standard.nominalShare == 0.92)
        for size in [ByteCount(1), .gibibytes(8), .gibibytes(12), .gibibytes(23.5)] {
            let least = (size * Testimony<ByteCount>.nominalPercent + ByteCount(99)) / 100
            #expect(Testimony.value(least).truth(.moreOrEqual, size, isNominal: true) == .yes)
            #expect(
                Testimony.value(least - ByteCount(1)).truth(.moreOrEqual, size, isNominal: true)
                    == .no)
        }
    }

    @Test(arguments: [
        // 92 % of 8 GiB are 7536.64 MiB.
        (7536, "vram >= 8GB", Ternary.no), (7537, "vram >= 8GB", .yes),
        (7536, "vram < 8GB", .yes), (7537, "vram < 8GB", .no), (8188, "vram = 8GB", .yes),
        (8192, "vram = 8GB", .yes), (8193, "vram = 8GB", .no), (8192, "vram > 8GB", .no),
        (8193, "vram > 8GB", .yes), (8192, "vram <= 8GB", .yes), (8193, "vram <= 8GB", .no),
        (7536, "vram = 8GB", .no),
    ])
    func `of a nominal size is that of the box`(
        mebibytes: Int, query: String, truth: Ternary
    ) throws {
        #expect(try Self.truth(query, PolicyFixture.facts(vram: mebibytes)) == truth)
    }

    @Test func `of an exact size is reached whole`() throws {
        var facts = PolicyFixture.withoutGPU(gibibytes: 15.9)
        #expect(try Self.truth("ram >= 16GB", facts) == .yes)
        facts.isMemoryExact = true
        #expect(try Self.truth("ram >= 16GB", facts) == .no)
        #expect(try Self.truth("ram < 16GB", facts) == .yes)
        var card = Self.card
        card.gpus[0].isExact = true
        #expect(try Self.truth("vram >= 8GB", card) == .no)
    }

    @Test func `that is not told is neither true nor false`() throws {
        let unknown = PolicyFixture.facts(vram: nil, driver: nil)
        for comparison in PolicyComparison.allCases {
            #expect(try Self.truth("vram \(comparison.rawValue) 12GB", unknown) == .unknown)
            #expect(try Self.truth("driver \(comparison.rawValue) 550", unknown) == .unknown)
        }
        #expect(try Self.truth("model X", unknown) == .unknown)
        #expect(try Self.truth("tag x", unknown) == .no)
        var other = PolicyFixture.withoutGPU(gibibytes: 8)
        #expect(try Self.truth("virtual", other) == .unknown)
        #expect(try Self.truth("vendor none", other) == .yes)
        other.untold = [.init(.nvidia, "not asked")]
        #expect(try Self.truth("vendor nvidia", other) == .unknown)
        #expect(try Self.truth("vendor none", other) == .unknown)
        #expect(try Self.truth("vendor amd", other) == .no)
        #expect(try Self.truth("vram >= 1GB", other) == .unknown)
        #expect(try Self.truth("driver >= 1", other) == .unknown)
    }

    @Test func `of a range is true where all of it is`() throws {
        var facts = Self.card
        facts.gpus[0].memory = .between(.gibibytes(8), .gibibytes(12))
        #expect(try Self.truth("vram >= 8GB", facts) == .yes)
        #expect(try Self.truth("vram >= 10GB", facts) == .unknown)
        #expect(try Self.truth("vram < 16GB", facts) == .yes)
        facts.gpus[0].memory = .between(.gibibytes(8), nil)
        #expect(try Self.truth("vram < 16GB", facts) == .unknown)
        facts.gpus[0].memory = .oneOf([.gibibytes(8), .gibibytes(16)])
        #expect(try Self.truth("vram >= 8GB", facts) == .yes)
        #expect(try Self.truth("vram >= 16GB", facts) == .unknown)
        #expect(try Self.truth("vram > 16GB", facts) == .no)
        facts.system = .oneOf([.linux, .windows])
        #expect(try Self.truth("system linux", facts) == .unknown)
        #expect(try Self.truth("system macos", facts) == .no)
    }

    @Test func `of memory is that of the largest GPU with its own`() throws {
        var facts = Self.card
        facts.gpus.append(
            FleetGPU(.nvidia, name: "B", memory: .value(.gibibytes(24)), driver: .value("580.1")))
        #expect(try Self.truth("vram = 24GB", facts) == .yes)
        #expect(try Self.truth("vram <= 8GB", facts) == .no)
        facts.gpus[1].memory = .unknown("not told")
        #expect(try Self.truth("vram >= 8GB", facts) == .yes)
        #expect(try Self.truth("vram < 16GB", facts) == .unknown)
        facts.gpus = [
            FleetGPU(
                .apple, name: "M1", memory: .unknown("none"), pool: .unified,
                driver: .unknown("none"))
        ]
        #expect(try Self.truth("vram < 1GB", facts) == .yes)
        #expect(try Self.truth("vendor = apple", facts) == .yes)
    }

    @Test(arguments: [
        ("driver = 580", Ternary.yes), ("driver = 580.95", .yes),
        ("driver = 580.95.05.1", .unknown),
        ("driver > 580", .no), ("driver >= 580.96", .no), ("driver < 581", .yes),
        ("driver <= 580.94", .no), ("driver > 579.99", .yes),
    ])
    func `of a driver compares the numbers that are written`(
        query: String, truth: Ternary
    ) throws {
        #expect(try Self.truth(query, Self.card) == truth)
        #expect(try Self.truth(query, PolicyFixture.withoutGPU(gibibytes: 8)) == .no)
    }
}
