/// Bytes as a fuzzer gives them, taken apart: choices first, then the rest.
struct FuzzInput {
    /// What parts a list of texts; no text of the formats has it.
    static let separator: UInt8 = 0x1E

    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// The next byte; 0 where there is none.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// The choice that the next byte makes.
    mutating func choose<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int(byte()) % choices.count]
    }

    /// A number up to 65,535 out of the next two bytes.
    mutating func number() -> Int { Int(byte()) << 8 | Int(byte()) }

    /// All that is left.
    var bytes: [UInt8] { Array(rest) }

    var text: String { String(decoding: rest, as: UTF8.self) }

    /// What is left as a list, parted by `separator`; never empty.
    var parts: [[UInt8]] {
        rest.split(separator: Self.separator, omittingEmptySubsequences: false).map { Array($0) }
    }
}

/// The bytes in pieces, whose sizes are drawn from the bytes: mostly small ones.
func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    // FNV-1a for the seed; Knuth's MMIX generator, of which the high bits are taken.
    var state = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    func draw(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }
    let most = [1, 2, 7, 64, 4096][draw(5)]
    var pieces: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
        let size = 1 + draw(most)
        pieces.append(rest.prefix(size))
        rest = rest.dropFirst(size)
    }
    return pieces
}
