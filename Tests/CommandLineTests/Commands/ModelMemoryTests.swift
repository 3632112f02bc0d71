import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `mn model memory` {
    static func models(_ line: String, _ world: TestWorld = TestWorld()) async throws -> [JSON] {
        let session = await world.run("model memory \(line) --json")
        #expect(session.exitCode == .done, "\(session.output)\(session.error)")
        let document = try session.json
        #expect(document["schema"] == "mn.model.memory/1")
        return document["models"]?.array ?? []
    }

    static func model(_ line: String, _ world: TestWorld = TestWorld()) async throws -> JSON {
        try #require(try await models(line, world).first)
    }

    @Test func `gives the engine's own figures`() async throws {
        let model = try await Self.model("gemma3:4b --context 4096")
        #expect(model["kv_bytes"] == 570_425_344)
        #expect(model["kv_global_bytes"] == 83_886_080)
        #expect(model["kv_sliding_bytes"] == 486_539_264)
        #expect(model["state_bytes"] == 0)
        #expect(model["weights_accelerator_bytes"] == 2_483_352_832)
        #expect(model["weights_host_bytes"] == 550_636_800)
        #expect(model["total_accelerator_bytes"] == 3_139_779_840)
        for line in model["lines"]?.array ?? [] {
            #expect(line["source"]?.string?.isEmpty == false)
        }
        // What the engine calls its cache holds the state, too.
        let hybrid = try await Self.model("granite4-nano:350m --context 4096")
        #expect(hybrid["state_bytes"]?.integer ?? 0 > 0)
        let parts = ["kv_global_bytes", "kv_sliding_bytes", "state_bytes"]
            .compactMap { hybrid[$0]?.integer }
        #expect(hybrid["kv_bytes"]?.integer == parts.sum())
    }

    @Test func `takes the settings that are given`() async throws {
        let model = try await Self.model(
            "qwen3:8b --context 8192 --cache-type q8_0 --slots 1 --ubatch 256")
        #expect(model["kv_bytes"] == 641_728_512)
        #expect(model["settings"]?["slots"] == 1)
        #expect(model["settings"]?["ubatch"] == 256)
        #expect(model["settings"]?["cache_type_k"] == "q8_0")
    }

    @Test(arguments: [
        (0, 131_072), (1, 1), (200_000, 200_000), (1_000_000_000_000, 1_000_000_000_000),
    ])
    func `takes any context`(asked: Int, context: Int) async throws {
        let model = try await Self.model("gemma3:4b --context \(asked)")
        #expect(model["context"]?.integer == context)
        let remarks = model["remarks"]?.array?.compactMap(\.string) ?? []
        #expect(remarks.contains { $0.contains("trained with") } == (context > 131_072))
    }

    @Test func `names where a context comes from`() async throws {
        #expect(try await Self.model("gemma4:e2b")["context_origin"] == "catalog")
        #expect(try await Self.model("qwen3:8b")["context_origin"] == "assumed")
        #expect(try await Self.model("qwen3:8b --context 1")["context_origin"] == "asked")
    }

    @Test(arguments: [
        "--context -1", "--context many", "--context 99999999999999999999", "--slots 0",
        "--slots 257", "--ubatch 0", "--ubatch x", "--cache-type q3_k",
    ])
    func `refuses what is no setting`(_ options: String) async {
        let session = await TestWorld().run("model memory gemma3:4b \(options)")
        #expect(session.exitCode == .usage, "\(session.error)")
    }

    @Test func `tells each pool of a machine`() async throws {
        var world = TestWorld()
        world.machine = ReplayMachine(
            TestMachines.profile(
                "six", "Six", ("cuda", "pass"),
                TestMachines.linux(kibibytes: 16_297_284) + [TestMachines.nvidia("6144")]))
        let model = try await Self.model("qwen3:8b --context 8192", world)
        let pools = model["pools"]?.array ?? []
        #expect(pools.compactMap { $0["pool"]?.string } == ["dedicated", "system"])
        #expect(pools.first?["status"] == "marginal")
        #expect(pools.last?["status"] == "fits")
        let largest = try #require(pools.first?["largest_context"]?.integer)
        #expect((4096...8192).contains(largest))
        #expect(model["largest_context"]?.integer == largest)
        let fits = await world.run("model memory qwen3:8b --context \(largest) --require-fit")
        #expect(fits.exitCode == .done)
        let tooLarge = await world.run("model memory qwen3:14b --require-fit")
        #expect(tooLarge.exitCode == .notCompatible)
        let both = await world.run("model memory qwen3:8b gemma3:4b --require-fit")
        #expect(both.exitCode == .notCompatible)
        #expect(both.output.contains("Together"))
        // It advises: without being asked it ends well.
        #expect(await world.run("model memory qwen3:14b").exitCode == .done)
    }

    private static func world(_ file: GGUFBytes) -> TestWorld {
        var world = TestWorld()
        world.files = MemoryFiles(["/models/own.gguf": file.bytes])
        return world
    }

    @Test func `reads the header of a file`() async throws {
        let model = try await Self.model("/models/own.gguf --context 512", Self.world(.small()))
        #expect(model["architecture"] == "llama")
        // 2 layers of 2 heads, 16 and 16 numbers of 2 bytes, 512 cells.
        #expect(model["kv_bytes"] == 131_072)
        #expect(model["weights_accelerator_bytes"] == 5376)
        #expect(model["quantization"] == "Q8_0")
        var broken = GGUFBytes.small()
        broken.announcedKeys = .max
        let session = await Self.world(broken).run("model memory /models/own.gguf")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains("/models/own.gguf, byte 16:"))
        let missing = await TestWorld().run("model memory /none.gguf")
        #expect(missing.error.contains("There is no file /none.gguf"))
    }

    @Test func `says what is not known`() async throws {
        let model = try await Self.model("nemotron3")
        #expect(model["kv_bytes"] == .null)
        #expect(model["status"] == "unknown")
        #expect(model["remarks"]?.array?.count == 1)
        let session = await TestWorld().run("model memory no-such-model")
        #expect(session.exitCode == .unknownModel)
    }

    @Test func `takes what a catalog of one's own says`() async throws {
        let world = `A catalog of one's own`.world(
            home: """
                [{"id": "own", "model": "ai/own", "context_size": 512, "architecture": {
                  "name": "llama", "block_count": 2, "embedding_length": 64, "head_count": 4,
                  "head_count_kv": 2, "feed_forward_length": 128, "vocab_size": 300,
                  "context_length": 2048, "tensor_bytes": 100000, "token_embd_bytes": 40000}},
                 {"id": "gemma3:4b", "architecture": {"sliding_window": 512}}]
                """)
        let own = try await Self.model("own", world)
        #expect(own["kv_bytes"] == 131_072)
        #expect(own["weights_accelerator_bytes"] == 60_000)
        // A fact that is changed moves the result.
        let changed = try await Self.model("gemma3:4b --context 4096", world)
        #expect(changed["kv_sliding_bytes"] == 304_087_040)
        let broken = `A catalog of one's own`.world(
            home: #"[{"id": "own", "model": "ai/own", "architecture": {"name": "llama"}}]"#)
        let session = await broken.run("model memory own")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains("block_count"))
    }
}
