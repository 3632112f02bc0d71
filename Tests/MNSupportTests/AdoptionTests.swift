import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

@Suite("Adopted runs", .serialized)
struct AdoptionTests {
    private func run(_ words: [String], _ files: MemoryFiles) async -> (ExitCode, CapturedText) {
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        return (await Program.run(words, world), terminal)
    }

    private static let check = [
        "sim", "run", "--scenarios", "a/Scenarios", "--profiles", "a/Profiles",
    ]

    @Test("Every run that fails becomes a scenario that passes at once")
    func passes() async throws {
        var forms: [String: Int] = [:]
        for (name, trace) in try SupportWorld.failures(SupportWorld.sampledNames) {
            var bundle = SupportFileTests.bundle { $0.run = trace }
            bundle.removed = [
                .init(
                    pointer: JSONPointer(["run", "0"]), kind: "user", standIn: "user1", length: 4)
            ]
            let files = MemoryFiles(["f": Array(bundle.text.utf8)])
            let words = ["support", "adopt", "f", "--id", "c-1", "--folder", "a", "--json"]
            let (exit, terminal) = await run(words, files)
            #expect(exit == .done, "\(name): \(terminal.output)")
            let document = try JSON.parse(terminal.output)
            #expect(document["passes"] == true, "\(name): \(terminal.output)")
            forms[document["form"]?.string ?? "", default: 0] += 1
            // Without a machine there is no folder of profiles.
            let hasMachine = files.all["a/Profiles/c-1.json"] != nil
            let (passed, said) = await run(
                hasMachine ? Self.check : Array(Self.check.prefix(4)), files)
            #expect(passed == .done, "\(name): \(said.output)")
            #expect(files.all["a/Scenarios/c-1.txt"] != nil)
            if let text = files.all["a/Profiles/c-1.json"] {
                let profile = try Profile.read(text, name: "p")
                #expect(profile.provenance == .derived)
                #expect(profile.changes.contains("/run/0: user is user1"))
            }
        }
        print("adopted:", forms)
        #expect(forms["runner", default: 0] > 0)
    }

    @Test("Another end that is wanted fails until it comes, and nothing is overwritten")
    func failsAsWanted() async throws {
        let trace = try SupportReplayTests.failure()
        let files = MemoryFiles(["f": Array(trace.text.utf8)])
        let words = ["support", "adopt", "f", "--id", "c-1", "--folder", "a"]
        let (exit, terminal) = await run(words + ["--expect-exit", "0"], files)
        #expect(exit == .done)
        #expect(terminal.output.contains("step 1: exit 5, expected 0"))
        #expect(files.all["a/Scenarios/c-1.txt"] == nil)
        let (failed, said) = await run(Self.check, files)
        #expect(failed == .differs)
        #expect(said.output.contains("exit 5, expected 0"))
        let before = files.all
        let (again, complaint) = await run(words, files)
        #expect(again == .failed)
        #expect(complaint.error.contains("There is a file a/Profiles/c-1.json already"))
        #expect(files.all == before)
    }

    @Test("Its words are checked before anything is read")
    func checksWords() async {
        let files = MemoryFiles([:])
        for words in [[], ["--id", "../x"], ["--id", "x", "--expect-exit", "256"]] {
            let (exit, _) = await run(["support", "adopt", "f"] + words, files)
            #expect(exit == .usage)
        }
    }

    @Test("A runner's state is what its answers tell")
    func hasState() throws {
        let trace = try SupportReplayTests.failure("failure-gpu-memory")
        let state = TracedRunner(trace.events).state
        let runner = try Document.read(Array(state.text().utf8), kind: "state", name: "s") {
            (field) throws(JSONFault) in try RunnerState(field)
        }
        let scenario = try SupportWorld.library.scenario("failure-gpu-memory")
        #expect(runner.models.map(\.tags) == scenario.runner?.models.map(\.tags))
    }
}
