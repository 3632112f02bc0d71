import MNCore
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `Quiet` {
    @Test(arguments: ["-q", "--quiet"])
    func `leaves notices out, and nothing else`(option: String) async {
        let world = TestWorld()
        let loud = await world.run("model list")
        #expect(loud.error.hasPrefix("mn: ") && loud.exitCode == .done)
        for line in ["model list \(option)", "\(option) model list"] {
            let quiet = await world.run(line)
            #expect(quiet.error.isEmpty)
            #expect(quiet.output == loud.output && quiet.exitCode == loud.exitCode)
        }
    }

    @Test func `keeps errors, and what may be why a command failed`() async {
        var world = TestWorld()
        let unknown = await world.run("model show nothing")
        #expect(await world.run("-q model show nothing") == unknown)
        let wrong = await world.run("model show --nonsense")
        #expect(await world.run("model show --nonsense -q") == wrong)
        world.files = `A document`.broken
        let broken = await world.run("model list")
        #expect(broken.exitCode == .failed && !broken.error.isEmpty)
        #expect(await world.run("model list -q") == broken)
    }

    @Test func `leaves out what could be done next, and not what can be done against a failure`()
        async
    {
        let world = TestWorld()
        let pass = await world.run("model show gemma4:e2b --compatibility")
        #expect(pass.output.contains("Next:\n"))
        let quiet = await world.run("model show gemma4:e2b --compatibility --quiet")
        #expect(pass.output.hasPrefix(quiet.output) && !quiet.output.contains("Next"))
        let fail = await world.run("model show gemma4:e2b --profile test-cuda-6gb --compatibility")
        #expect(fail.output.contains("What you can do:\n"))
        #expect(
            await world.run(
                "model show gemma4:e2b --profile test-cuda-6gb --compatibility --quiet") == fail)
    }

    @Test(arguments: `A document`.lines.filter(`A document`.isSteady))
    func `changes no document and no exit code`(line: String) async {
        // What the option means to the matrix is in the document too.
        if line.hasPrefix("sim matrix") { return }
        let world = TestWorld()
        let loud = await world.run("\(line) --json")
        let quiet = await world.run("\(line) --json --quiet")
        #expect(quiet.output == loud.output && quiet.exitCode == loud.exitCode)
        #expect(await world.run("\(line) --quiet").exitCode == world.run(line).exitCode)
    }

    @Test func `is one letter of each command`() {
        for command in Program.commands.map(\.specification) {
            let named = Program.tree.options(of: command).filter { $0.name == "quiet" }
            #expect(named.count == 1 && named[0].letter == "q", "\(command.words)")
        }
    }
}
