import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

/// Runs of `mn model memory` that are told about afterwards.
@Suite(.serialized) struct `A trace of mn model memory` {
    /// A file with bytes that are no text, words of everybody's and somebody's.
    private static func file(
        _ name: String = "llama", _ change: (inout GGUFBytes) -> Void = { _ in }
    ) -> [UInt8] {
        var file = GGUFBytes.small(
            name,
            more: [
                ("general.author", .text("user of this-host")),
                ("general.note", .float(0xFFFF_FFFF)),
                ("tokenizer.chat_template", .text("{{ token: hf_abcdefghijklmnopqrstuvwx }}")),
            ])
        change(&file)
        return file.bytes
    }

    private static func world(_ bytes: [UInt8]) -> (TestWorld, MemoryFiles) {
        let files = MemoryFiles(["/home/user/own.gguf": bytes])
        var world = TestWorld(files: files)
        world.room = .max
        return (world, files)
    }

    private static let files = [
        file(), file { $0.keys[6].1 = .uint32(3) }, file { $0.hasData = false },
        file { $0.announcedKeys = .max }, [UInt8](repeating: 0xFE, count: 100),
        file("unheardof") { $0.keys[6].1 = .uint32(3) }, file { $0.keys[1].0 = "elsewhere" },
        file { $0.tensors[0].type = 99 },
    ]

    @Test(arguments: files.indices) func `of a file replays, and holds nothing else of it`(
        index: Int
    ) async throws {
        let (world, files) = Self.world(Self.files[index])
        let session = await world.run(
            "model memory /home/user/own.gguf --context 512 --trace /t.jsonl")
        #expect((session.exitCode == .done) == (index == 0), "\(session.error)")
        let bytes = try #require(files.all["/t.jsonl"])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(bytes.count < 64 << 10, "\(bytes.count)")
        for word in ["this-host", "hf_abc", "base64", "\u{FFFD}"] {
            #expect(!text.contains(word), "\(word)")
        }
        var traces = [try Trace.read(bytes, name: "t")]
        if let kept = files.all.first(where: { $0.key.contains("/recording-") })?.value {
            traces.append(try Trace.read(kept, name: "r"))
        }
        #expect(traces.count == (index == 0 ? 1 : 2))
        for trace in traces {
            let (ending, divergence) = TraceReplay(trace).run(
                in: `The scenarios`.world(), program: Program.run)
            #expect(divergence == nil, "\(String(describing: divergence))")
            #expect(ending == trace.ending)
        }
    }

    @Test(arguments: files.indices.dropFirst()) func `makes a bundle that tells the same story`(
        index: Int
    ) async throws {
        let (world, files) = Self.world(Self.files[index])
        #expect(await world.run("model memory /home/user/own.gguf").exitCode == .failed)
        try await Self.checkBundle(world, files)
    }

    @Test func `makes a bundle of models that do not fit`() async throws {
        let known = Catalog.builtin.models.filter { $0.facts != nil }.map(\.id)
        #expect(known.count > 10)
        for names in [known.joined(separator: " "), "llama3.3:70b --context 1000000000000"] {
            let (world, files) = Self.world([])
            let session = await world.run("model memory \(names) --require-fit")
            #expect(session.exitCode == .notCompatible)
            try await Self.checkBundle(world, files)
        }
    }

    private static func checkBundle(_ world: TestWorld, _ files: MemoryFiles) async throws {
        let session = await world.run("support bundle --output /b.json")
        #expect(session.exitCode == .done, "\(session.error)")
        let text = String(decoding: try #require(files.all["/b.json"]), as: UTF8.self)
        let checks = try JSON.parse(text)["checks"]?.array ?? []
        for check in checks { #expect(check["result"] == "passed", "\(check)") }
        #expect(!checks.isEmpty)
    }
}
