/// The SHA-256 digest of bytes that may come in pieces.
///
/// Source: FIPS 180-4, https://doi.org/10.6028/NIST.FIPS.180-4; sections are cited below.
package struct SHA256: Sendable {
    private static let blockSize = 64

    // Section 5.3.3: the fractional parts of the square roots of the first eight primes.
    private var state: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
        0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    /// Bytes that do not fill a block yet.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    package init() {}

    /// The digest of bytes that are all there.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        unsafe bytes.withUnsafeBufferPointer { unsafe hash.take($0) }
        return hash.finalize()
    }

    /// The digest in the form of container registries: `sha256:` and 64 lower-case digits.
    package static func name(_ bytes: [UInt8]) -> String { "sha256:" + hexadecimal(digest(bytes)) }

    /// Bytes as lower-case hexadecimal digits, two each.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Takes in the next bytes.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        let isTaken: Void? = bytes.withContiguousStorageIfAvailable { unsafe take($0) }
        if isTaken == nil {
            let bytes = Array(bytes)
            unsafe bytes.withUnsafeBufferPointer { unsafe take($0) }
        }
    }

    /// The digest of everything taken in; this value can go on taking in more.
    package func finalize() -> [UInt8] {
        var last = self
        // Section 5.1.1: a one bit, zeros up to 8 bytes before the end of a block, the length in bits.
        let zeros = (2 * Self.blockSize - 9 - pending.count) % Self.blockSize
        var padding: [UInt8] = [0x80] + [UInt8](repeating: 0, count: zeros)
        padding.append(bigEndian: byteCount &* 8)
        unsafe padding.withUnsafeBufferPointer { unsafe last.take($0) }
        var digest: [UInt8] = []
        for word in last.state { digest.append(bigEndian: word) }
        return digest
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        byteCount &+= UInt64(bytes.count)
        var start = 0
        if !pending.isEmpty {
            start = min(bytes.count, Self.blockSize - pending.count)
            unsafe pending.append(contentsOf: bytes[..<start])
            if pending.count < Self.blockSize { return }
            let block = pending
            pending.removeAll(keepingCapacity: true)
            unsafe block.withUnsafeBufferPointer { unsafe compress($0[...]) }
        }
        let end = bytes.count - (bytes.count - start) % Self.blockSize
        unsafe compress(bytes[start..<end])
        unsafe pending.append(contentsOf: bytes[end...])
    }

    /// Takes in whole blocks.
    private mutating func compress(_ blocks: Slice<UnsafeBufferPointer<UInt8>>) {
        let bytes = unsafe UnsafeBufferPointer(rebasing: blocks)
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            unsafe Self.constants.withUnsafeBufferPointer { constants in
                for start in stride(from: 0, to: bytes.count, by: Self.blockSize) {
                    unsafe compress(bytes, at: start, schedule, constants)
                }
            }
        }
    }

    /// Takes in one block (section 6.2.2).
    ///
    /// Without iterators and arrays, which would be most of the time where nothing is optimised.
    private mutating func compress(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int,
        _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>
    ) {
        var t = 0
        while t < 16 {
            let place = start &+ 4 &* t
            unsafe schedule[t] =
                UInt32(bytes[place]) &<< 24 | UInt32(bytes[place &+ 1]) &<< 16
                | UInt32(bytes[place &+ 2]) &<< 8 | UInt32(bytes[place &+ 3])
            t &+= 1
        }
        while t < 64 {
            let w15 = unsafe schedule[t &- 15]
            let w2 = unsafe schedule[t &- 2]
            let sigma0 = Self.rotate(w15, 7) ^ Self.rotate(w15, 18) ^ w15 &>> 3
            let sigma1 = Self.rotate(w2, 17) ^ Self.rotate(w2, 19) ^ w2 &>> 10
            unsafe schedule[t] = sigma1 &+ schedule[t &- 7] &+ sigma0 &+ schedule[t &- 16]
            t &+= 1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        // Each round renames the words by one place; after eight they have their names again.
        t = 0
        while t < 64 {
            unsafe Self.round(a, b, c, &d, e, f, g, &h, constants[t] &+ schedule[t])
            unsafe Self.round(h, a, b, &c, d, e, f, &g, constants[t &+ 1] &+ schedule[t &+ 1])
            unsafe Self.round(g, h, a, &b, c, d, e, &f, constants[t &+ 2] &+ schedule[t &+ 2])
            unsafe Self.round(f, g, h, &a, b, c, d, &e, constants[t &+ 3] &+ schedule[t &+ 3])
            unsafe Self.round(e, f, g, &h, a, b, c, &d, constants[t &+ 4] &+ schedule[t &+ 4])
            unsafe Self.round(d, e, f, &g, h, a, b, &c, constants[t &+ 5] &+ schedule[t &+ 5])
            unsafe Self.round(c, d, e, &f, g, h, a, &b, constants[t &+ 6] &+ schedule[t &+ 6])
            unsafe Self.round(b, c, d, &e, f, g, h, &a, constants[t &+ 7] &+ schedule[t &+ 7])
            t &+= 8
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
    }

    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
        _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
        let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let choice = (e & f) ^ (~e & g)
        let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let majority = (a & b) ^ (a & c) ^ (b & c)
        let first = h &+ sum1 &+ choice &+ word
        d &+= first
        h = first &+ sum0 &+ majority
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }

    // Section 4.2.2: the fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5,
        0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
        0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
        0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
        0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC,
        0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7,
        0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
        0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
        0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
        0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3,
        0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5,
        0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
        0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
        0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]
}

extension [UInt8] {
    fileprivate mutating func append<Word: FixedWidthInteger>(bigEndian word: Word) {
        for shift in stride(from: Word.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
