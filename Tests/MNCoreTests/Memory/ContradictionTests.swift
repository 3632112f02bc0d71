import TestSupport
import Testing

@testable import MNMachine
@testable import MNText

@Suite struct `A GGUF file that contradicts itself` {
    typealias Change = (inout GGUFBytes) -> Void

    static func changed(_ architecture: String, _ change: Change) -> GGUFBytes {
        var file = GGUFBytes.small(architecture)
        change(&file)
        return file
    }

    static func set(_ key: String, _ value: GGUFBytes.Value) -> Change {
        { file in
            file.keys.removeAll { $0.0 == key }
            file.keys.append((key, value))
        }
    }

    static func tensor(_ name: String, _ rows: UInt64) -> Change {
        { file in
            file.tensors.removeAll { $0.name == name }
            file.tensors.append(.init(name, [64, rows], bytes: Int(rows) * 256))
        }
    }

    @Test func `is refused with the place of the figure`() {
        let heads = "llama.attention.head_count"
        let faults: [(Change, String)] = [
            // Heads that share nothing evenly.
            (Self.set("\(heads)_kv", .uint32(8)), "'\(heads)_kv': 4 heads cannot share 8"),
            (Self.set("\(heads)_kv", .uint32(3)), "'\(heads)_kv': 4 heads cannot share 3"),
            (
                Self.set("\(heads)_kv", .array([.uint32(2), .uint32(3)], of: 4)),
                "cannot share 3 heads of keys, in layer 1"
            ),
            (Self.set(heads, .uint32(0)), "'\(heads)_kv': 0 heads cannot share 2"),
            (
                { file in
                    Self.set(heads, .uint32(0))(&file)
                    Self.set("\(heads)_kv", .uint32(0))(&file)
                }, "'\(heads)': is 0, and no layer has a state"
            ),
            // Rows that are not heads times lengths.
            (
                Self.tensor("blk.0.attn_q.weight", 128),
                "4 heads of 16 are stated, and blk.0.attn_q.weight has 128"
            ),
            (Self.tensor("blk.1.attn_k.weight", 64), "blk.1.attn_k.weight has 64 rows"),
            (Self.tensor("blk.1.attn_v.weight", 16), "blk.1.attn_v.weight has 16 rows"),
            (
                Self.set("llama.attention.key_length", .uint32(32)),
                "'\(heads)': 4 heads of 32 are stated"
            ),
            // Words without a row.
            (
                Self.tensor("token_embd.weight", 2),
                "'tokenizer.ggml.tokens': is 3, and the tensors have 2"
            ),
            (
                { file in
                    file.keys.removeAll { $0.0 == "tokenizer.ggml.tokens" }
                    Self.set("llama.vocab_size", .uint32(1 << 20))(&file)
                }, "'llama.vocab_size': is 1048576, and the tensors have 3"
            ),
            // Values of another kind.
            (Self.set("llama.block_count", .float(0)), "'llama.block_count': is a float"),
            (Self.set("llama.context_length", .array([], of: 6)), "is a list of 0"),
            (Self.set("llama.embedding_length", .bool(1)), "expected an integer"),
            (Self.set("\(heads)_kv", .float(0)), "'\(heads)_kv': is a float"),
            (
                Self.set("general.architecture", .text("")),
                "'general.architecture': is empty"
            ),
            (
                Self.set("general.architecture", .text(String(repeating: "a", count: 1 << 20))),
                "'general.architecture': is a text of 1048576 bytes"
            ),
            (
                Self.set("general.architecture", .text(String(repeating: "a", count: 201))),
                "'general.architecture': longer than 200 bytes"
            ),
            (Self.set("general.architecture", .uint32(1)), "'general.architecture': is no text"),
        ]
        for (change, words) in faults {
            let fault = `The header of a GGUF file`.fault(Self.changed("llama", change))
            #expect(fault.contains(words), "\(fault) | \(words)")
            #expect(fault.hasPrefix("m.gguf, byte "))
            #expect(!fault.hasPrefix("m.gguf, byte 0:"), "\(fault)")
        }
    }

    @Test(arguments: ["gpt-oss", "gemma4", "gemma3n"])
    func `is refused without the window that the engine needs`(name: String) {
        let key = "\(name).attention.sliding_window"
        let file = GGUFBytes.small(name)
        #expect(`The header of a GGUF file`.fault(file).contains("'\(key)' is not there"))
        let zero = GGUFBytes.small(name, more: [(key, .uint32(0))])
        #expect(`The header of a GGUF file`.fault(zero).contains("'\(key)': is 0"))
        let whole = GGUFBytes.small(name, more: [(key, .uint32(128))])
        #expect(throws: Never.self) { try `The header of a GGUF file`.read(whole.bytes) }
    }

    @Test func `may state no window for gemma3, and has that of the engine for gemma2`() throws {
        for more in [[], [("gemma3.attention.sliding_window", GGUFBytes.Value.uint32(0))]] {
            let facts = try `The header of a GGUF file`.read(
                GGUFBytes.small("gemma3", more: more).bytes)
            #expect(facts.architecture.kind(of: 0) == .global)
            #expect(facts.architecture.doubts.contains { $0.contains("No window is stated") })
        }
        let facts = try `The header of a GGUF file`.read(GGUFBytes.small("gemma2").bytes)
        #expect(facts.architecture.slidingWindow == Count(4096))
        #expect(facts.architecture.doubts == [])
    }

    /// What llama.cpp loads, or may load, is taken.
    @Test func `is none where it only looks like one`() throws {
        let heads = "llama.attention.head_count"
        let taken: [(Change, String?)] = [
            // A vocabulary that is padded, and one whose size is said otherwise than in words.
            (Self.tensor("token_embd.weight", 64), nil),
            (Self.set("llama.vocab_size", .uint32(99)), nil),
            // Layers without heads of keys.
            (Self.set("\(heads)_kv", .array([.uint32(2), .uint32(0)], of: 4)), nil),
            (Self.set("\(heads)_kv", .uint32(1)), nil),
            (Self.set("\(heads)_kv", .uint32(4)), nil),
            ({ $0.tensors.removeAll { $0.name.hasPrefix("blk.") } }, nil),
            (
                { $0.tensors.removeAll { $0.name == "token_embd.weight" } },
                "has no input embeddings"
            ),
        ]
        for (change, doubt) in taken {
            let facts = try `The header of a GGUF file`.read(Self.changed("llama", change).bytes)
            #expect(facts.doubts.contains { $0.contains(doubt ?? "blocks") } || doubt == nil)
        }
        // Of an architecture that is not known, rows are only a doubt, and no heads at all none.
        let own = try `The header of a GGUF file`.read(
            Self.changed("own", Self.tensor("blk.0.attn_q.weight", 128)).bytes)
        #expect(own.doubts.contains { $0.contains("blk.0.attn_q.weight has 128 rows") })
        let rwkv = try `The header of a GGUF file`.read(
            Self.changed("rwkv7") { file in
                file.keys.removeAll { $0.0.hasSuffix("head_count_kv") }
                Self.set("rwkv7.attention.head_count", .uint32(0))(&file)
                file.tensors.removeAll { $0.name.hasPrefix("blk.") }
            }.bytes)
        #expect(rwkv.architecture.keyLength == .zero)
    }
}

@Suite struct `A header in a trace` {
    /// A header, or why there is none, as a trace tells it and as it is read back.
    private static func told(_ bytes: [UInt8]) throws -> (
        text: String, first: Result<GGUFHeader, GGUFFault>, again: Result<GGUFHeader, GGUFFault>
    ) {
        let first = Result { () throws(GGUFFault) in
            try GGUFHeader(file: "m.gguf") { (offset, count) throws(FileFault) in
                Array(bytes.dropFirst(offset).prefix(count))
            }
        }
        let text = try GGUFHeader.told(first).get()
        let again = Result { () throws(GGUFFault) in try GGUFHeader(told: text, file: "m.gguf") }
        return (String(decoding: text, as: UTF8.self), first, again)
    }

    @Test func `says of the model what the file does, and nothing else`() throws {
        var file = GGUFBytes.small(
            "gemma4",
            more: [
                ("general.author", .text("Jane")), ("gemma4.attention.sliding_window", .uint16(9)),
                ("gemma4.attention.sliding_window_pattern", .array([.bool(1), .bool(0)], of: 7)),
                ("gemma4.attention.key_length_swa", .float(1)), ("own.block_count", .uint32(7)),
            ])
        for isOdd in [false, true] {
            if !isOdd { file.keys.remove(at: file.keys.count - 2) }
            let (text, first, again) = try Self.told(file.bytes)
            #expect(!text.contains("Jane") && !text.contains("own."))
            #expect(text.count < 2048)
            let (a, b) = (try first.get(), try again.get())
            #expect(a.metadata == b.metadata && a.places == b.places && a.tensors == b.tensors)
            #expect(a.tensorBytes == b.tensorBytes && a.blockCount == b.blockCount)
            #expect(a.quantization == b.quantization && a.version == b.version)
        }
    }

    @Test func `tells what is wrong with a file as it was told`() throws {
        var wrong = [GGUFBytes.small().bytes.dropLast(300).map { $0 }, [], Array("GGUF".utf8)]
        for change: `A GGUF file that contradicts itself`.Change in [
            { $0.version = 1 }, { $0.version = 9 }, { $0.announcedKeys = .max },
            { $0.keys[1].0 = "general.architecture" }, { $0.tensors[0].type = 99 },
        ] { wrong.append(`A GGUF file that contradicts itself`.changed("llama", change).bytes) }
        for bytes in wrong {
            let (_, first, again) = try Self.told(bytes)
            guard case (.failure(let a), .failure(let b)) = (first, again) else {
                Issue.record("no fault")
                continue
            }
            #expect(a.problem == b.problem)
            #expect(a.fixes == b.fixes)
            #expect(a.code == b.code)
        }
    }

    @Test(arguments: ["", "[]", "{}", #"{"problem": {}}"#, #"{"problem": {}, "byte": -1}"#])
    func `that is none is a fault`(text: String) {
        #expect(throws: GGUFFault.self) {
            _ = try GGUFHeader(told: Array(text.utf8), file: "m.gguf")
        }
    }

    @Test func `reads little more than the header of a file`() throws {
        var most = 0
        let bytes = GGUFBytes.small().bytes + [UInt8](repeating: 0, count: 1 << 20)
        _ = try GGUFHeader(file: "m") { (offset, count) throws(FileFault) in
            if count > 1 { most = max(most, offset + count) }
            return Array(bytes.dropFirst(offset).prefix(count))
        }
        #expect(most == 4096)
        // One of 600 KB is read in pieces that grow, at most as much again.
        let words = [GGUFBytes.Value](repeating: .text("word"), count: 50_000)
        let long = GGUFBytes.small(more: [("tokenizer.ggml.merges", .array(words, of: 8))]).bytes
        var reads = 0
        _ = try GGUFHeader(file: "m") { (offset, count) throws(FileFault) in
            if count > 1 { reads += 1 }
            return Array(long.dropFirst(offset).prefix(count))
        }
        #expect((7...12).contains(reads), "\(reads)")
    }
}
