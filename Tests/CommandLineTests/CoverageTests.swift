import FoundationEssentials
import MNCore
import MNSim
import Testing

@testable import mn

/// What profiles and scenarios reach may only grow; `coverage.json` says what nothing reaches yet.
///
/// With `UPDATE=1` in the environment the file is written, unless less is reached than it says: who
/// really means that edits the numbers in the file.
@Suite(.serialized) struct `The coverage` {
    static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "coverage.json").path

    /// The file as it would be now.
    static func now() async throws -> JSON {
        let terminal = CapturedTerminal(width: nil)
        let world = `The scenarios`.world(terminal: terminal)
        let exit = await Program.run(["sim", "coverage", "--json"], world)
        #expect(exit == .done)
        let items = try JSON.parse(terminal.output)["items"]?.array ?? []
        var reached = JSONObject()
        var unreached = JSONObject()
        for area in Coverage.Area.allCases.map(\.rawValue) {
            let own = items.filter { $0["area"]?.string == area }
            reached[area] = .integer(own.count { $0["reached"] == true })
            unreached[area] = .strings(
                own.filter { $0["reached"] == false }.compactMap { $0["name"]?.string })
        }
        return [
            "schema": "mn.coverage-floor/1", "reached": .object(reached),
            "unreached": .object(unreached),
        ]
    }

    @Test func `does not fall, and what it gains is written down`() async throws {
        let bytes = try #require(FileManager.default.contents(atPath: Self.file))
        let floor = try JSON.parse(Array(bytes))
        let now = try await Self.now()
        let update = "UPDATE=1 swift test --skip-build --filter 'The coverage'"
        var falls: [String] = []
        for area in Coverage.Area.allCases.map(\.rawValue) {
            let known = Set(floor["unreached"]?[area]?.array?.compactMap(\.string) ?? [])
            let open = Set(now["unreached"]?[area]?.array?.compactMap(\.string) ?? [])
            let (count, least) = (
                now["reached"]?[area]?.integer ?? 0, floor["reached"]?[area]?.integer ?? 0
            )
            if count < least { falls.append("\(area): \(count) are reached, and were \(least)") }
            for name in open.subtracting(known).sorted() {
                let problem: Comment =
                    "\(area): nothing reaches '\(name)'. Add a profile or scenario that does, or list it: \(update)"
                Issue.record(problem)
            }
            for name in known.subtracting(open).sorted() {
                let problem: Comment =
                    "\(area): '\(name)' is reached now, or gone. Write it down: \(update)"
                Issue.record(problem)
            }
        }
        #expect(falls == [], "Less is reached than before: add what reaches it")
        if ProcessInfo.processInfo.environment["UPDATE"] == "1", falls.isEmpty {
            let text = now.text() + "\n"
            #expect(FileManager.default.createFile(atPath: Self.file, contents: Data(text.utf8)))
        }
    }

    @Test func `of a scenario that fails is nothing`() async throws {
        func scenario(_ exit: Int) -> String {
            """
            {"schema": "mn.scenario/1", "title": "x", "intent": "x.", "tags": ["x"],
             "steps": [{"run": ["mn", "help", "exit-codes"], "exit": \(exit),
                        "stdout": {"contains": ["70"]}}]}
            """
        }
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/s/one-x.json": scenario(3)])
        let session = await world.run("sim coverage --scenarios /s")
        #expect(session.exitCode == .differs)
        #expect(session.error.contains("The scenario one-x fails"))
    }
}
