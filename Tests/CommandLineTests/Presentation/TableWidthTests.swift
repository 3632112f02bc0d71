import MNCore
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `A table on a terminal` {
    @Test func `names what it leaves out, and shows it with --wide`() async {
        var world = TestWorld()
        world.width = 50
        let narrow = await world.run("sim matrix --models gemma4")
        #expect(
            narrow.output.contains(
                "\n3 columns left out: NEEDED, ON, ASSUMED; --wide\nshows all.\n"))
        #expect(narrow.lines.allSatisfy { DisplayWidth.of($0) <= 50 })
        let wide = await world.run("sim matrix --models gemma4 --wide")
        #expect(!wide.output.contains("left out"))
        for title in ["MACHINE", "STATUS", "RULE", "FOUND", "NEEDED", "ON", "ASSUMED"] {
            #expect(wide.lines[0].contains(title))
        }
        world.width = nil
        let pipe = await world.run("sim matrix --models gemma4")
        #expect(wide.lines[0] == pipe.lines[0] && !pipe.output.contains("left out"))
        #expect(wide.exitCode == narrow.exitCode)
    }

    @Test func `says nothing of it where all has room`() async {
        var world = TestWorld()
        world.width = 200
        for line in ["sim matrix", "model list", "profile list", "model rules"] {
            #expect(!(await world.run(line).output.contains("left out")), "\(line)")
        }
    }

    @Test(arguments: `A document`.lines.filter(`A document`.isSteady), [1, 23])
    func `of hardly any columns is no trouble`(line: String, width: Int) async {
        var world = TestWorld()
        let exit = await world.run(line).exitCode
        world.width = width
        world.presentation.errorWidth = width
        let session = await world.run(line)
        #expect(session.exitCode == exit)
    }
}
