import MNCore
import MNSim
import Testing

@testable import MNFleet

/// What would let a policy pass, or break, for a wrong reason.
@Suite struct `A policy that is wrong` {
    private static let promise = "gemma4:e2b on tag laptop: pass"

    private static func place(_ line: Int, _ column: Int = 1) -> PolicyPlace {
        PolicyPlace(file: "models.policy", line: line, column: column)
    }

    private static func fault(
        _ text: String, _ files: [String: String] = [:], _ fleet: Fleet = PolicyFixture.usual,
        asOf: CalendarDate = PolicyFixture.day
    ) async -> PolicyFault? {
        await `A promise`.fault(text, fleet, asOf: asOf, files: files)
    }

    // MARK: - Fleets

    @Test func `names no fleet twice`() async {
        for other in ["fleet.json", "./fleet.json", "x/../fleet.json", "\"fleet.json\""] {
            #expect(
                await Self.fault("fleet fleet.json\nfleet \(other)\n\(Self.promise)")
                    == .fleetTwice(Self.place(2), "fleet.json", first: "fleet.json"))
        }
        let copy = ["copy.json": PolicyFixture.usual.text]
        #expect(
            await Self.fault("fleet a = fleet.json\nfleet b = copy.json\n\(Self.promise)", copy)
                == .fleetTwice(Self.place(2), "copy.json", first: "fleet.json"))
        let other = ["other.json": PolicyFixture.fleet([(PolicyFixture.facts(vram: 1), 1)]).text]
        #expect(
            await Self.fault("fleet a = fleet.json\nfleet b = other.json\n\(Self.promise)", other)
                == nil)
    }

    @Test func `speaks of two fleets of one inventory apart`() async throws {
        func fleet(_ vram: Int, _ digest: String) -> Fleet {
            var fleet = PolicyFixture.fleet([(PolicyFixture.facts(vram: vram, tags: ["laptop"]), 9)]
            )
            fleet.sources = [Fleet.Source(kind: "table", digest: PolicyFixture.digest(digest))]
            return fleet
        }
        let text = "fleet a = fleet.json\nfleet b = b.json\n"
        let (one, same, other) = (fleet(8188, "0a"), fleet(12_282, "0a"), fleet(12_282, "0b"))
        for (query, column) in [("fleet", 15), ("a or b", 15), ("tag laptop", 15)] {
            let promise = "gemma4:e2b on \(query): pass"
            #expect(
                await Self.fault(text + promise, ["b.json": same.text], one)
                    == .overlap(Self.place(3, column), "fleet.json", "b.json"))
            #expect(await Self.fault(text + promise, ["b.json": other.text], one) == nil)
        }
        let apart = "gemma4:e2b on a: pass\ngemma4:e2b on b and tag laptop: pass"
        #expect(await Self.fault(text + apart, ["b.json": same.text], one) == nil)
    }

    @Test(arguments: [
        ("2026-11-27", nil), ("2026-11-28", nil), ("2026-11-29", true), ("2036-01-01", true),
    ])
    func `is of no later day`(day: String, isRefused: Bool?) async throws {
        let day = try #require(CalendarDate(day))
        var fleet = PolicyFixture.usual
        fleet.asOf = day
        let text = "fleet fleet.json, not older than 90 days\n\(Self.promise)"
        let fault = await Self.fault(text, [:], fleet)
        #expect(
            fault
                == (isRefused == true
                    ? .fleetOfLaterDay(
                        Self.place(1), "fleet.json", day: day, asOf: PolicyFixture.day)
                    : nil))
        #expect(await Self.fault("fleet fleet.json\n\(Self.promise)", [:], fleet) == nil)
    }

    // MARK: - Words

    @Test(arguments: [
        ("let x = tag latop", 9), ("let x = ram > 1GB and not tag latop", 27),
        ("let x = model \"Some Dask*\"", 9), ("let x = apple-* and tag latop", 21),
        ("allow until 2027-01-01: gemma4 on tag latop because \"x\"", 35),
        ("allow until 2027-01-01: gemma4 on model Dask because \"x\"", 35),
    ])
    func `names a tag or a model that no machine has`(line: String, column: Int) async throws {
        let fault = try #require(await Self.fault("fleet fleet.json\n\(line)\n\(Self.promise)"))
        guard case .unknownWord(let place, _, _, let wanted) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(place == Self.place(2, column))
        #expect(wanted == .tag || wanted == .machineModel)
        #expect(fault.fixes.contains { $0.contains("mn fleet show") })
    }

    @Test(arguments: [
        "let x = tag laptop", "let x = model \"Some *\"", "let x = tag laptop or ram > 1GB",
        "allow until 2027-01-01: gemma4 on model \"Some Desk 3560\" because \"x\"",
        "allow until 2027-01-01: gemma4 on apple-m1-* and tag apple because \"x\"",
    ])
    func `does not mind one that some machine has`(line: String) async {
        #expect(await Self.fault("fleet fleet.json\n\(line)\n\(Self.promise)") == nil)
    }

    @Test func `is told where models are`() async throws {
        let fault = try #require(await Self.fault("fleet fleet.json\nqqq on fleet: pass"))
        #expect(fault.fixes == ["See the models: mn model list"])
        let name = try #require(await Self.fault("fleet fleet.json\ngemma4 on qqzz: pass"))
        #expect(name.fixes.contains { $0.contains("mn profile list") })
    }

    // MARK: - Work

    @Test func `asks no more than is worked out`() async throws {
        let text = "fleet fleet.json\nlet x = ram > 1GB\n* on x: runs >= 0%\ngemma4 on x: pass"
        let board = try await PolicyFixture.board(text)
        let models = Catalog.builtin.models.count { $0.provider == Model.runnerProvider }
        // Three classes; a fact, then a fact and each model, then a fact and one model.
        let all = 3 * (1 + 1 + models + 1 + 1)
        try PolicyChoice.requireBounded(board)
        try PolicyChoice.requireBounded(board, limit: all)
        for (limit, line) in [(all - 1, 4), (3 * (2 + models) - 1, 3), (2, 2)] {
            #expect(throws: PolicyFault.tooMuch(Self.place(line), limit: limit)) {
                try PolicyChoice.requireBounded(board, limit: limit)
            }
        }
    }
}

/// Leave that a team gives for a time.
@Suite struct `A waiver` {
    private static let allow = "allow until 2027-01-01: gemma4:e2b on"

    private static func check(_ bounds: String, _ waiver: String?) async throws -> PolicyCheck {
        let text = "fleet fleet.json\ngemma4:e2b on fleet: \(bounds)\n"
        return try await PolicyFixture.check(
            text + (waiver.map { "\(allow) \($0) because \"x\"" } ?? ""))
    }

    @Test func `makes no promise worse`() async throws {
        for outcome in ["runs", "does not run", "unknown", "after action", "runs or after action"] {
            for comparison in PolicyComparison.allCases {
                for share in ["0%", "10%", "30%", "40%", "60%", "70%", "90%", "100%"] {
                    let bounds = "\(outcome) \(comparison.rawValue) \(share)"
                    let before = try await Self.check(bounds, nil).results[0].standing
                    for waiver in ["fleet", "vendor none", "vendor nvidia"] {
                        let after = try await Self.check(bounds, waiver).results[0].standing
                        #expect(!(before < after), "\(bounds), \(waiver): \(before), \(after)")
                    }
                }
            }
        }
    }

    // Of 100 machines 60 run, 30 do not, of 10 it is not known.
    @Test(arguments: [
        ("runs >= 60%", "vendor none", 0), ("runs >= 61%", "vendor none", 30),
        ("does not run <= 40%", "vendor none", 0), ("does not run <= 39%", "vendor none", 30),
        ("does not run >= 30%", "fleet", 0), ("does not run >= 31%", "vendor none", 0),
        ("does not run >= 31%", "fleet", 0), ("does not run = 0%", "vendor none", 30),
        ("does not run = 31%", "fleet", 0), ("runs = 100%", "vendor none", 30),
        ("runs < 60%", "fleet", 0), ("runs = 10%", "fleet", 0), ("unknown = 0%", "fleet", 10),
        ("unknown = 11%", "fleet", 0), ("runs or after action >= 61%", "vendor none", 30),
        ("runs <= 70%", "fleet", 0), ("unknown >= 10%", "fleet", 0), ("unknown < 10%", "fleet", 10),
        ("unknown < 10%", "vendor none", 0), ("after action <= 10%", "fleet", 0),
    ])
    func `claims only machines that need one`(
        bounds: String, waiver: String, machines: Int
    ) async throws {
        let check = try await Self.check(bounds, waiver)
        #expect(check.waivers[0].machines == machines)
        #expect(check.results[0].allowed.machines == machines)
        #expect(check.results[0].chosen.machines == 100)
    }

    @Test func `names what it hid in one order`() async throws {
        let same = PolicyFixture.withoutGPU(gibibytes: 2)
        let other = PolicyFixture.fleet([(same, 7), (PolicyFixture.facts(vram: 8188), 1)])
        let text =
            "fleet a = fleet.json\nfleet b = b.json\ngemma4:e2b on fleet: pass\n"
            + "\(Self.allow) vendor none because \"x\""
        for _ in 0..<8 {
            let check = try await PolicyFixture.check(text, files: ["b.json": other.text])
            #expect(check.waivers[0].hidden.map(\.machines) == [30, 7])
            #expect(Set(check.waivers[0].hidden.map(\.id)).count == 1)
        }
    }
}
