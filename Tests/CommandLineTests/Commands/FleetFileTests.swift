import MNCore
import MNFleet
import MNSim
import Testing

@testable import mn

/// The files of fleets and inventories that a command names.
@Suite(.serialized) struct `Files of fleets` {
    private static func fleet(_ gibibytes: Double, source: String? = nil) -> String {
        let facts = FleetFacts(
            system: .value(.linux), processor: .value(.x86_64),
            memory: .value(.gibibytes(gibibytes)))
        let zeros = String(repeating: "0", count: 62)
        let sources = source.map { Fleet.Source(kind: "table", digest: "sha256:\(zeros)\($0)") }
        let fleet = Fleet(
            asOf: CalendarDate("2026-11-26"), sources: [sources].compactMap(\.self),
            counts: [facts: 5])
        return fleet.text
    }

    private static func run(_ line: String) async -> Session {
        var world = TestWorld()
        world.files = MemoryFiles(texts: [
            "/a.json": fleet(8), "/copy.json": fleet(8), "/b.json": fleet(16),
            "/c.json": fleet(32, source: "0a"), "/d.json": fleet(64, source: "0a"),
            "/e.json": fleet(64, source: "0b"),
            "/hosts.csv": "hostname,platform,cpu_type,memory\nh1,ubuntu,x86_64,16595030016\n",
            "/others.csv": "hostname,platform,cpu_type,memory\nh2,ubuntu,x86_64,16595030016\n",
        ])
        return await world.run(line)
    }

    @Test(arguments: [
        "/a.json /a.json", "/a.json /copy.json", "/a.json /b.json /a.json", "/c.json /d.json",
    ])
    func `count no machine twice`(files: String) async throws {
        for command in ["fleet verdict", "fleet show"] {
            let session = await Self.run("\(command) \(files) --json")
            #expect(session.exitCode == .failed)
            let error = try #require(try session.json["error"])
            #expect(error["code"] == "invalid_file")
            #expect(error["message"]?.string?.contains("would count twice") == true)
        }
    }

    @Test(arguments: [("/a.json /b.json", 10), ("/a.json", 5), ("/c.json /e.json /a.json", 15)])
    func `that are others are added up`(files: String, machines: Int) async throws {
        let session = await Self.run("fleet verdict \(files) --models gemma4:e2b --json")
        #expect(session.exitCode == .done)
        #expect(try session.json["machines"]?.integer == machines)
    }

    @Test func `are no inventory that is read twice`() async throws {
        let line = "fleet import table --preset fleet"
        let twice = await Self.run("\(line) /hosts.csv /hosts.csv --json")
        #expect(twice.exitCode == .failed)
        #expect(try twice.json["error"]?["code"] == "invalid_file")
        let both = await Self.run("\(line) /hosts.csv /others.csv")
        #expect(both.exitCode == .done, "\(both.error)")
        #expect(both.output.contains("\"count\":2"))
    }
}
