import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `Mutants on the command line` {
    @Test func `are shown by kind, and end with 7 where one survives`() async throws {
        let session = await TestWorld().run("sim mutate change-share/93 --machines test-cuda-8gb")
        #expect(session.exitCode == .differs)
        #expect(session.output.contains("nobody") && session.output.contains("--write-killers DIR"))
        #expect(session.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `that survive are written as profiles, which then notice`() async throws {
        let world = TestWorld()
        let line = "sim mutate change-share/93 --machines test-cuda-8gb,killer-*"
        let first = await world.run(
            "sim mutate change-share/93 --machines test-cuda-8gb --write-killers /killers --json")
        let document = try first.json
        #expect(document["schema"]?.string == "mn.mutation/1")
        #expect(document["survivors"]?.array?.count == 1)
        let second = await world.run("\(line) --profiles /killers")
        #expect(second.exitCode == .done, "\(second.output)")
        #expect(second.output.contains("killer-change-share-93"))
    }

    @Test func `that do not exist are an error with a suggestion`() async {
        let session = await TestWorld().run("sim mutate change-share/39")
        #expect(session.exitCode == .failed && session.error.contains("change-share/"))
    }
}
