import TestSupport
import Testing

@testable import MNMachine
@testable import MNText

@Suite struct `The header of a GGUF file` {
    /// What is read of bytes, and how much of them.
    static func read(_ bytes: [UInt8]) throws(GGUFFault) -> ModelFacts {
        let header = try GGUFHeader(file: "m.gguf") { (offset, count) throws(FileFault) in
            Array(bytes.dropFirst(offset).prefix(count))
        }
        return try ModelFacts(header, file: "m.gguf")
    }

    /// The fault as it is told, or what was read.
    static func fault(_ file: GGUFBytes) -> String { fault(file.bytes) }

    static func fault(_ bytes: [UInt8]) -> String {
        do throws(GGUFFault) { return "\(try read(bytes))" } catch { return error.problem }
    }

    @Test(arguments: [2, 3] as [UInt32], [false, true])
    func `tells the model, in both versions and byte orders`(
        version: UInt32, isBigEndian: Bool
    ) throws {
        var file = GGUFBytes.small()
        file.version = version
        file.isBigEndian = isBigEndian
        let facts = try Self.read(file.bytes)
        #expect(facts.architecture.name == "llama")
        #expect(facts.architecture.layerCount == 2)
        #expect(facts.architecture.keyLength == Count(16))
        #expect(facts.architecture.vocabularySize == Count(3))
        #expect(facts.weights?.tensors == ByteCount(768 + 4352 + 256))
        #expect(facts.weights?.tokenEmbeddings == ByteCount(768))
        #expect(facts.weights?.isTied == true)
        #expect(facts.quantization == "Q8_0")
        let ledger = MemoryLedger(facts, EngineSettings(context: Count(256)))
        #expect(ledger.cache == ByteCount(2 * 2 * 32 * 2 * 256))
    }

    @Test func `has figures of each layer, whatever their type`() throws {
        var file = GGUFBytes.small(
            "gemma4",
            more: [
                ("gemma4.attention.sliding_window", .uint64(512)),
                (
                    "gemma4.attention.sliding_window_pattern",
                    .array([.bool(1), .bool(0)], of: 7)
                ), ("gemma4.attention.key_length", .int16(512)),
                ("gemma4.attention.value_length", .uint8(128)),
                ("gemma4.embedding_length_per_layer_input", .uint16(256)),
                ("general.note", .float(0)), ("split.count", .uint16(1)),
            ])
        file.keys[6] = (
            "gemma4.attention.head_count_kv", .array([.int32(1), .int32(4)], of: 5)
        )
        file.tensors[1] = .init("output.weight", [64, 3], bytes: 768)
        let facts = try Self.read(file.bytes)
        #expect(facts.architecture.slidingPattern == .each([true, false]))
        #expect(facts.architecture.keyValueHeadCount == .each([Count(1), Count(4)]))
        #expect(facts.architecture.keyLength == Count(512))
        #expect(facts.architecture.valueLength == Count(128))
        #expect(facts.architecture.layerEmbeddingLength == Count(256))
        #expect(facts.weights?.isTied == false)
    }

    private static func changed(_ change: (inout GGUFBytes) -> Void) -> GGUFBytes {
        var file = GGUFBytes.small()
        change(&file)
        return file
    }

    @Test func `is refused with the place of what is wrong`() {
        let faults: [(GGUFBytes, String)] = [
            (Self.changed { $0.version = 1 }, "m.gguf, byte 4: GGUF version 1 is not read"),
            (Self.changed { $0.version = 4 }, "byte 4: GGUF version 4"),
            (
                Self.changed { $0.announcedTensors = 1 << 60 },
                "byte 8: more than 10^12 tensors are announced"
            ),
            (Self.changed { $0.announcedKeys = .max }, "byte 16: more than 10^12 keys"),
            (
                Self.changed { $0.keys[1].0 = "general.architecture" },
                "'general.architecture' is there twice"
            ),
            (
                Self.changed { $0.keys[1].0 = String(repeating: "k", count: 1 << 20) },
                "byte 69: 1048576 bytes for a key"
            ),
            (Self.changed { $0.keys[1].1 = .unknown(13) }, "the type 13 of 'llama.block_count'"),
            (Self.changed { $0.keys[1].1 = .bool(2) }, "a truth value is 2"),
            (
                Self.changed { $0.keys[1].1 = .text("two") },
                "'llama.block_count': expected an integer"
            ),
            (Self.changed { $0.keys[1].1 = .int32(-1) }, "'llama.block_count': expected 1 to"),
            (Self.changed { $0.keys[1].1 = .uint64(.max) }, "'llama.block_count': expected 1 to"),
            (Self.changed { $0.keys.remove(at: 1) }, "'llama.block_count' is not there"),
            (
                Self.changed { $0.keys[3].1 = .uint32(4096) },
                "'llama.embedding_length': is 4096, and the tensors have 64"
            ),
            (
                Self.changed { $0.tensors[1].name = "blk.2.attn_q.weight" },
                "'llama.block_count': is 2, and the tensors have 3"
            ),
            (Self.changed { $0.keys.remove(at: 0) }, "'general.architecture' is not there"),
            (Self.changed { $0.keys[0].1 = .text("clip") }, "this is a projector"),
            (
                Self.changed { $0.keys[6].1 = .array([.int32(1)], of: 5) },
                "lists 1 layers, and block_count is 2"
            ),
            (
                Self.changed { $0.keys.append(("general.alignment", .uint32(48))) },
                "general.alignment is 48"
            ),
            (
                Self.changed { $0.keys.append(("x", .announced(8, count: 1 << 40, []))) },
                "more than 10^12 elements of an array"
            ),
            (
                Self.changed { $0.keys.append(("x", .announced(0, count: 1 << 25, []))) },
                "the file ends before what it announces"
            ),
            (Self.changed { $0.tensors[1].name = "token_embd.weight" }, "is there twice"),
            (Self.changed { $0.tensors[0].type = 99 }, "the type 99 of 'token_embd.weight'"),
            (
                Self.changed { $0.tensors[1].shape = [65, 64] },
                "has rows of 65, which Q8_0 cannot hold"
            ),
            (Self.changed { $0.tensors[0].shape = [1, 2, 3, 4, 5] }, "has 5 dimensions"),
            (Self.changed { $0.tensors[1].offset = 5 }, "lies at 5, and its place is 768"),
            (Self.changed { $0.tensors[2].shape = [.max, .max] }, "is larger than any file"),
            (Self.changed { $0.hasData = false }, "the file ends before what it announces"),
        ]
        for (file, words) in faults {
            let fault = Self.fault(file)
            #expect(fault.contains(words), "\(fault) | \(words)")
        }
        #expect(Self.fault([]).contains("byte 0: this is no GGUF file"))
        #expect(Self.fault(Array("GGML\u{3}".utf8)).contains("this is no GGUF file"))
        #expect(Self.fault(Array("GGUF".utf8)).contains("byte 4: the file ends"))
    }

    @Test func `may be cut anywhere`() {
        let bytes = GGUFBytes.small().bytes
        for count in stride(from: 0, to: bytes.count - 1, by: 7) {
            let fault = Self.fault(Array(bytes.prefix(count)))
            #expect(fault.hasPrefix("m.gguf, byte "), "\(count): \(fault)")
        }
    }

    @Test func `may be deep, and long, and holds little of it`() throws {
        var deep: [UInt8] = []
        for _ in 0..<1000 { deep += [9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0] }
        let file = Self.changed { $0.keys.append(("deep", .announced(9, count: 1, deep))) }
        #expect(Self.fault(file).contains("deeper than anybody"))
        // A vocabulary of words without letters, and one of texts longer than what is kept.
        let words = [GGUFBytes.Value](repeating: .text(""), count: 300_000)
        let long = [GGUFBytes.Value](
            repeating: .text(String(repeating: "x", count: 10_000)), count: 50)
        let vocabulary = Self.changed {
            $0.keys[7].1 = .array(words, of: 8)
            $0.tensors[0].name = "another.weight"
            $0.keys.append(("tokenizer.ggml.merges", .array(long, of: 8)))
            $0.keys.append(("tokenizer.chat_template", long[0]))
        }
        let facts = try Self.read(vocabulary.bytes)
        #expect(facts.architecture.vocabularySize == Count(300_000))
    }

    @Test func `is read in pieces, and nothing behind it`() throws {
        var farthest = 0
        var largest = 0
        let bytes = GGUFBytes.small().bytes
        // As large as a model of 20 GB: the tensors are never read but for the last byte.
        let header = try GGUFHeader(file: "m") { (offset, count) throws(FileFault) in
            if count > 1 { farthest = max(farthest, offset) }
            largest = max(largest, count)
            return Array(bytes.dropFirst(offset).prefix(count))
        }
        #expect(farthest < 4096)
        #expect(largest <= GGUFCursor.pieceSize)
        #expect(header.tensorCount == 3)
    }

    @Test func `is not there where the file cannot be read`() {
        #expect(throws: GGUFFault.file(FileFault("m", .denied))) {
            _ = try GGUFHeader(file: "m") { (_, _) throws(FileFault) in
                throw FileFault("m", .denied)
            }
        }
    }

    @Test func `is in the runner's answer, as texts`() throws {
        let metadata: JSONObject = [
            "general.architecture": "llama", "llama.block_count": "2",
            "llama.context_length": "2048", "llama.embedding_length": "64",
            "llama.feed_forward_length": "128", "llama.attention.head_count": "4",
            "llama.attention.head_count_kv": "4", "llama.vocab_size": "312",
        ]
        let facts = try #require(
            ModelFacts(metadata: metadata, size: ByteCount(488_704), quantization: "MOSTLY_F32"))
        #expect(facts.architecture.vocabularySize == Count(312))
        #expect(facts.weights?.onAccelerator == ByteCount(488_704))
        #expect(!facts.doubts.isEmpty)
        var broken = metadata
        broken["llama.block_count"] = "many"
        #expect(ModelFacts(metadata: broken, size: nil, quantization: nil) == nil)
        broken["general.architecture"] = nil
        #expect(ModelFacts(metadata: broken, size: nil, quantization: nil) == nil)
    }
}
