import MNCore
import MNSim
import Testing

@testable import MNFleet

/// The days, waivers and files of a policy, and what is reported of it.
@Suite struct `A whole policy` {
    // MARK: - Days

    @Test func `is of a fleet that is not too old`() async throws {
        let text = "fleet fleet.json, not older than 90 days\ngemma4 on tag laptop: pass"
        let day = try #require(CalendarDate("2026-08-29"))
        let place = PolicyPlace(file: "models.policy", line: 1, column: 1)
        func fleet(_ asOf: CalendarDate?) -> Fleet {
            var fleet = PolicyFixture.usual
            fleet.asOf = asOf
            return fleet
        }
        // 90 days before 2026-11-27.
        #expect(await `A promise`.fault(text, fleet(day)) == nil)
        let before = try #require(CalendarDate("2026-08-28"))
        #expect(
            await `A promise`.fault(text, fleet(before))
                == .fleetTooOld(
                    place, "fleet.json", day: before, limit: 90, asOf: PolicyFixture.day))
        #expect(await `A promise`.fault(text, fleet(nil)) == .fleetWithoutDay(place, "fleet.json"))
        #expect(
            await `A promise`.fault(
                `A promise`.fleetLine + "gemma4 on tag laptop: pass", fleet(nil)) == nil)
    }

    // MARK: - Waivers

    @Test func `leaves out what is allowed, and names it`() async throws {
        let text = """
            fleet fleet.json
            gemma4:e2b on fleet and not vendor nvidia: pass
            gemma4:e2b on fleet: does not run = 0% and runs >= 85%
            gemma4:e2b on vendor nvidia: runs >= 85%
            allow until 2026-11-27: gemma4:e2b on vendor none because "replaced in Q1"
            allow until 2027-01-01: qwen3:8b on fleet because "not yet"
            """
        let check = try await PolicyFixture.check(text)
        #expect(check.results[0].standing == .met)
        #expect(check.results[0].allowed.machines == 30 && check.results[0].chosen.machines == 30)
        #expect(check.results[1].allowed.machines == 30)
        #expect(check.results[1].chosen.machines == 100)
        // What is not known stays so, and what is allowed counts as if it ran.
        #expect(check.results[1].bounds.map(\.count) == [0, 90])
        #expect(check.results[1].bounds.map(\.standing) == [.notKnown, .met])
        #expect(check.results[2].allowed.machines == 0)
        #expect(check.waivers.map(\.machines) == [30, 0])
        #expect(check.waivers[0].models == ["gemma4:e2b"])
        #expect(check.waivers[0].sentence.contains("because 'replaced in Q1'"))
        #expect(check.waivers[1].sentence.contains("hides nothing and can go"))
    }

    @Test func `is not hidden where it is met`() async throws {
        let text = """
            fleet fleet.json
            gemma4:e2b on tag laptop: pass
            gemma4:e2b on tag laptop: runs = 100%
            allow until 2027-01-01: gemma4:e2b on tag laptop because "x"
            """
        let check = try await PolicyFixture.check(text)
        #expect(check.results.map(\.allowed.machines) == [0, 0])
        #expect(check.waivers[0].hidden.isEmpty)
    }

    // MARK: - Files

    @Test func `may stand in another file`() throws {
        let files = [
            "base.policy": "fleet fleet.json\nlet big = ram > 16GB\ngemma4 on big: pass",
            "more.policy": "extends ./base.policy\ngemma4 on big: warning",
        ]
        let policy = try PolicyFixture.policy(
            "extends ./base.policy\nextends ./more.policy\ngemma4 on big: fail", files: files)
        #expect(
            policy.promises.map(\.place.file) == ["base.policy", "more.policy", "models.policy"])
        #expect(policy.fleets.count == 1)
        let cycle = ["a.policy": "extends ./b.policy", "b.policy": "\nextends ./a.policy"]
        #expect(
            throws: PolicyFault.cycle(PolicyPlace(file: "b.policy", line: 2, column: 1), "a.policy")
        ) {
            try PolicyFixture.policy("extends ./a.policy", files: cycle)
        }
        var chain: [String: String] = [:]
        for index in 0..<100 { chain["\(index).policy"] = "extends ./\(index + 1).policy" }
        #expect(throws: PolicyFault.self) {
            try PolicyFixture.policy("extends ./0.policy", files: chain)
        }
        let fault = #expect(throws: PolicyFault.self) {
            try PolicyFixture.policy("\nextends ./no.policy")
        }
        #expect(fault?.place == PolicyPlace(file: "models.policy", line: 2, column: 1))
    }

    @Test(arguments: [
        ("./b", "a", "b"), ("./b", "x/a", "x/b"), ("../b", "x/a", "b"), ("../b", "a", "../b"),
        ("../../b", "../a", "../../../b"), ("/b", "x/a", "/b"), ("b//./c", "/x/a", "/x/b/c"),
        ("../b", "/a", "/../b"),
    ])
    func `names files from where it stands`(path: String, file: String, found: String) {
        #expect(FleetPolicy.path(path, beside: file) == found)
    }

    @Test func `is of the fleet that it names`() async throws {
        let text = """
            fleet office = fleet.json
            fleet field = "field.json"
            gemma4:e2b on office: runs >= 60%
            gemma4:e2b on office or field: runs >= 60%
            gemma4:e2b on office and field: pass
            """
        let field = PolicyFixture.fleet([(PolicyFixture.facts(vram: 12_282), 100)])
        let files = ["field.json": field.text]
        let fault = await `A promise`.fault(text, files: files)
        #expect(
            fault
                == .noMachine(
                    PolicyPlace(file: "models.policy", line: 5, column: 15), "office and field",
                    open: 0))
        let check = try await PolicyFixture.check(
            text.split(separator: "\n").dropLast().joined(separator: "\n"), files: files)
        #expect(check.results.map(\.chosen.machines) == [100, 200])
    }

    // MARK: - Reports

    @Test func `is a case of JUnit for each model`() async throws {
        let text = """
            fleet fleet.json
            qwen3:* on fleet: runs >= 99.5%
            gemma4:e2b on fleet: runs >= 1%
            gemma4:e2b on fleet: runs >= 1%
            """
        let check = try await PolicyFixture.check(text)
        let report = PolicyJUnit.text(check)
        let cases = report.split(separator: "<testcase ").dropFirst()
        #expect(cases.count == check.results.count && cases.count > 3)
        let names = cases.compactMap { $0.split(separator: " file=").first }
        #expect(Set(names).count == names.count)
        #expect(report.contains("line=\"2\""))
        #expect(
            names.allSatisfy { !($0.split(separator: "\" name=").first?.contains(".") ?? true) })
        #expect(report.contains("failures=\"\(check.results.count - check.count(.met))\""))
    }

    @Test func `says which machines no promise speaks of`() async throws {
        let board = try await PolicyFixture.board(
            "fleet fleet.json\ngemma4 on vram >= 8GB: pass\ngemma4 on apple-m1-8gb: fail")
        let coverage = try PolicyCoverage(board)
        #expect(coverage.covered.map(\.count) == [60])
        #expect(coverage.missing.map(\.count) == [30])
        #expect(coverage.open.map(\.count) == [10])
        #expect(coverage.total == 100)
    }
}
