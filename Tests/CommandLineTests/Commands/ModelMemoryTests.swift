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
        "--context -1", "--context many", "--context 10000000000000",
        "--context 99999999999999999999", "--slots 0",
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
        // What is not known passes no gate, alone or beside what fits.
        for names in ["nemotron3", "gemma3:4b nemotron3", "nemotron3 gemma3:4b"] {
            let open = await world.run("model memory \(names) --require-fit")
            #expect(open.exitCode == .notCompatible, "\(names)")
        }
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

    @Test(arguments: ["test-cuda-8gb", "test-cpu-16gb", "test-apple-16gb"])
    func `describes the place where the model would run, as the text does`(
        id: String
    ) async throws {
        var world = TestWorld()
        world.machine = TestMachines.machine(id)
        world.width = nil
        let line = "model memory gemma3:4b --context 4096"
        let document = try await world.run(line + " --json").json
        let pool = document["pool"]?.string
        let model = try #require(document["models"]?.array?.first)
        let lines = model["lines"]?.array ?? []
        func bytes(_ item: String) -> Int? {
            lines.first { $0["item"]?.string == item }?["bytes"]?.integer
        }
        let isOnProcessor = pool == "system"
        #expect(lines.contains { $0["place"] == "accelerator" } != isOnProcessor)
        #expect(bytes("weights_host") == (isOnProcessor ? 2_483_352_832 : 550_636_800))
        #expect(model["reserve_bytes"]?.integer == (pool == "dedicated" ? 512 << 20 : 2 << 30))
        #expect(model["process_bytes"]?.integer == (isOnProcessor ? 100 << 20 : 90 << 20))
        #expect(bytes("reserve") == model["reserve_bytes"]?.integer)
        // The figures "if on an accelerator" stay.
        #expect(model["weights_accelerator_bytes"] == 2_483_352_832)
        #expect(model["total_accelerator_bytes"] == 3_139_779_840)
        let text = await world.run(line).output
        for line in lines where (line["bytes"]?.integer ?? 0) > 0 {
            #expect(text.contains(" \(line["bytes"]?.integer ?? 0) "), "\(line) in \(text)")
        }
    }

    @Test func `says where a context comes from, and how many, in the right words`() async throws {
        let file = await Self.world(.small()).run("model memory /models/own.gguf --slots 1")
        #expect(file.output.contains("at a context of 2048 (nothing sets one)"))
        #expect(file.output.contains(", 1 slot, "))
        let one = await TestWorld().run("model memory qwen3:8b --ubatch 1")
        #expect(one.output.contains("(the catalog sets none)"))
        #expect(one.output.contains("1 token at once"))
        // The bar is there in 80 columns, whatever the GPU is called.
        #expect(one.output.contains("[#"))
        let both = await TestWorld().run("model memory qwen3:8b gemma3:4b")
        #expect(both.output.ranges(of: "LARGEST CONTEXT").count == 2)
        var narrow = TestWorld()
        narrow.width = 40
        let lines = await narrow.run("model memory qwen3:8b gemma3:4b").output
        #expect(lines.ranges(of: "  [#").count == 6)
        #expect(lines.ranges(of: "  largest context ").count == 4)
    }

    @Test func `passes no file of which tensors are missing, or whose architecture is new`() async {
        var whole = GGUFBytes.small()
        whole.tensors.append(.init("blk.1.attn_norm.weight", [64], bytes: 256))
        var part = whole
        part.keys.append(("split.count", .uint16(2)))
        var odd = whole
        odd.keys.append(("split.count", .int16(-1)))
        var new = GGUFBytes.small("new")
        new.tensors = whole.tensors
        for (file, exit) in [
            (whole, ExitCode.done), (part, .notCompatible), (odd, .notCompatible),
            (new, .notCompatible),
            (.small(), .notCompatible),
        ] {
            let line = "model memory /models/own.gguf --require-fit"
            let session = await Self.world(file).run(line)
            #expect(session.exitCode == exit, "\(session.output)")
            let isOpen = session.output.contains("whether it fits is open")
            #expect(isOpen == (exit != .done))
        }
    }

    @Test func `takes no more tokens at once than the engine does`() async throws {
        let model = try await Self.model("gemma3:4b --context 8192 --ubatch 3000")
        let batch = try await Self.model("gemma3:4b --context 8192 --ubatch 2048")
        #expect(model["settings"]?["ubatch"] == 2048)
        #expect(model["compute_accelerator_bytes"] == batch["compute_accelerator_bytes"])
        #expect(model["kv_sliding_bytes"] == batch["kv_sliding_bytes"])
        let words = "no more than its batch of 2048"
        func isSaid(_ model: JSON) -> Bool {
            model["remarks"]?.array?.contains { $0.string?.contains(words) == true } == true
        }
        #expect(isSaid(model) && !isSaid(batch))
        var large = GGUFBytes.small()
        large.keys.append(("llama.attention.value_length", .uint32(1 << 30)))
        let all = try await Self.model(
            "/models/own.gguf --context 1000000000000", Self.world(large))
        #expect(all["kv_bytes"]?.integer == Int.max)
        #expect(all["remarks"]?.array?.contains { $0.string?.contains("2^63") == true } == true)
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
