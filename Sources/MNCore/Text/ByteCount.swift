/// A size of memory or of a file, in bytes.
package struct ByteCount: Quantity {
    package let rawCount: Int

    package init(_ bytes: Int) { rawCount = Swift.max(0, bytes) }

    /// A size in GiB, which is 2^30 bytes; a fraction of a byte is dropped.
    package static func gibibytes(_ count: Double) -> ByteCount { ByteCount(count * 0x1p30) }
    /// A size in MiB (2^20 bytes), or nil if it is negative or too large to hold.
    package static func mebibytes(exactly count: Int) -> ByteCount? { of(count, unit: 1 << 20) }
    /// A size in KiB (2^10 bytes), or nil if it is negative or too large to hold.
    package static func kibibytes(exactly count: Int) -> ByteCount? { of(count, unit: 1 << 10) }

    /// Reads `256.35 MiB`, or `1.2GB` in units of 1000; nil for any other text.
    init?(words: String) {
        let number = words.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let count = Double(number), count.isFinite else { return nil }
        let units = [
            "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 0x1p10,
            "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40,
        ]
        let unit = String(words[number.endIndex...].drop { $0 == " " })
        guard let factor = units[unit] else { return nil }
        self.init(Int(saturating: count * factor))
    }

    private static func of(_ count: Int, unit: Int) -> ByteCount? {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
        return count < 0 || overflow ? nil : ByteCount(bytes)
    }

    /// The size in GiB.
    package var gibibytes: Double { Double(self) / 0x1p30 }
    /// The size in MiB.
    package var mebibytes: Double { Double(self) / 0x1p20 }
}

extension ByteCount: CustomStringConvertible {
    /// In the largest binary unit that fits, with one decimal unless it is whole: `7.9 GiB`.
    ///
    /// The decimal is cut off, never rounded up, so that 7.99 GiB does not read as 8.
    package var description: String {
        for (unit, name) in [
            (1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"),
        ]
        where rawCount >= unit {
            let whole = rawCount / unit
            let tenths = (rawCount % unit) / (unit / 1024) * 10 / 1024
            return tenths == 0 ? "\(whole) \(name)" : "\(whole).\(tenths) \(name)"
        }
        return "\(rawCount) B"
    }
}
