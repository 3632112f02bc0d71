/// A size of memory or of a file, in bytes.
public struct ByteCount: Hashable, Comparable, Sendable {
    /// The number of bytes; never negative.
    public let bytes: Int

    /// Creates a size.
    ///
    /// - Precondition: `bytes` is not negative.
    public init(_ bytes: Int) {
        precondition(bytes >= 0, "a size is never negative: \(bytes)")
        self.bytes = bytes
    }

    /// A size in GiB, which is 2^30 bytes; a fraction of a byte is dropped.
    ///
    /// - Precondition: `count` is not negative and less than 2^33.
    public static func gibibytes(_ count: Double) -> ByteCount { ByteCount(Int(count * 0x1p30)) }
    /// A size in MiB (2^20 bytes), or nil if it is negative or too large to hold.
    public static func mebibytes(exactly count: Int) -> ByteCount? { of(count, unit: 1 << 20) }
    /// A size in KiB (2^10 bytes), or nil if it is negative or too large to hold.
    public static func kibibytes(exactly count: Int) -> ByteCount? { of(count, unit: 1 << 10) }

    private static func of(_ count: Int, unit: Int) -> ByteCount? {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
        return count < 0 || overflow ? nil : ByteCount(bytes)
    }

    /// The size in GiB.
    public var gibibytes: Double { Double(bytes) / 0x1p30 }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}

extension ByteCount: CustomStringConvertible {
    /// In the largest binary unit that fits, with one decimal unless it is whole: `7.9 GiB`.
    ///
    /// The decimal is cut off, never rounded up, so that 7.99 GiB does not read as 8.
    public var description: String {
        for (unit, name) in [
            (1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"),
        ]
        where bytes >= unit {
            let whole = bytes / unit
            let tenths = (bytes % unit) / (unit / 1024) * 10 / 1024
            return tenths == 0 ? "\(whole) \(name)" : "\(whole).\(tenths) \(name)"
        }
        return "\(bytes) B"
    }
}
