import FoundationEssentials
import MNCore
import MNSim
import Testing

@testable import mn

/// Each file in `Transcripts/` is a session in a terminal of 80 columns: `$ mn …`, then what it prints.
///
/// Lines of standard error begin with `! `; an exit code other than 0 is the last line, `[3]`. A line
/// that begins with `#` before the first command is the title. With `UPDATE=1` in the environment what
/// is printed is written into the files; read the difference before it is kept.
@Suite(.serialized) struct `A transcript` {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Transcripts")

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".txt") }.sorted()
    }

    @Test func `is there`() throws { #expect(try Self.names().count >= 12) }

    @Test(arguments: try names())
    func `shows what is printed`(name: String) async throws {
        let file = Self.folder.appending(path: name).path
        let bytes = try #require(FileManager.default.contents(atPath: file))
        let expected = String(decoding: bytes, as: UTF8.self)
        let actual = await Self.replayed(expected)
        if ProcessInfo.processInfo.environment["UPDATE"] == "1", actual != expected {
            #expect(FileManager.default.createFile(atPath: file, contents: Data(actual.utf8)))
        }
        let (old, new) = (expected.split(separator: "\n"), actual.split(separator: "\n"))
        let difference = zip(old, new).first { $0 != $1 }
        #expect(actual == expected, "first at: \(difference.map { "\($0)" } ?? "the end")")
    }

    /// The title and the commands of a transcript, with what they print now.
    static func replayed(_ transcript: String) async -> String {
        let lines = transcript.split(separator: "\n", omittingEmptySubsequences: false)
        var text = lines.prefix { $0.hasPrefix("#") }.map { "\($0)\n" }.joined()
        for line in lines where line.hasPrefix("$ mn") {
            text += "\n\(line)\n"
            let session = await world.run(words(line.dropFirst(4)))
            let errors = session.error.split(separator: "\n", omittingEmptySubsequences: false)
            text += errors.dropLast().map { "! \($0)\n" }.joined()
            text += session.output
            if session.exitCode != .done { text += "[\(session.exitCode.rawValue)]\n" }
        }
        return text
    }

    /// The words of a command line; single quotes keep blanks together.
    private static func words(_ line: Substring) -> [String] {
        line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap {
            $0.isMultiple(of: 2) ? $1.split(separator: " ").map(String.init) : [String($1)]
        }
    }

    /// A machine with a card of 8 GB and a runner, with a sound and a broken catalog to name.
    static let world: TestWorld = {
        var world = TestWorld()
        world.docker = StubRunner(`What is installed`.models)
        world.files = MemoryFiles(texts: [
            "broken.json":
                "{\"schema\": \"mn.profile/1\",\n \"id\": \"broken\",\n \"titel\": \"x\"}\n",
            TestWorld.homeCatalog: """
            {"own:7b": {"name": "Our own", "model": "hf.co/us/own-GGUF", "aliases": ["own"],
                "requirements": {"min_vram_gb": 12, "cpu_ram_gb": 24}}}
            """,
        ])
        return world
    }()
}
