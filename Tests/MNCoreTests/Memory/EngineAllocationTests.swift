import Testing

@testable import MNMachine

@Suite("What an engine's log says that it allocated")
struct EngineAllocationTests {
    private static let load = [
        "load_tensors: offloading 36 repeating layers to GPU",
        "load_tensors: offloaded 37/37 layers to GPU",
        "load_tensors:   CPU_Mapped model buffer size =   333.84 MiB",
        "load_tensors:        CUDA0 model buffer size =  4455.34 MiB",
        "llama_context:  CUDA_Host  output buffer size =     2.32 MiB",
        "llama_kv_cache:      CUDA0 KV buffer size =   576.00 MiB",
        "sched_reserve:      CUDA0 compute buffer size =   304.75 MiB",
        "sched_reserve:      CUDA0 compute buffer size =   100.01 MiB",
        "sched_reserve:  CUDA_Host compute buffer size =    20.01 MiB",
    ]

    private static func mebibytes(_ count: Double) -> ByteCount { ByteCount(count * 0x1p20) }

    @Test(
        "Sums what each device holds, and takes what was reserved last", arguments: ["\n", "\r\n"])
    func sums(end: String) throws {
        let found = try #require(EngineAllocation(log: Self.load.joined(separator: end)))
        #expect(found.layers == EngineAllocation.Layers(placed: 37, all: 37))
        #expect(found.devices.map(\.name) == ["CPU_Mapped", "CUDA0", "CUDA_Host"])
        #expect(found.devices.map(\.isHost) == [true, false, true])
        let card = found.devices[1]
        #expect(card.weights == Self.mebibytes(4455.34) && card.cache == Self.mebibytes(576))
        #expect(card.compute == Self.mebibytes(100.01))
        #expect(card.total == card.weights + card.cache + card.compute)
    }

    @Test("Reads the lines within what the runner writes around them")
    func wrapped() throws {
        let log = Self.load.map {
            "[2026-11-23T19:52:25.762059668Z] time=2026-11-23 level=INFO msg=\"\($0)\" component=llama.cpp"
        }.joined(separator: "\n")
        #expect(
            EngineAllocation(log: log) == EngineAllocation(log: Self.load.joined(separator: "\n")))
    }

    @Test("Adds both caches and the state, and no projector")
    func caches() throws {
        let log = """
            load_tensors:      Vulkan0 model buffer size =   100.00 MiB
            llama_kv_cache:    Vulkan0 KV buffer size =    10.00 MiB
            llama_kv_cache:    Vulkan0 KV buffer size =    20.50 MiB
            llama_memory_recurrent:    Vulkan0 RS buffer size =     1.25 MiB
            sched_reserve:    Vulkan0 compute buffer size =     5.00 MiB
            alloc_compute_meta:    Vulkan0 compute buffer size =    99.00 MiB
            clip_model_loader: Vulkan0 compute buffer size =    98.00 MiB
            """
        let device = try #require(EngineAllocation(log: log)?.devices.first)
        #expect(device.cache == Self.mebibytes(31.75) && device.compute == Self.mebibytes(5))
        #expect(EngineAllocation(log: log)?.layers == nil)
    }

    private static let small = [
        "load_tensors: CUDA0 model buffer size = 1.00 MiB",
        "llama_kv_cache: CUDA0 KV buffer size = 2.00 MiB",
        "sched_reserve: CUDA0 compute buffer size = 4.00 MiB",
    ]

    @Test("Of several loads the last counts, whether or not its layers are told")
    func last() throws {
        for log in [
            load + Self.small,
            ["load_tensors: offloaded 1/9 layers to GPU"] + Self.small + Self.small,
        ] {
            let found = try #require(EngineAllocation(log: log.joined(separator: "\n")))
            #expect(found.devices.map(\.total) == [Self.mebibytes(7)])
            #expect(found.layers == nil)
        }
        let partly = load + ["load_tensors: offloaded 1/9 layers to GPU"] + Self.small
        let found = try #require(EngineAllocation(log: partly.joined(separator: "\n")))
        #expect(found.layers == EngineAllocation.Layers(placed: 1, all: 9))
    }

    @Test(
        "Of a load that failed, or that goes on, nothing is told",
        arguments: [
            "ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory",
            "llama_init_from_model: failed to initialize the context: failed to allocate compute pp buffers",
            "common_init_from_params: failed to load model '/models/x.gguf'",
        ])
    func failed(line: String) {
        #expect(EngineAllocation(log: (load.prefix(5) + [line]).joined(separator: "\n")) == nil)
        #expect(EngineAllocation(log: (load + [line]).joined(separator: "\n")) == nil)
        #expect(EngineAllocation(log: load.prefix(6).joined(separator: "\n")) == nil)
        let again = load + [line] + Self.small
        #expect(EngineAllocation(log: again.joined(separator: "\n"))?.devices.count == 1)
    }

    private var load: [String] { Self.load }

    @Test(
        "What is no such line says nothing",
        arguments: [
            "", "load_tensors: CUDA0 model buffer size = MiB", "CUDA0 model buffer size = 1.00 MiB",
            "load_tensors: CUDA0 model buffer size = -1.00 MiB",
            "load_tensors: CUDA0 model buffer size = 1e9 MiB",
            "load_tensors: CUDA0 model buffer size = 1.00 GB",
            "load_tensors: \u{1B}[0m model buffer size = 1.00 MiB",
            "load_tensors: ::error:: model buffer size = 1.00 MiB",
            "load_tensors: CUDA0 odd buffer size = 1.00 MiB",
            "load_tensors: offloaded 9/3 layers to GPU",
            "load_tensors: offloaded -1/3 layers to GPU",
            "user: offloaded 1/37 layers to GPU", "x: CUDA0 model buffer size = 1.00 MiB",
            "slot update: prompt = \"load_tensors: offloaded 1/37 layers to GPU\"",
            "slot update: prompt = \"load_tensors: CUDA0 model buffer size = 9.00 MiB\"",
            "llama_kv_cache: CUDA0 KV buffer size = 99999999999999999999999 MiB",
            "load_tensors: CUDA0 model buffer size = \(String(repeating: "9", count: 300)).00 MiB",
        ])
    func odd(line: String) throws {
        let whole = EngineAllocation(log: load.joined(separator: "\n"))
        #expect(EngineAllocation(log: line) == nil)
        #expect(EngineAllocation(log: (load + [line]).joined(separator: "\n")) == whole)
    }

    @Test("A log without an end is read in time")
    func hostile() {
        let many = (0..<5000).map { "sched_reserve: CUDA\($0) compute buffer size = 1.00 MiB" }
        let log = (load + many).joined(separator: "\n")
        #expect(EngineAllocation(log: log)?.devices.count == 64)
    }
}
