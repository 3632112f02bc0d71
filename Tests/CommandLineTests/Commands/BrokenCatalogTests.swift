import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `A broken catalog` {
    /// A sound catalog, from which the broken ones are made.
    static let sound = """
        {"version": 1, "models": [
          {"id": "own:1b", "name": "Own", "model": "ai/own:1B", "aliases": ["own"],
           "backend": "llama.cpp", "backends": ["llama.cpp"], "context_size": 4096,
           "requirements": {"min_vram_gb": 8, "required_capabilities": ["dgx"]}}]}
        """

    /// The same with the value of one member of the entry, or of its requirements, changed.
    static func with(_ key: String, _ value: String) -> String {
        let isRequirement = key.hasPrefix("min_") || key.hasPrefix("cpu_") || key.hasPrefix("req")
        return isRequirement
            ? #"[{"id": "own:1b", "model": "ai/own:1B", "requirements": {"\#(key)": \#(value)}}]"#
            : key == "id"
                ? #"[{"model": "ai/own:1B", "id": \#(value)}]"#
                : key == "model"
                    ? #"[{"id": "own:1b", "model": \#(value)}]"#
                    : #"[{"id": "own:1b", "model": "ai/own:1B", "\#(key)": \#(value)}]"#
    }

    /// The contents of a file, by what is wrong with it.
    static let contents: [String: [UInt8]] = {
        var contents: [String: [UInt8]] = [
            "empty": [], "blank": Array(" \n\t".utf8), "a NUL": [0],
            "binary": (0...255).map { UInt8($0) }, "a picture": [0x89, 0x50, 0x4E, 0x47, 13, 10],
            "UTF-16, little end first": [0xFF, 0xFE]
                + sound.utf16.flatMap {
                    [UInt8($0 & 255), UInt8($0 >> 8)]
                },
            "UTF-16, big end first": [0xFE, 0xFF]
                + sound.utf16.flatMap {
                    [UInt8($0 >> 8), UInt8($0 & 255)]
                },
            "UTF-16, unmarked": sound.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            "not UTF-8": Array(#"[{"id": "own:1b", "model": ""#.utf8) + [0xC3, 0x28]
                + Array(#""}]"#.utf8),
            "100000 lists deep": Array(repeating: UInt8(ascii: "["), count: 100_000),
            "two documents": Array((sound + sound).utf8), "a comment": Array("// none\n[]".utf8),
        ]
        let texts = [
            "null", "true", "7", #""text""#, "[7]", "[null]", "[[]]", #"{"a": 7}"#, "{\"a\": []}",
            #"{"version": 2, "models": []}"#, #"{"version": "1", "models": []}"#,
            #"{"version": 1, "models": {}}"#, #"{"models": [], "more": 1}"#, "[{}]",
            #"[{"id": "a"}]"#, #"[{"model": "ai/a"}]"#, #"[{"id": "", "model": "ai/a"}]"#,
            #"[{"id": "a", "model": "ai/a"}, {"id": "A", "model": "ai/b"}]"#,
            #"{"a": {"model": "ai/a"}, "a": {"model": "ai/b"}}"#,
            #"{"a": {"model": "ai/a"}, "A": {"model": "ai/b"}}"#,
            #"{"a": {"id": "b", "model": "ai/a"}}"#,
            #"[{"id": "a", "model": "ai/a", "model": "ai/b"}]"#,
            #"[{"id": "a", "model": "ai/a", "backend": "vllm", "backends": ["llama.cpp"]}]"#,
            #"{"gemma4:e2b": {"backend": "vlm"}}"#, #"{"gemma4:e2b": {"backends": ["llama.cp"]}}"#,
            #"{"gemma4:e2b": {"requirements": null}}"#, #"{"gemma4:e2b": {"model": null}}"#,
        ]
        for text in texts { contents[text] = Array(text.utf8) }
        let values = [
            "null", "true", "-1", "1e400", "-1e-400x", "NaN", "Infinity", "0x10", "01", "1e309",
            "99999999999999999999", #""12""#, #""""#, "[1]", "[[]]", #"{"a": 1}"#,
            #""a\u001b[31mb""#, #""a\nb""#, #""a\u0000b""#, #"["a\u0007"]"#, #"[""]"#,
            "\"\(String(repeating: "x", count: 201))\"",
        ]
        for key in [
            "id", "name", "provider", "model", "aliases", "backend", "backends", "context_size",
            "requirements", "min_vram_gb", "min_unified_memory_gb", "min_cpu_ram_gb", "cpu_ram_gb",
            "required_capabilities",
        ] {
            for value in values where !fits(key, value) {
                contents["\(key): \(value.prefix(30))"] = Array(with(key, value).utf8)
            }
        }
        for key in ["min_vram", "requirement", "alias", "Model", "hf_model", "nonsense", "id "] {
            contents["unknown key \(key)"] = Array(
                #"[{"id": "own:1b", "model": "ai/own:1B", "\#(key)": 1}]"#.utf8)
        }
        for length in stride(from: 1, to: sound.utf8.count, by: 7) {
            contents["cut after \(length) bytes"] = Array(sound.utf8.prefix(length))
        }
        return contents
    }()

    /// Whether a value is sound after all.
    private static func fits(_ key: String, _ value: String) -> Bool {
        if key == "context_size" || key.hasPrefix("min_") || key.hasPrefix("cpu_") {
            return value == "null"
        }
        return ["id", "name", "provider", "model"].contains(key) && value == #""12""#
            || key == "required_capabilities" && value.hasPrefix(#"["a"#)
    }

    static let names = contents.keys.sorted()

    @Test func `is broken in many ways`() { #expect(Self.names.count > 250) }

    @Test func `is made from a sound one`() async {
        let world = `A catalog of one's own`.world(home: Self.sound)
        #expect(await world.run("model show own").exitCode == .done)
    }

    @Test(arguments: names)
    func `gives no verdict, and says which file, where and what to do`(name: String) async throws {
        var world = TestWorld()
        let bytes = try #require(Self.contents[name])
        world.files = MemoryFiles([TestWorld.homeCatalog: bytes])
        for line in ["model show --compatibility", "sim matrix"] {
            let session = await world.run(line)
            #expect(session.exitCode == .failed)
            #expect(session.output.isEmpty)
            #expect(session.error.contains(TestWorld.shownCatalog))
            #expect(session.error.contains(", line ") || session.error.contains("(/"))
            #expect(session.error.contains("\n    Correct \(TestWorld.shownCatalog)"))
            #expect(session.error.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
            #expect(session.error.utf8.count < 2_000)
        }
    }

    @Test(arguments: ["model list", "model rules", "hardware"])
    func `is reported by those that go on without it`(line: String) async throws {
        var world = TestWorld()
        let whole = await world.run(line)
        world.files = MemoryFiles(texts: [TestWorld.homeCatalog: "[{\n  \"id\": 7}]"])
        let session = await world.run(line)
        #expect(session.exitCode == .failed)
        #expect(session.output == whole.output)
        #expect(
            session.error.contains(
                "\(TestWorld.shownCatalog), line 2, column 9 (/0/id): not a valid"))
    }

    @Test func `does not hide the sound one beside it`() async throws {
        let world = `A catalog of one's own`.world(
            home: "{", environment: #"{"own:1b": {"model": "ai/own:1B"}}"#)
        let session = await world.run("model list")
        #expect(session.exitCode == .failed)
        #expect(session.output.contains("own:1b"))
    }

    @Test func `names the key that was meant`() async {
        let world = `A catalog of one's own`.world(home: Self.with("contextsize", "1"))
        let session = await world.run("model show")
        #expect(session.error.contains("did you mean 'context_size'?"))
    }

    @Test func `that is too large is not read`() async throws {
        var world = TestWorld()
        world.files = MemoryFiles(
            texts: [:], sizes: [TestWorld.homeCatalog: Document.sizeLimit + 1])
        let session = await world.run("model show")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains(TestWorld.shownCatalog))
        #expect(session.error.contains("larger than"))
    }
}
