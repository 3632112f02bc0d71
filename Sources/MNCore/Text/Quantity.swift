/// A whole number of something, never negative, on which no arithmetic can trap.
///
/// The rule for numbers from outside (files, answers, programs, the command line, the clock): a
/// number that takes part in arithmetic is a `ByteCount`, a `Count` or `Seconds`, from the reader
/// on. Their sums, differences and products stop at the ends of their ranges, and their
/// conversions take every number there is. What is only compared, printed or looked up may stay an
/// `Int`, and so may what its reader bounds (`JSONField.integer(in:)`, a port, a status) so narrowly
/// that no product of it leaves `Int`. A number with a fraction becomes an `Int` by
/// `Int(saturating:)` alone.
///
/// The bare number is read in this folder, and in the few files that scripts/check names.
package protocol Quantity: Hashable, Comparable, Sendable {
    /// The bare number; never negative. Arithmetic on it is what the type is there to prevent.
    var rawCount: Int { get }

    /// The number, or 0 if it is negative.
    init(_ count: Int)
}

extension Quantity {
    package static var zero: Self { Self(0) }
    /// The most that can be held; what would be more is this.
    package static var max: Self { Self(Int.max) }

    /// The bare number in digits, as evidence and formats for programs have it.
    package var number: String { String(rawCount) }

    /// The nearest that can be held.
    package init(clamping count: some BinaryInteger) { self.init(Int(clamping: count)) }
    /// The nearest that can be held, without the fraction; 0 for what is not a number.
    package init(_ count: Double) { self.init(Int(saturating: count)) }

    package static func < (left: Self, right: Self) -> Bool { left.rawCount < right.rawCount }

    package static func + (left: Self, right: Self) -> Self {
        let (sum, isTooLarge) = left.rawCount.addingReportingOverflow(right.rawCount)
        return isTooLarge ? .max : Self(sum)
    }
    /// The difference, or 0 if the right one is the larger.
    package static func - (left: Self, right: Self) -> Self { Self(left.rawCount - right.rawCount) }
    /// The product, or 0 for a negative factor.
    package static func * (left: Self, factor: Int) -> Self {
        let (product, isTooLarge) = left.rawCount.multipliedReportingOverflow(by: factor)
        return isTooLarge ? (factor < 0 ? .zero : .max) : Self(product)
    }
    /// The product with a number of things.
    package static func * (left: Self, factor: Count) -> Self { left * factor.rawCount }
    /// The whole part of the quotient; the most there is for a divisor below 1.
    package static func / (left: Self, divisor: Int) -> Self {
        divisor < 1 ? .max : Self(left.rawCount / divisor)
    }
    /// The quotient by a number of things, likewise.
    package static func / (left: Self, divisor: Count) -> Self { left / divisor.rawCount }
    package static func += (left: inout Self, right: Self) { left = left + right }
    package static func -= (left: inout Self, right: Self) { left = left - right }

    /// This many times `factor`, without the fraction.
    package func scaled(by factor: Double) -> Self { Self(Double(self) * factor) }
    /// How many of a hundred parts of `whole` this is, at most 100; all of nothing is 100.
    package func percent(of whole: Self) -> Int {
        if self >= whole { return 100 }
        return whole.rawCount.dividingFullWidth(rawCount.multipliedFullWidth(by: 100)).quotient
    }
}

extension Sequence where Element: Quantity {
    /// The sum, which stops at the most that can be held.
    package func sum() -> Element { reduce(.zero) { $0 + $1 } }
}

extension Sequence<Int> {
    /// The sum, which stops at the ends of `Int`.
    package func sum() -> Int {
        reduce(0) { sum, number in
            let (next, isTooLarge) = sum.addingReportingOverflow(number)
            return isTooLarge ? (number < 0 ? .min : .max) : next
        }
    }
}

extension Double {
    /// The number; above 2^53 the nearest that a `Double` holds.
    package init(_ quantity: some Quantity) { self.init(quantity.rawCount) }
}

extension Int {
    /// The number without its fraction, the nearest that `Int` holds; 0 for what is not a number.
    package init(saturating number: Double) {
        self =
            number.isNaN
            ? 0 : Int(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
    }
}

extension JSON {
    /// The bare number.
    package static func integer(_ quantity: some Quantity) -> JSON { .integer(quantity.rawCount) }
    /// The bare number, or null for nil.
    package static func integer(orNull quantity: (some Quantity)?) -> JSON {
        quantity.map { .integer($0.rawCount) } ?? .null
    }
}

extension JSON {
    /// The size in bytes, if this is an integer; a negative one is 0.
    package var byteCount: ByteCount? { integer.map { ByteCount($0) } }
    /// The number of things, if this is an integer; a negative one is 0.
    package var count: Count? { integer.map { Count($0) } }
    /// The time in seconds, if this is a number.
    package var seconds: Seconds? { integer.map { Seconds($0) } ?? double.map { Seconds($0) } }
}

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
    package init?(words: String) {
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
        for (unit, name) in Self.units where rawCount >= unit {
            let whole = rawCount / unit
            let tenths = (rawCount % unit) / (unit / 1024) * 10 / 1024
            return tenths == 0 ? "\(whole) \(name)" : "\(whole).\(tenths) \(name)"
        }
        return "\(rawCount) B"
    }

    private static let units = [
        (1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"),
    ]

    /// The same with more decimals at most; what is behind them is cut off, and so are zeros at their end.
    package func words(decimals: Int) -> String {
        guard decimals > 1, let (unit, name) = Self.units.first(where: { rawCount >= $0.0 }) else {
            return description
        }
        var rest = rawCount % unit
        var digits = ""
        for _ in 0..<decimals {
            rest *= 10
            digits += String(rest / unit)
            rest %= unit
        }
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty
            ? "\(rawCount / unit) \(name)" : "\(rawCount / unit).\(digits) \(name)"
    }

    /// The fewest decimals with which two sizes that differ are not written alike.
    package func decimals(beside other: ByteCount) -> Int {
        if self == other { return 1 }
        // A byte is the tenth decimal of a GiB, and the thirteenth of a TiB.
        return (1...13).first { words(decimals: $0) != other.words(decimals: $0) } ?? 1
    }

    /// The size with as many decimals as tell it from another.
    package func words(beside other: ByteCount) -> String {
        words(decimals: decimals(beside: other))
    }
}

/// A number of things that can be counted: tokens, layers, models.
package struct Count: Quantity {
    package let rawCount: Int

    package init(_ count: Int) { rawCount = Swift.max(0, count) }
}

extension Count: CustomStringConvertible {
    package var description: String { number }
}
