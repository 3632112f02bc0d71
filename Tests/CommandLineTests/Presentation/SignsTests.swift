import MNCore
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `The signs` {
    @Test func `of ASCII stand for each of ours, and leave all else`() {
        #expect(
            Signs.ascii.shown("a … b → c ✓ ✗ 2 × 3 – Größe") == "a ... b -> c + x 2 x 3 - Größe")
        #expect(Signs.unicode.shown("a … b") == "a … b")
        let once = Signs.ascii.shown("… → ✓")
        #expect(Signs.ascii.shown(once) == once)
    }

    @Test(arguments: 0...12) func `of a cut text take no more room`(columns: Int) {
        for text in ["a long text", "語語語語語", "", "a"] {
            let cut = DisplayWidth.cut(text, to: columns, ellipsis: Signs.ascii.ellipsis)
            #expect(DisplayWidth.of(cut) <= columns)
            #expect(cut == text || cut.allSatisfy { $0 == "." } || cut.hasSuffix("..."))
        }
    }

    /// Commands that print what is to be kept in a file, as it is.
    static let files = ["completions", "manual", "schema", "profile record", "sim show"]

    @Test(arguments: `A document`.lines, [nil, 40])
    func `of all commands are ASCII in a locale without others`(line: String, width: Int?) async {
        if Self.files.contains(where: line.hasPrefix) { return }
        var world = TestWorld()
        world.presentation.signs = .ascii
        world.width = width
        world.presentation.errorWidth = width
        for line in [line, "\(line) --help", "\(line) --no-such"] {
            let session = await world.run(line)
            for text in [session.output, session.error] {
                #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(line): \(text)")
            }
            for text in session.error.split(separator: "\n") where !text.hasPrefix("    ") {
                #expect(text.count <= width ?? .max, "\(text)")
            }
        }
    }

    @Test(arguments: `A document`.lines.filter(`A document`.isSteady))
    func `of a document are as they are`(line: String) async {
        var world = TestWorld()
        let document = await world.run("\(line) --json").output
        world.presentation.signs = .ascii
        world.presentation.isWide = true
        world.presentation.hasColour = true
        #expect(await world.run("\(line) --json").output == document)
    }
}
