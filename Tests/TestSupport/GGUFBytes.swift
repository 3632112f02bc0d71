/// Writes GGUF files for tests, right ones and wrong ones.
package struct GGUFBytes {
    package enum Value {
        case uint8(UInt8), int8(Int8), uint16(UInt16), int16(Int16), uint32(UInt32), int32(Int32)
        case float(UInt32), bool(UInt8), text(String), uint64(UInt64), int64(Int64)
        case array([Value], of: UInt32)
        /// An array that says of itself what is not true, with these bytes behind it.
        case announced(UInt32, count: UInt64, [UInt8])
        case unknown(UInt32)

        var type: UInt32 {
            switch self {
            case .uint8: 0
            case .int8: 1
            case .uint16: 2
            case .int16: 3
            case .uint32: 4
            case .int32: 5
            case .float: 6
            case .bool: 7
            case .text: 8
            case .array, .announced: 9
            case .uint64: 10
            case .int64: 11
            case .unknown(let type): type
            }
        }
    }

    package struct Tensor {
        package var name: String
        package var shape: [UInt64]
        package var type: UInt32
        /// Nil is where it must be.
        package var offset: UInt64?
        package var bytes: Int

        package init(
            _ name: String, _ shape: [UInt64], type: UInt32 = 0, bytes: Int, offset: UInt64? = nil
        ) {
            self.name = name
            self.shape = shape
            self.type = type
            self.offset = offset
            self.bytes = bytes
        }
    }

    package var version: UInt32 = 3
    package var isBigEndian = false
    package var keys: [(String, Value)]
    package var tensors: [Tensor]
    package var alignment = 32
    package var announcedTensors: UInt64?
    package var announcedKeys: UInt64?
    /// Whether the tensors themselves are written.
    package var hasData = true

    package init(keys: [(String, Value)], tensors: [Tensor]) {
        self.keys = keys
        self.tensors = tensors
    }

    /// A small model of the architecture `llama`.
    package static func small(
        _ name: String = "llama", more: [(String, Value)] = []
    ) -> GGUFBytes {
        GGUFBytes(
            keys: [
                ("general.architecture", .text(name)), ("\(name).block_count", .uint32(2)),
                ("\(name).context_length", .uint32(2048)),
                ("\(name).embedding_length", .uint32(64)),
                ("\(name).feed_forward_length", .uint32(128)),
                ("\(name).attention.head_count", .uint32(4)),
                ("\(name).attention.head_count_kv", .uint32(2)),
                ("tokenizer.ggml.tokens", .array([.text("a"), .text("b"), .text("c")], of: 8)),
            ] + more,
            tensors: [
                Tensor("token_embd.weight", [64, 3], bytes: 768),
                Tensor("blk.0.attn_q.weight", [64, 64], type: 8, bytes: 4352),
                Tensor("output_norm.weight", [64], bytes: 256),
            ])
    }

    package var bytes: [UInt8] {
        var out = Array("GGUF".utf8)
        put(version, &out)
        put(announcedTensors ?? UInt64(tensors.count), &out)
        put(announcedKeys ?? UInt64(keys.count), &out)
        for (key, value) in keys {
            put(key, &out)
            put(value.type, &out)
            put(value, &out)
        }
        var next = 0
        for tensor in tensors {
            put(tensor.name, &out)
            put(UInt32(tensor.shape.count), &out)
            for length in tensor.shape { put(length, &out) }
            put(tensor.type, &out)
            put(tensor.offset ?? UInt64(next), &out)
            next = padded(next + tensor.bytes)
        }
        guard hasData, !tensors.isEmpty else { return out }
        out += Array(repeating: 0, count: padded(out.count) - out.count + next)
        return out
    }

    private func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

    private func put<Number: FixedWidthInteger>(_ number: Number, _ out: inout [UInt8]) {
        let bits = Number.bitWidth / 8
        for index in 0..<bits {
            let place = isBigEndian ? bits - 1 - index : index
            out.append(UInt8(truncatingIfNeeded: number >> Number(8 * place)))
        }
    }

    private func put(_ text: String, _ out: inout [UInt8]) {
        put(UInt64(text.utf8.count), &out)
        out += text.utf8
    }

    private func put(_ value: Value, _ out: inout [UInt8]) {
        switch value {
        case .uint8(let number): put(number, &out)
        case .int8(let number): put(number, &out)
        case .uint16(let number): put(number, &out)
        case .int16(let number): put(number, &out)
        case .uint32(let number), .float(let number): put(number, &out)
        case .int32(let number): put(number, &out)
        case .bool(let number): put(number, &out)
        case .text(let text): put(text, &out)
        case .uint64(let number): put(number, &out)
        case .int64(let number): put(number, &out)
        case .array(let values, let type):
            put(type, &out)
            put(UInt64(values.count), &out)
            for value in values { put(value, &out) }
        case .announced(let type, let count, let bytes):
            put(type, &out)
            put(count, &out)
            out += bytes
        case .unknown: break
        }
    }
}
