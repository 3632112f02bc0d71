import MNCore
import MNFleet
import Testing

/// The longest context that a share of a fleet can run.
@Suite struct `The contexts of a fleet` {
    private static let models = `The judge of a fleet`.models.filter { $0.id == "qwen3:14b" }

    private static func contexts(_ classes: [(FleetFacts, Int)]) -> FleetContexts {
        let fleet = Fleet(
            asOf: nil, sources: [],
            counts: Dictionary(classes, uniquingKeysWith: { first, _ in first }))
        let verdict = FleetVerdict(fleet, models, `The judge of a fleet`.rules)
        return FleetContexts(fleet, verdict, models, .builtin)
    }

    private static func facts(_ gibibytes: Int) -> FleetFacts {
        `The judge of a fleet`.facts(
            .value(ByteCount(64 << 30)), gpu: .value(ByteCount(gibibytes << 30)),
            driver: .value("615.10"))
    }

    @Test func `are those of the machines that can least`() throws {
        let contexts = Self.contexts([(Self.facts(16), 10), (Self.facts(48), 90)])
        let most = try #require(contexts.longest(0, percent: 90))
        let least = try #require(contexts.longest(0, percent: 100))
        #expect(least < most)
        #expect(contexts.longest(0, percent: 91) == least)
        #expect(contexts.longest(0, percent: 1) == most)
    }

    @Test func `count no machine on which the model is not known to run`() {
        var open = Self.facts(48)
        open.gpus[0].driver = .unknown("the inventory has no driver")
        let contexts = Self.contexts([(Self.facts(48), 9), (Self.facts(4), 1), (open, 90)])
        #expect(contexts.longest(0, percent: 9) != nil)
        #expect(contexts.longest(0, percent: 10) == nil)
        #expect(Self.contexts([]).longest(0, percent: 1) == nil)
    }

    @Test func `take the least of a range`() throws {
        var ranged = Self.facts(48)
        ranged.gpus[0].memory = .between(ByteCount(16 << 30), nil)
        let contexts = Self.contexts([(ranged, 1)])
        #expect(
            contexts.longest(0, percent: 100)
                == Self.contexts([(Self.facts(16), 1)]).longest(0, percent: 100))
    }
}
