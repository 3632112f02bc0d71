import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

@Suite("Hostile support files", .serialized)
struct HostileFileTests {
    private static let commands = [
        ["support", "replay", "f"], ["support", "minimize", "f"],
        ["support", "adopt", "f", "--id", "x-1"], ["support", "diff", "f", "f"],
        ["support", "serve", "f"], ["hardware", "--profile", "./f"],
    ]

    private static func files() throws -> [(name: String, text: String)] {
        let trace = try SupportReplayTests.failure()
        var bundle = SupportFileTests.bundle { $0.run = trace }
        bundle.machine = SupportFile.trace(trace).machine
        let text = bundle.text
        let section = #"{"section":"logs","reason":"\u001b]0;x\u0007","part":"\u202e"}"#
        let sections = Array(repeating: section, count: 1000).joined(separator: ",")
        return [
            ("cut", String(text.dropLast(text.utf8.count / 2))),
            ("cut in front", String(trace.text.dropFirst(300))),
            ("edited", text.replacing("\"GET\"", with: "7")),
            ("newer", text.replacing("mn.bundle/1", with: "mn.bundle/2")),
            ("newer inside", text.replacing(Trace.schema, with: "mn.trace/77")),
            ("deep", String(repeating: "{\"a\":", count: 100_000)),
            (
                "deep inside",
                text.replacing(
                    "\"runner\":[]", with: "\"runner\":" + String(repeating: "[", count: 100_000))
            ),
            (
                "escapes",
                text.replacing("mn.bundle/1", with: "\\u001b[31mred\\u001b]0;title\\u0007")
            ),
            (
                "no pointer",
                text.replacing(
                    "\"removed\":[]",
                    with:
                        #""removed":[{"pointer":"~","kind":"\u001b[2J","stand_in":"","length":1}]"#)
            ),
            ("huge number", text.replacing("\"timing\":[]", with: "\"timing\":[1e400]")),
            ("negative", text.replacing("\"timing\":[]", with: "\"timing\":[-1]")),
            ("sections", text.replacing("\"gaps\":[]", with: "\"gaps\":[\(sections)]")),
            (
                "another gap",
                text.replacing("\"gaps\":[]", with: #""gaps":[{"section":"x","reason":""}]"#)
            ),
            ("bytes", "\u{1F}\u{8B}\u{8}\u{0}\u{1B}[2J"),
        ]
    }

    @Test(
        "Each is an error with its place, or is read; nothing raw is printed, and nothing is written"
    )
    func endInOrder() async throws {
        for (name, text) in try Self.files() {
            for words in Self.commands {
                let files = MemoryFiles(["f": Array(text.utf8)])
                let terminal = CapturedText()
                var world = SupportWorld.world(files: files)
                world.terminal = terminal
                let exit = await Program.run(words, world)
                let said = terminal.output + terminal.error
                #expect(!said.contains("\u{1B}") && !said.contains("\u{7}"), "\(name): \(words)")
                #expect(!said.contains("\u{202E}"), "\(name): \(words)")
                #expect(!said.contains("bug in mn"), "\(name): \(words): \(said)")
                // What is well-formed is read, whatever it says.
                if name == "sections" { continue }
                #expect(exit == .failed, "\(name): \(words): \(said)")
                #expect(terminal.error.hasPrefix("mn: "), "\(name): \(words)")
                #expect(files.all.count == 1, "\(name): \(words)")
            }
        }
    }

    @Test("A file of ten gigabytes is not read")
    func isNotRead() async {
        struct Endless: Files {
            func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
                throw FileFault(path, .tooLarge(limit: limit))
            }
            func list(_ path: String) throws(FileFault) -> [String] { ["a.json"] }
            func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {}
            func append(_ bytes: [UInt8], to path: String) throws(FileFault) {}
            func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {}
            func lock(_ path: String) throws(FileFault) -> (any FileLock)? { nil }
            func resolved(_ path: String) throws(FileFault) -> String { path }
        }
        for words in Self.commands {
            let terminal = CapturedText()
            var world = SupportWorld.world(files: Endless())
            world.terminal = terminal
            #expect(await Program.run(words, world) == .failed)
            #expect(terminal.error.contains("f is larger than 16 MiB"), "\(words)")
        }
        let terminal = CapturedText()
        var world = SupportWorld.world(files: Endless())
        world.terminal = terminal
        #expect(await Program.run(["support", "triage", "d"], world) == .differs)
        #expect(terminal.output.contains("larger than 16 MiB"))
    }

    @Test("A run that never ends is given up, in virtual time")
    func isGivenUp() async throws {
        // A pull that is there for ever, by another mn that holds the lock.
        var trace = try #require(SupportWorld.traces(["failure-two-pulls"]).first?.trace)
        trace.events = trace.events.map { event in
            guard case .locked(let path, .success(true)) = event, path.contains("/locks/") else {
                return event
            }
            return .locked(path: path, .success(false))
        }
        let files = MemoryFiles(["f": Array(trace.text.utf8)])
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        #expect(await Program.run(["support", "minimize", "f"], world) == .differs)
        #expect(terminal.error.contains("now does not come to an end"))
        #expect(files.all.count == 1)
    }
}
