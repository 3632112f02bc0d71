import MNCore
import MNSim
import Testing

@testable import MNFleet

/// Whether what is promised is so, is not, or cannot be told.
@Suite struct `A promise` {
    static let fleetLine = "fleet fleet.json\n"

    static func result(
        _ promise: String, _ fleet: Fleet = PolicyFixture.usual
    ) async throws -> PolicyResult {
        let check = try await PolicyFixture.check(fleetLine + promise, fleet)
        return try #require(check.results.first)
    }

    static func fault(
        _ text: String, _ fleet: Fleet = PolicyFixture.usual,
        asOf: CalendarDate = PolicyFixture.day, files: [String: String] = [:]
    ) async -> PolicyFault? {
        do {
            _ = try await PolicyFixture.check(text, fleet, asOf: asOf, files: files)
            return nil
        } catch { return error as? PolicyFault }
    }

    // Of 100 machines 60 run, 30 do not, of 10 it is not known.
    @Test(arguments: [
        ("runs >= 60%", PolicyStanding.met), ("runs > 60%", .notKnown),
        ("runs >= 70%", .notKnown), ("runs > 70%", .broken), ("runs >= 70.000001%", .broken),
        ("runs <= 70%", .met), ("runs < 70%", .notKnown), ("runs <= 60%", .notKnown),
        ("runs < 60%", .broken), ("runs = 60%", .notKnown), ("runs = 65%", .notKnown),
        ("runs = 59%", .broken), ("runs = 71%", .broken),
        ("does not run <= 40%", .met), ("does not run <= 39%", .notKnown),
        ("does not run < 30%", .broken), ("unknown <= 10%", .met), ("unknown < 10%", .broken),
        ("unknown = 10%", .met), ("after action <= 10%", .met), ("after action = 0%", .notKnown),
        ("runs >= 60% and unknown <= 10%", .met), ("runs >= 60% and unknown <= 9%", .broken),
        ("runs >= 65% and unknown <= 10%", .notKnown),
    ])
    func `of bounds is met whatever is not known, or broken`(
        bounds: String, standing: PolicyStanding
    ) async throws {
        let result = try await Self.result("gemma4:e2b on fleet: \(bounds)")
        #expect(result.standing == standing)
        #expect(result.tally.runs == 60 && result.tally.doesNotRun == 30 && result.unknown == 10)
        #expect(result.against.isEmpty == (standing == .met))
    }

    @Test func `counts what runs after an action where it says so`() async throws {
        let fleet = PolicyFixture.fleet([
            (PolicyFixture.facts(vram: 8188), 6),
            (PolicyFixture.facts(vram: 8188, driver: "470.1"), 4),
        ])
        let text = "gemma4:e2b on fleet: runs"
        #expect(try await Self.result("\(text) = 100%", fleet).standing == .broken)
        let after = try await Self.result("\(text) or after driver update = 100%", fleet)
        #expect(after.standing == .met && after.tally.afterAction == [.driver: 4])
        #expect(
            try await Self.result("\(text) or after engine change = 100%", fleet).standing
                == .broken)
        #expect(
            try await Self.result("\(text) or after action >= 100%", fleet).standing == .met)
        #expect(
            try await Self.result("gemma4:e2b on fleet: after driver update = 40%", fleet)
                .standing == .met)
    }

    @Test func `does not round`() async throws {
        let fleet = PolicyFixture.fleet([
            (PolicyFixture.facts(vram: 8188), 699_999),
            (PolicyFixture.withoutGPU(gibibytes: 2), 300_001),
        ])
        #expect(
            try await Self.result("gemma4:e2b on fleet: runs >= 70%", fleet).standing == .broken)
        #expect(
            try await Self.result("gemma4:e2b on fleet: runs >= 69.9999%", fleet).standing == .met)
    }

    @Test func `of statuses is about every verdict`() async throws {
        let fails = try await Self.result("gemma4:e2b on fleet: pass")
        #expect(fails.standing == .broken)
        #expect(fails.against.map(\.machines) == [30, 10])
        #expect(fails.against.map(\.isOpen) == [false, true])
        #expect(try await Self.result("gemma4:e2b on tag laptop: pass").standing == .met)
        let unknown = try await Self.result("gemma4:e2b on vendor nvidia: pass")
        #expect(unknown.standing == .notKnown && unknown.against.map(\.machines) == [10])
        let any = try await Self.result("gemma4:e2b on fleet: pass, warning, force_only, fail")
        #expect(any.standing == .met && any.against.isEmpty)
        let three = try await Self.result("gemma4:e2b on fleet: pass, warning, fail")
        #expect(three.standing == .notKnown && three.against.map(\.machines) == [10])
    }

    @Test func `counts what could not be chosen, and limits it by 'unknown'`() async throws {
        let text = "gemma4:e2b on vendor nvidia and vram >= 8GB:"
        let result = try await Self.result("\(text) runs = 100%")
        #expect(result.standing == .met)
        #expect(result.chosen == PolicyCount(classes: 1, machines: 60))
        #expect(result.open == PolicyCount(classes: 1, machines: 10))
        #expect(result.sentence.contains("Could not be chosen: 10 machines."))
        // 10 of the 70 that may be meant.
        #expect(try await Self.result("\(text) unknown <= 14.3%").standing == .met)
        let broken = try await Self.result("\(text) unknown <= 14.2%")
        #expect(
            broken.standing == .broken && broken.against.map(\.words) == ["could not be chosen"])
        let opposite = try await Self.result("gemma4:e2b on not vram >= 8GB: runs = 0%")
        #expect(opposite.chosen.machines == 30 && opposite.open.machines == 10)
    }

    // MARK: - Queries

    static func chosen(_ query: String, _ fleet: Fleet) async throws -> [Int] {
        let board = try await PolicyFixture.board(
            "\(fleetLine)* on \(query): unknown <= 100%", fleet)
        return try PolicyExplanation(board, line: 2).chosen.map(\.count)
    }

    @Test func `covers with the largest classes`() async throws {
        let fleet = PolicyFixture.fleet(
            [50, 30, 10, 10].enumerated().map { index, count in
                (PolicyFixture.facts(vram: 8188, tags: ["t\(index)"]), count)
            })
        #expect(try await Self.chosen("covering 50% of fleet", fleet) == [50])
        #expect(try await Self.chosen("covering 50.1% of fleet", fleet) == [50, 30])
        #expect(try await Self.chosen("covering 81% of fleet", fleet) == [50, 30, 10])
        #expect(try await Self.chosen("covering 100% of fleet", fleet) == [50, 30, 10, 10])
        #expect(try await Self.chosen("share >= 30% of fleet", fleet) == [50, 30])
        #expect(try await Self.chosen("share > 30% of fleet", fleet) == [50])
        #expect(try await Self.chosen("fleet and not share > 30% of fleet", fleet) == [30, 10, 10])
        // Of equal classes the one with the lesser id.
        let board = try await PolicyFixture.board(
            "\(Self.fleetLine)* on covering 81% of fleet: unknown <= 100%", fleet)
        let ids = board.fleet.filter { $0.count == 10 }.map(\.id).sorted()
        let explained = try PolicyExplanation(board, line: 2)
        #expect(explained.chosen.last?.id == ids.first)
        let named = """
            let rest = not tag t0
            * on covering 60% of rest: unknown <= 100%
            * on share >= 60% of rest: unknown <= 100%
            """
        let check = try await PolicyFixture.check(Self.fleetLine + named, fleet)
        #expect(Set(check.results.map(\.chosen.machines)) == [30])
    }

    @Test func `is about profiles where it names them`() async throws {
        let text = """
            gemma4:e2b on apple-m1-8gb: fail
            gemma4:e2b on apple-m1-*: pass, fail, warning, force_only
            gemma4:e2b on shipped and ram < 12GB and hardware apple-m1-8gb: does not run = 100%
            gemma4:e2b on vendor apple: runs <= 100%
            """
        let check = try await PolicyFixture.check(text)
        #expect(check.isMet)
        #expect(check.results[0].chosen.machines == 1)
        #expect(check.results[1].chosen.machines > 1)
        // With a fleet the last is about that, which has none.
        let fault = await Self.fault(Self.fleetLine + text)
        #expect(
            fault
                == .noMachine(
                    PolicyPlace(file: "models.policy", line: 5, column: 15), "vendor apple", open: 0
                ))
    }

    /// A policy, and what is wrong with it.
    static let wrong: [(String, Int, Int, String)] = [
        ("a on fleet: pass", 2, 1, "No model is called 'a'."),
        (
            "gemma4:e2c on fleet: pass", 2, 1,
            "No model is called 'gemma4:e2c'. Did you mean 'gemma4:e2b'?"
        ),
        ("qqzzzz* on fleet: pass", 2, 1, "No model is called 'qqzzzz*'."),
        (
            "gemma4:e2b on tag latop: pass", 2, 15,
            "Nothing is called 'latop' here. Did you mean 'laptop'?"
        ),
        (
            "gemma4:e2b on not tag latop: pass", 2, 19,
            "Nothing is called 'latop' here. Did you mean 'laptop'?"
        ),
        ("gemma4:e2b on model Desk: pass", 2, 15, "Nothing is called 'Desk' here."),
        (
            "gemma4:e2b on vrm >= 1GB: pass", 2, 15,
            "Nothing is called 'vrm' here. Did you mean 'vram'?"
        ),
        (
            "gemma4:e2b on vender nvidia: pass", 2, 15,
            "Nothing is called 'vender' here. Did you mean 'vendor'?"
        ),
        ("gemma4:e2b on vrm: pass", 2, 15, "Nothing is called 'vrm' here. Did you mean 'vram'?"),
        ("gemma4:e2b on no-*: pass", 2, 15, "Nothing is called 'no-*' here."),
        ("gemma4:e2b on hardware c-0: pass", 2, 15, "Nothing is called 'c-0' here."),
        (
            "gemma4:e2b on covering 5% of flet: pass", 2, 15,
            "Nothing is called 'flet' here. Did you mean 'fleet'?"
        ),
        ("gemma4:e2b on ram > 1TB: pass", 2, 15, "'ram > 1TB' chooses no machine."),
        (
            "gemma4:e2b on vram > 1TB: pass", 2, 15,
            "'vram > 1TB' chooses no machine. Of 10 machines it cannot be told."
        ),
        (
            "gemma4:e2b on fleet and shipped: pass", 2, 15,
            "It speaks of the fleet and of profiles, and shares of both together mean nothing."
        ),
        (
            "let x = ram > 1GB\nlet x = ram > 2GB\ngemma4 on x: pass", 3, 1,
            "'x' is named a second time; the first is at models.policy:2:1."
        ),
        ("let fleet = ram > 1GB", 2, 5, "'fleet' cannot be a name: it is a word of the grammar."),
        (
            "let apple-m1-8gb = ram > 1GB", 2, 1,
            "'apple-m1-8gb' cannot be a name: it is the id of a profile."
        ),
        ("let gemma4 = ram > 1GB", 2, 1, "'gemma4' cannot be a name: it is a model."),
        ("fleet gemma4 = fleet.json", 2, 1, "'gemma4' cannot be a name: it is a model."),
        ("gemma4:e2b on x: pass\nlet x = ram > 1GB", 2, 15, "Nothing is called 'x' here."),
        ("let x = x and ram > 1GB", 2, 9, "Nothing is called 'x' here."),
        ("extends ./models.policy", 2, 1, "models.policy extends itself."),
        (
            "allow until 2026-11-26: gemma4 on fleet because \"x\"\ngemma4 on fleet: pass", 2, 1,
            "It was allowed until 2026-11-26, and it is 2026-11-27."
        ),
    ]

    @Test(arguments: wrong)
    func `that means nothing is an error at its place`(
        text: String, line: Int, column: Int, sentence: String
    ) async throws {
        let fault = try #require(await Self.fault(Self.fleetLine + text), "\(text)")
        #expect(fault.place == PolicyPlace(file: "models.policy", line: line, column: column))
        #expect(fault.sentence == sentence)
        #expect(fault.exitCode == .failed)
    }

    @Test func `needs a fleet where it speaks of one, and a promise at all`() async throws {
        let place = PolicyPlace(file: "models.policy", line: 1, column: 11)
        #expect(await Self.fault("gemma4 on fleet: pass") == .noFleet(place))
        #expect(await Self.fault("gemma4 on share > 1% of fleet: pass") == .noFleet(place))
        let board = try await PolicyFixture.board("gemma4:e2b on apple-*: pass")
        let fault = #expect(throws: PolicyFault.self) { try PolicyCoverage(board) }
        #expect(fault == .nothingToCover("models.policy") && fault?.place == nil)
        for text in ["", "# nothing", "\n\n", Self.fleetLine] {
            #expect(await Self.fault(text) == .nothingPromised("models.policy"))
        }
    }
}
