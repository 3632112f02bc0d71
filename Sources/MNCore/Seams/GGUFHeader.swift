/// The header of a GGUF file: what it says of its model, and which tensors it has; never the tensors.
///
/// Versions 2 and 3, with the lowest byte first or the highest. What is read is bounded, and so is what is
/// kept of it, whatever the file says.
package struct GGUFHeader: Sendable {
    /// Up to `count` bytes from an offset on; fewer only where the file ends.
    package typealias Pieces = (_ offset: Int, _ count: Int) throws(FileFault) -> [UInt8]

    /// A value of the metadata, as far as it can matter.
    package enum Value: Hashable, Sendable {
        case integer(Int)
        case bool(Bool)
        case text(String)
        case integers([Int])
        case bools([Bool])
        /// An array of anything else, or a long one: how many elements it has.
        case list(Int)
        /// What is none of them, in words: `a float`.
        case other(String)
    }

    /// A tensor that is told apart.
    package struct Tensor: Hashable, Sendable {
        package var bytes: ByteCount
        /// How many rows, and how many numbers each has; nil for a tensor that has no rows.
        package var rows: Count?
        package var width: Count
    }

    package let version: Int
    package let isBigEndian: Bool
    /// The keys that say something of the model's memory.
    package var metadata: [String: Value] = [:]
    /// Where each of them begins in the file.
    package var places: [String: Int] = [:]
    /// The tensors that are told apart, by name.
    package var tensors: [String: Tensor] = [:]
    package var tensorBytes = ByteCount.zero
    package var tensorCount = 0
    /// One more than the highest block that a tensor is of; 0 if none is of any.
    package var blockCount = 0
    /// The type that takes the most bytes.
    package var quantization: String?

    /// The most that a file may have of each; a model of 1000 layers stays below.
    private static let mostKeys = 1 << 14
    private static let mostTensors = 1 << 16
    private static let longestKey = 256
    private static let longestText = 256
    private static let deepestArray = 4
    /// The most figures of layers that are kept.
    package static let longestList = 2048
    private static let dimensions = 4
    private static let told: Set<String> = [
        "token_embd.weight", "per_layer_token_embd.weight", "output.weight",
    ]
    private static let toldOfBlocks: Set<Substring> = [
        "attn_q.weight", "attn_k.weight", "attn_v.weight",
    ]

    /// Where tensors lie behind the header.
    private struct TensorData {
        /// Where the next one must begin.
        var next = ByteCount.zero
        /// Where the last one ends.
        var end = ByteCount.zero
        var names: Set<String> = []
        /// The bytes of all tensors of a type.
        var bytesByType: [TensorType: ByteCount] = [:]
    }

    init(version: Int, isBigEndian: Bool) {
        self.version = version
        self.isBigEndian = isBigEndian
    }

    package init(file: String, _ pieces: @escaping Pieces) throws(GGUFFault) {
        var cursor = GGUFCursor(file, pieces)
        guard try cursor.magic() else { throw cursor.fault(.noMagic, at: 0) }
        let place = cursor.offset
        var version = try cursor.uint32()
        // With the highest byte first, a small number reads as a large one.
        if (2...3).contains(version.byteSwapped) {
            cursor.isBigEndian = true
            version = version.byteSwapped
        }
        guard (2...3).contains(version) else { throw cursor.fault(.version(version), at: place) }
        self.init(version: Int(clamping: version), isBigEndian: cursor.isBigEndian)
        let tensors = try cursor.count(of: "tensors", limit: Self.mostTensors)
        let keys = try cursor.count(of: "keys", limit: Self.mostKeys)
        for _ in 0..<keys { try readKey(&cursor) }
        let alignment = try alignment(cursor)
        keepWhatIsUsed()
        var data = TensorData()
        for _ in 0..<tensors { try readTensor(&cursor, alignment, &data) }
        tensorCount = tensors
        quantization =
            data.bytesByType.max { ($0.value, $1.key.name) < ($1.value, $0.key.name) }?.key.name
        let headerEnd = ByteCount(cursor.offset)
        let end = tensors == 0 ? headerEnd : Self.padded(headerEnd, alignment) + data.end
        guard try cursor.reaches(end) else { throw cursor.fault(.cut) }
    }

    private static func padded(_ size: ByteCount, _ alignment: Int) -> ByteCount {
        (size + ByteCount(alignment - 1)) / alignment * alignment
    }

    private func alignment(_ cursor: GGUFCursor) throws(GGUFFault) -> Int {
        let key = GGUFKeys.alignment
        switch metadata[key] {
        case nil: return 32
        case .integer(let value)? where value > 0 && value <= 1 << 20 && value & (value - 1) == 0:
            return value
        case .integer(let value)?:
            throw cursor.fault(.badAlignment(String(value)), at: places[key])
        default: throw cursor.fault(.badAlignment("no number"), at: places[key])
        }
    }

    // MARK: - Metadata

    private mutating func keepWhatIsUsed() {
        var architecture = ""
        if case .text(let name)? = metadata[GGUFKeys.architecture] { architecture = name }
        let used = GGUFKeys.used(in: architecture)
        metadata = metadata.filter { used.contains($0.key) }
        places = places.filter { used.contains($0.key) }
    }

    private mutating func readKey(_ cursor: inout GGUFCursor) throws(GGUFFault) {
        let place = cursor.offset
        let key = try cursor.name(of: "a key", limit: Self.longestKey)
        guard places[key] == nil else { throw cursor.fault(.duplicate(key), at: place) }
        places[key] = place
        metadata[key] = try Self.value(try cursor.uint32(), key, &cursor, depth: 0)
    }

    /// The bytes of a number of a type; nil for what is none.
    private static func width(_ type: UInt32) -> Int? {
        switch type {
        case 0, 1, 7: 1
        case 2, 3: 2
        case 4, 5, 6: 4
        case 10, 11, 12: 8
        default: nil
        }
    }

    private static func value(
        _ type: UInt32, _ key: String, _ cursor: inout GGUFCursor, depth: Int
    ) throws(GGUFFault) -> Value {
        switch type {
        case 7: return .bool(try bool(&cursor))
        case 6, 12:
            try cursor.skip(type == 6 ? 4 : 8)
            return .other("a float")
        case 8:
            let place = cursor.offset
            return try cursor.text(limit: longestText).map { .text($0) }
                ?? .other("a text of \(cursor.offset - place - 8) bytes")
        case 9: return try array(key, &cursor, depth: depth + 1)
        default:
            guard width(type) != nil else { throw cursor.fault(.unknownType(key, type)) }
            return .integer(try integer(type, &cursor))
        }
    }

    private static func bool(_ cursor: inout GGUFCursor) throws(GGUFFault) -> Bool {
        let place = cursor.offset
        let byte = try cursor.byte()
        guard byte < 2 else { throw cursor.fault(.notABool(byte), at: place) }
        return byte == 1
    }

    /// An integer; one that no `Int` holds is the largest.
    private static func integer(
        _ type: UInt32, _ cursor: inout GGUFCursor
    ) throws(GGUFFault) -> Int {
        let width = width(type) ?? 8
        let bits = try cursor.unsigned(bytes: width)
        switch type {
        case 1: return Int(Int8(truncatingIfNeeded: bits))
        case 3: return Int(Int16(truncatingIfNeeded: bits))
        case 5: return Int(Int32(truncatingIfNeeded: bits))
        case 11: return Int(truncatingIfNeeded: bits)
        default: return Int(clamping: bits)
        }
    }

    private static func array(
        _ key: String, _ cursor: inout GGUFCursor, depth: Int
    ) throws(GGUFFault) -> Value {
        guard depth <= deepestArray else { throw cursor.fault(.tooDeep) }
        let place = cursor.offset
        let type = try cursor.uint32()
        let count = try cursor.count(
            of: "elements of an array", limit: GGUFCursor.longestHeader)
        if let width = width(type) {
            guard count <= min(Self.longestList, cursor.room), type != 6, type != 12
            else {
                try cursor.skip(UInt64(count) * UInt64(width))
                return .list(count)
            }
            cursor.room -= count
            if type == 7 {
                var values: [Bool] = []
                for _ in 0..<count { values.append(try bool(&cursor)) }
                return .bools(values)
            }
            var values: [Int] = []
            for _ in 0..<count { values.append(try integer(type, &cursor)) }
            return .integers(values)
        }
        guard type == 8 || type == 9 else {
            throw cursor.fault(.unknownType(key, type), at: place)
        }
        for _ in 0..<count {
            if type == 8 {
                try cursor.skip(try cursor.uint64())
            } else {
                _ = try array(key, &cursor, depth: depth + 1)
            }
        }
        return .list(count)
    }

    // MARK: - Tensors

    private mutating func readTensor(
        _ cursor: inout GGUFCursor, _ alignment: Int, _ data: inout TensorData
    ) throws(GGUFFault) {
        let place = cursor.offset
        let name = try cursor.name(of: "the name of a tensor", limit: Self.longestKey)
        guard data.names.insert(name).inserted else {
            throw cursor.fault(.duplicate(name), at: place)
        }
        let dimensions = try cursor.uint32()
        guard dimensions <= UInt32(Self.dimensions) else {
            throw cursor.fault(.badTensor(name, "has \(dimensions) dimensions"), at: place)
        }
        var shape: [Count] = []
        for _ in 0..<dimensions { shape.append(Count(clamping: try cursor.uint64())) }
        let number = try cursor.uint32()
        guard let type = TensorType(number) else {
            throw cursor.fault(.unknownType(name, number), at: place)
        }
        let offset = ByteCount(clamping: try cursor.uint64())
        let row = shape.first ?? Count(1)
        guard row / type.numbers * type.numbers == row else {
            throw cursor.fault(
                .badTensor(name, "has rows of \(row), which \(type.name) cannot hold"), at: place)
        }
        let blocks = shape.dropFirst().reduce(row / type.numbers) { $0 * $1 }
        let size = ByteCount(type.bytes) * blocks
        guard offset == data.next else {
            throw cursor.fault(
                .badTensor(name, "lies at \(offset.number), and its place is \(data.next.number)"),
                at: place)
        }
        data.end = offset + size
        data.next = Self.padded(data.end, alignment)
        guard data.next < ByteCount(1 << 50) else {
            throw cursor.fault(.badTensor(name, "is larger than any file"), at: place)
        }
        tensorBytes += size
        data.bytesByType[type, default: .zero] += size
        var isTold = Self.told.contains(name)
        let parts = name.split(separator: ".", maxSplits: 2)
        if parts.count > 1, parts[0] == "blk", let block = Int(parts[1]), (0..<1 << 20) ~= block {
            blockCount = max(blockCount, block + 1)
            isTold = parts.count == 3 && Self.toldOfBlocks.contains(parts[2])
        }
        if isTold {
            tensors[name] = Tensor(
                bytes: size, rows: shape.count > 1 ? shape[1] : nil, width: row)
        }
    }
}

extension GGUFCursor {
    /// Whether the file begins as all of its kind do.
    fileprivate mutating func magic() throws(GGUFFault) -> Bool {
        for byte in "GGUF".utf8 {
            do {
                guard try self.byte() == byte else { return false }
            } catch .format(_, _, .cut) {
                return false
            }
        }
        return true
    }
}
