import MNCore

/// The sum of SHA-256 digests modulo 2^256: a digest of a collection in which the order counts for nothing,
/// and how often something is there does.
package struct DigestSum: Hashable, Sendable {
    private var high: UInt128 = 0
    private var low: UInt128 = 0

    /// The sum of nothing.
    package init() {}

    /// The number that bytes are, the most significant first; of more than 32 the last 32.
    package init(_ bytes: [UInt8]) {
        for byte in bytes {
            high = high << 8 | low >> 120
            low = low << 8 | UInt128(byte)
        }
    }

    /// Reads the 64 lower-case digits that `text` gives; nil for anything else.
    package init?(text: String) {
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let high = UInt128(text.prefix(32), radix: 16),
            let low = UInt128(text.suffix(32), radix: 16)
        else { return nil }
        (self.high, self.low) = (high, low)
    }

    /// 64 lower-case hexadecimal digits.
    package var text: String { high.digits(32, radix: 16) + low.digits(32, radix: 16) }

    package static func + (left: DigestSum, right: DigestSum) -> DigestSum {
        var sum = left
        let (low, isTooLarge) = left.low.addingReportingOverflow(right.low)
        sum.low = low
        sum.high = left.high &+ right.high &+ (isTooLarge ? 1 : 0)
        return sum
    }

    /// Adds what is judged of a machine: the digest of both names, with the unit separator between.
    package mutating func add(_ machine: String, _ subject: String) {
        self = self + DigestSum(SHA256.digest(machine.utf8 + [0x1F] + subject.utf8))
    }
}
