import MNCore
import Testing

@Suite struct `A recording` {
    private func read(_ json: JSON) throws(JSONFault) -> Recording {
        try Recording(JSONField(json))
    }

    private func read(_ text: String) throws -> Recording { try read(JSON.parse(text)) }

    private func problem(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return "\(error)"
        }
    }

    static let outcomes: [Access: Outcome] = [
        .platform: .platform(
            Platform(system: "Linux", release: "6.8.0", machine: "x86_64", process: "x86_64")),
        .file("/empty"): .bytes([]),
        .file("/line"): .bytes(Array("one\n".utf8)),
        .file("/lines"): .bytes(Array("one\n\ntwo\r\n\u{0}\u{1B}[0m\n".utf8)),
        .file("/open"): .bytes(Array("one\ntwo\nthree".utf8)),
        .file("/feeds"): .bytes(Array("\n\n\n".utf8)),
        .file("/mark"): .bytes([0xEF, 0xBB, 0xBF, 0x61]),
        .file("/binary"): .bytes([0xFF, 0x00, 0xFE, 0x0A]),
        .file("/half"): .bytes([0x61, 0x0A, 0xC3]),
        .file("/absent"): .absent,
        .file("/denied"): .denied,
        .file("/broken"): .failed("Input/output error"),
        .directory("/none"): .entries([]),
        .directory("/dev/dri"): .entries([
            DirectoryEntry("card0"), DirectoryEntry("card1", target: "../card0"),
        ]),
        .command(["nvidia-smi", "-q", "-x"]): .ended(
            CommandResult(.exited(0), standardOutput: Array("<a/>\n".utf8))),
        .command(["nvidia-smi"]): .ended(
            CommandResult(
                .signalled(11), standardOutput: [], standardError: Array("a\nb\n".utf8),
                isTruncated: true)),
        .command(["rocminfo"]): .timedOut,
        .environment("EMPTY"): .value(""),
        .environment("WSL_DISTRO_NAME"): .value("Ubuntu \u{1F600}"),
        .environment("NONE"): .absent,
    ]

    @Test func `reads back as it was written`() throws {
        let recording = Recording(Self.outcomes)
        #expect(recording.exchanges.count == Self.outcomes.count)
        for layout in [JSON.Layout.indented, .canonical] {
            #expect(try read(recording.json.text(layout)) == recording)
        }
    }

    @Test func `is written alike whatever order its answers came in`() {
        let bytes = Set((0..<5).map { _ in Recording(Self.outcomes).json.text() })
        #expect(bytes.count == 1)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `keeps every byte of a file`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces: [[UInt8]] = [[0x0A], [0x0D, 0x0A], [0x61], [0xC3, 0xA9], [0xFF], [0], [0x0A]]
        var bytes: [UInt8] = []
        // The one byte that is not UTF-8 is left out in half of the cases.
        for _ in 0..<random.below(12) { bytes += pieces[random.below(seed % 2 == 0 ? 7 : 4)] }
        let recording = Recording([.file("/a"): .bytes(bytes)])
        #expect(try read(recording.json.text())[.file("/a")] == .bytes(bytes))
    }

    @Test func `shows lines as lines`() {
        let recording = Recording([.file("/a"): .bytes(Array("one\ntwo\n".utf8))])
        #expect(recording.json == [["file": "/a", "text": ["one", "two"]]])
    }

    @Test func `takes the short forms that a person writes`() throws {
        let recording = try read(
            """
            [{"platform": {"system": "Linux", "release": "6", "machine": "x86_64"}},
             {"directory": "/d", "entries": ["b", {"name": "a", "target": "b"}]},
             {"command": ["true"], "exit": 0}]
            """)
        #expect(
            recording[.platform]
                == .platform(
                    Platform(system: "Linux", release: "6", machine: "x86_64", process: "x86_64")))
        #expect(
            recording[.directory("/d")]
                == .entries([DirectoryEntry("a", target: "b"), DirectoryEntry("b")]))
        #expect(recording[.command(["true"])] == .ended(CommandResult(.exited(0))))
    }

    @Test(arguments: [
        "{}", "[1]", "[{}]", "[{\"file\": \"\", \"text\": \"\"}]", "[{\"file\": \"/a\"}]",
        "[{\"file\": \"/a\", \"text\": 1}]", "[{\"file\": \"/a\", \"directory\": \"/a\"}]",
        "[{\"file\": \"/a\", \"text\": \"\", \"exit\": 0}]",
        "[{\"file\": \"/a\", \"text\": \"\", \"outcome\": \"absent\"}]",
        "[{\"file\": \"/a\", \"outcome\": \"unrecorded\"}]",
        "[{\"file\": \"/a\", \"outcome\": \"failed\"}]",
        "[{\"file\": \"/a\", \"text\": {\"base64\": \"Zg\"}}]",
        "[{\"file\": \"/a\", \"text\": \"\"}, {\"file\": \"/a\", \"outcome\": \"absent\"}]",
        "[{\"command\": [], \"exit\": 0}]", "[{\"command\": [\"a\"]}]",
        "[{\"command\": [\"a\"], \"exit\": 0, \"signal\": 9}]",
        "[{\"command\": [\"a\"], \"exit\": -1}]", "[{\"command\": [\"a\"], \"signal\": 0}]",
        "[{\"command\": \"a\", \"exit\": 0}]", "[{\"environment\": \"A\", \"value\": null}]",
        "[{\"platform\": \"Linux\"}]", "[{\"file\": \"/a\", \"txet\": \"\"}]",
    ])
    func `refuses what is no exchange`(text: String) {
        #expect(problem(text) != nil)
    }

    @Test func `forgets an answer that is taken out`() {
        var recording = Recording(Self.outcomes)
        recording[.file("/line")] = nil
        #expect(recording[.file("/line")] == nil)
        #expect(recording[.file("/lines")] == Self.outcomes[.file("/lines")])
        #expect(recording.exchanges.count == Self.outcomes.count - 1)
    }
}
