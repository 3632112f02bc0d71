import FoundationEssentials
import MNCore
import MNFleet
import MNSim
import Profiles
import Testing

@testable import mn

/// The main screens as terminals of three widths show them, each a file in `Screens/`: `hardware-50.txt`.
///
/// What stands on standard error follows the rest, each line after `! `. With `UPDATE=1` in the environment
/// the files are written anew; read the difference before it is kept.
@Suite(.serialized) struct `A screen` {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Screens")

    static let lines: [(name: String, line: String)] = [
        ("start", ""), ("help", "--help"), ("model-list", "model list"),
        ("model-show", "model show gemma4:e2b --profile test-cuda-6gb"),
        ("profile-list", "profile list"), ("matrix", "sim matrix --models gemma4,qwen3:8b"),
        ("fleet-verdict", "fleet verdict /fleet.json"), ("doctor", "model doctor"),
        ("hardware", "hardware"), ("unknown-model", "model show gemma5"),
        ("memory", "model memory gemma4:e2b"),
    ]

    static let widths = [50, 80, 120]

    private static func shown(_ line: String, _ width: Int?, _ more: String = "") async -> String {
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/fleet.json": TestFleet.text])
        world.presentation.width = width
        world.presentation.errorWidth = width
        let session = await world.run(line + more)
        let errors = session.error.split(separator: "\n").map { "! \($0)\n" }.joined()
        return session.output + errors
    }

    @Test(arguments: lines.map(\.name), widths)
    func `shows what is printed`(name: String, width: Int) async throws {
        let line = try #require(Self.lines.first { $0.name == name }?.line)
        let text = await Self.shown(line, width)
        let file = Self.folder.appending(path: "\(name)-\(width).txt").path
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            #expect(FileManager.default.createFile(atPath: file, contents: Data(text.utf8)))
        }
        let bytes = try #require(FileManager.default.contents(atPath: file))
        let expected = String(decoding: bytes, as: UTF8.self)
        let both = zip(expected.split(separator: "\n"), text.split(separator: "\n"))
        #expect(
            text == expected, "first at: \(both.first { $0 != $1 }.map { "\($0)" } ?? "the end")")
    }

    @Test func `is there for each line and width, and no other`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let wanted = Self.lines.flatMap { one in Self.widths.map { "\(one.name)-\($0).txt" } }
        #expect(Set(files) == Set(wanted))
    }

    @Test(arguments: lines.map(\.line), widths)
    func `leaves nothing out with --wide, and has what a pipe is given`(
        line: String, width: Int
    ) async {
        if line.isEmpty || line.hasPrefix("--") { return }
        let wide = await Self.shown(line, width, " --wide")
        let pipe = await Self.shown(line, nil)
        #expect(!wide.contains("left out"))
        let words = { (text: String) in Set(text.split { " \n".contains($0) }) }
        // A wrapped text has other breaks, and no other words.
        #expect(words(pipe).subtracting(words(wide)).isSubset(of: ["!", "mn:"]))
    }
}
