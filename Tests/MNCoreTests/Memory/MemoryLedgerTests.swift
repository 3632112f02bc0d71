import Testing

@testable import MNMachine
@testable import MNText

@Suite struct `The memory of a model` {
    static func facts(_ id: String) throws -> ModelFacts {
        try #require(try Catalog.builtin.model(named: id).facts)
    }

    static func ledger(_ id: String, _ settings: EngineSettings) throws -> MemoryLedger {
        MemoryLedger(try facts(id), settings)
    }

    static let mebibyte = 1 << 20

    @Test(.enabled(if: EngineVectors.shared != nil, "no ../shared/memory beside the package"))
    func `is what llama.cpp allocates for its caches, to the byte`() throws {
        let vectors = try #require(EngineVectors.shared)
        #expect(vectors.architectures.count == 15)
        #expect(vectors.caches.count == 390)
        for vector in vectors.caches {
            let ledger = try #require(vectors.ledger(vector))
            #expect(ledger.cache == vector["kv_bytes_measured"]?.byteCount, "\(vector.text())")
            // The formula of the file does not know the one setting that it misses.
            guard vector["exact"] == true else { continue }
            #expect(ledger[.kvGlobal] == vector["formula_global"]?.byteCount)
            #expect(ledger[.kvSliding] == vector["formula_sliding"]?.byteCount)
            #expect(ledger[.state] == vector["formula_recurrent"]?.byteCount)
        }
    }

    /// The errors that are allowed, in hundredths: of a setting and a device.
    private static func allowed(_ vector: JSON, _ item: String) -> ClosedRange<Double> {
        let isQuantized = vector["type_k"] != "f16"
        let hasFlashAttention = vector["flash_attention"] == true
        let hasFewRows = vector["n_outputs_max"]?.integer ?? 0 <= 4
        switch (item, hasFewRows, hasFlashAttention) {
        case ("accelerator", true, true): return isQuantized ? -5.0...9 : -0.01...0
        case ("accelerator", true, false): return -2.5...1
        case ("accelerator", false, _): return -10.0...0.5
        case ("host", true, true): return isQuantized ? -4.0...0 : -0.1...0.1
        case ("host", _, _): return -0.2...0
        case ("processor", true, true): return isQuantized ? -5.0...9 : -1.0...4
        case ("processor", true, false): return -6.0...1.5
        default: return -6.0...1
        }
    }

    @Test(.enabled(if: EngineVectors.shared != nil, "no ../shared/memory beside the package"))
    func `is near what llama.cpp reserves for computing`() throws {
        let vectors = try #require(EngineVectors.shared)
        #expect(vectors.buffers.count == 419)
        var worst: [String: ClosedRange<Double>] = [:]
        func compare(_ item: String, _ found: ByteCount?, _ key: String, _ vector: JSON) throws {
            let real = try #require(vector[key]?.byteCount)
            let error = (Double(try #require(found)) / Double(real) - 1) * 100
            #expect(
                Self.allowed(vector, item).contains(error), "\(item) \(error): \(vector.text())")
            let range = worst[item] ?? error...error
            worst[item] = min(range.lowerBound, error)...max(range.upperBound, error)
        }
        for vector in vectors.buffers {
            let ledger = try #require(vectors.ledger(vector))
            if vector["device"] == "gpu-like" {
                try compare("accelerator", ledger[.computeAccelerator], "gpu_compute", vector)
                try compare("host", ledger[.computeHost], "host_compute", vector)
            } else {
                try compare("processor", ledger.processorCompute, "host_compute", vector)
            }
        }
        print("compute buffers, errors in hundredths: \(worst.sorted { $0.key < $1.key })")
    }

    /// Figures of documents and logs, MiB: model, context, slots, cache.
    private static let published: [(String, Int, Int, Double)] = [
        ("gemma3:4b", 4096, 4, 544), ("gemma3:4b", 4096, 1, 254), ("gemma3:4b", 131072, 4, 3082),
        ("gemma3:270m", 4096, 1, 27), ("gemma3:270m", 8192, 1, 39),
        ("gemma4:e2b", 4096, 4, 54), ("gemma4:e2b", 8192, 1, 60),
        ("gpt-oss:20b", 131072, 1, 3090), ("qwen3:8b", 8192, 4, 1152),
        ("llama3.3:70b", 131072, 4, 40960),
    ]

    @Test func `is what logs say of caches`() throws {
        for (id, context, slots, size) in Self.published {
            let ledger = try Self.ledger(
                id, EngineSettings(context: Count(context), slots: Count(slots)))
            #expect(ledger.cache.mebibytes == size, "\(id) \(context)")
        }
        // At the training context, which 0 stands for.
        let granite = try Self.ledger("granite4-nano:350m", EngineSettings())
        #expect(granite.context == Count(1_048_576))
        #expect(granite.cache / Self.mebibyte == ByteCount(4182))
    }

    /// The memory of the accelerator in MiB, as documents have it: weights, compute, all.
    private static let totals: [(String, Double, Double, Double)] = [
        ("smollm2:135m", 98.87, 16.38, 205), ("gemma3:270m", 511.46, 23.02, 584),
        ("qwen3:0.6b", 372.65, 30.01, 851), ("gemma3:4b", 2368.31, 82.02, 2994),
        ("gemma4:e2b", 1405.28, 120.02, 1579), ("gpt-oss:20b", 10949.35, 91.77, 11161),
        ("qwen3:30b-a3b", 17524.42, 88.01, 17996), ("llama3.3:70b", 39979.48, 220.01, 41479),
        ("granite4-nano:350m", 345.83, 28.19, 476),
    ]

    @Test func `is what was measured in all`() throws {
        for (id, weights, compute, total) in Self.totals {
            let ledger = try Self.ledger(id, EngineSettings(context: Count(4096)))
            let found = try #require(ledger[.weightsAccelerator]).mebibytes
            #expect((weights - 0.006...weights + 0.006).contains(found), "\(id) \(found)")
            let buffer = try #require(ledger[.computeAccelerator]).mebibytes
            #expect((compute - 0.01...compute + 0.01).contains(buffer), "\(id) \(buffer)")
            let sum = try #require(ledger.acceleratorTotal).mebibytes
            #expect((total - 1...total + 1).contains(sum), "\(id) \(sum)")
        }
    }

    @Test func `follows from the facts`() throws {
        let settings = EngineSettings(context: Count(8192))
        let facts = try Self.facts("gemma3:4b")
        let base = MemoryLedger(facts, settings)
        func changed(_ change: (inout ModelArchitecture) -> Void) -> MemoryLedger {
            var facts = facts
            change(&facts.architecture)
            return MemoryLedger(facts, settings)
        }
        let wider = changed { $0.slidingWindow = Count(2048) }
        // 29 layers of 4 heads, 2 × 256 numbers of 2 bytes for each of 1024 × 4 cells, up to the context.
        #expect(wider[.kvSliding] == ByteCount(29 * 4 * 512 * 2 * 8192))
        #expect(wider[.kvGlobal] == base[.kvGlobal])
        #expect(changed { $0.keyValueHeadCount = .same(Count(8)) }.cache == base.cache * 2)
        #expect(changed { $0.sharedLayerCount = 34 }.cache == .zero)
        #expect(
            changed { $0.slidingPattern = .period(2) }[.kvGlobal]
                == base[.kvGlobal].map { $0 / 5 * 17 })
        let deeper = changed { $0.feedForwardLength = .same(Count(20480)) }
        let difference =
            try #require(deeper[.computeAccelerator]) - #require(base[.computeAccelerator])
        #expect(difference == ByteCount(4 * 512 * 3 * 10240))
        var untied = facts
        untied.weights?.isTied = false
        #expect(
            MemoryLedger(untied, settings)[.weightsAccelerator]
                == base[.weightsAccelerator].map { $0 - ByteCount(550_636_800) })
    }

    @Test func `follows from the settings`() throws {
        let facts = try Self.facts("qwen3:8b")
        func ledger(_ change: (inout EngineSettings) -> Void) -> MemoryLedger {
            var settings = EngineSettings(context: Count(8192))
            change(&settings)
            return MemoryLedger(facts, settings)
        }
        let base = ledger { _ in }
        #expect(
            ledger {
                $0.keyType = .q8; $0.valueType = .q8
            }.cache.mebibytes == 612)
        #expect(
            ledger {
                $0.keyType = .q4; $0.valueType = .q4
            }.cache.mebibytes == 324)
        #expect(ledger { $0.context = Count(8193) }.cache.mebibytes == 1188)
        #expect(
            ledger { $0.microBatch = Count(2048) }[.computeAccelerator] ?? .zero
                > ByteCount(395 << 20))
        #expect(ledger { $0.outputRows = Count(512) }[.computeAccelerator]?.mebibytes == 304.75)
        #expect(
            ledger { $0.usesFlashAttention = false }[.computeAccelerator]?.mebibytes.rounded()
                == 564)
        // Without a unified cache each slot has its part of the context.
        #expect(ledger { $0.isUnified = false }.cache == base.cache)
    }

    @Test func `never traps, whatever is asked for`() throws {
        for id in ["gemma3:4b", "gemma4:e2b", "granite4-nano:350m", "gpt-oss:20b"] {
            for context in [0, 1, 255, 257, 1_000_000_000_000, Int.max] {
                let ledger = try Self.ledger(
                    id,
                    EngineSettings(
                        context: Count(context), slots: Count(Int.max), microBatch: Count(Int.max)))
                #expect(ledger.cache > .zero)
                #expect(ledger.lines(in: .dedicated).allSatisfy { !$0.source.isEmpty })
            }
        }
        let one = try Self.ledger("llama3.2:1b", EngineSettings(context: Count(1)))
        #expect(one.cache == ByteCount(16 * 8 * 128 * 2 * 256))
        let far = try Self.ledger("llama3.2:1b", EngineSettings(context: Count(1_000_000_000_000)))
        #expect(far.cache == ByteCount(32768) * Count(1_000_000_000_000))
    }

    /// What docs/memory.md shows beside other tools: context, MiB with four slots and with one.
    private static let table: [(String, Int, Double, Double)] = [
        ("gemma-3-4b", 4096, 544, 254), ("gemma-3-4b", 32768, 1162, 814),
        ("gemma-3-4b", 131072, 3082, 2734), ("gemma-4-E2B", 4096, 54, 36),
        ("gemma-4-E2B", 32768, 222, 204), ("gemma-4-E2B", 131072, 798, 780),
        ("gemma-3n-E2B", 32768, 336, 288), ("gemma-3-1b", 32768, 183, 150),
    ]

    /// The caches of gemma-3n-E2B and gemma-3-1b: layers, heads, those that share.
    private static func gemma(
        _ name: String, _ layers: Int, heads: Int, shared: Int
    ) -> ModelArchitecture {
        var model = ModelArchitecture(
            name, layers: layers, embedding: Count(1152), feedForward: .same(Count(6912)),
            heads: .same(Count(4)), keyValueHeads: .same(Count(heads)), keyLength: Count(256),
            valueLength: Count(256), vocabulary: Count(262_144), trainingContext: Count(32768))
        model.slidingWindow = Count(512)
        model.sharedLayerCount = shared
        return model
    }

    @Test func `is what the document shows`() throws {
        let models = [
            "gemma-3-4b": try Self.facts("gemma3:4b").architecture,
            "gemma-4-E2B": try Self.facts("gemma4:e2b").architecture,
            "gemma-3n-E2B": Self.gemma("gemma3n", 30, heads: 2, shared: 10),
            "gemma-3-1b": Self.gemma("gemma3", 26, heads: 1, shared: 0),
        ]
        for (name, context, four, one) in Self.table {
            let facts = ModelFacts(try #require(models[name]), source: "a test")
            for (slots, size) in [(4, four), (1, one)] {
                let settings = EngineSettings(context: Count(context), slots: Count(slots))
                #expect(MemoryLedger(facts, settings).cache.mebibytes == size, "\(name) \(context)")
            }
        }
    }

    @Test func `says what is not known of an architecture`() throws {
        var facts = try Self.facts("gemma3:4b")
        #expect(facts.architecture.doubts.isEmpty)
        facts.architecture.name = "new"
        #expect(facts.architecture.doubts.count == 2)
        // None slides, as long as it is not known which do.
        #expect(MemoryLedger(facts, EngineSettings(context: Count(8192)))[.kvSliding] == .zero)
        facts.architecture.slidingPattern = .period(6)
        #expect(facts.architecture.doubts.count == 1)
    }
}
