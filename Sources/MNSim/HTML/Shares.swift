import MNCore

/// Parts of a whole in percent, for people.
///
/// The percents of all parts add up to 100 (the largest remainders are rounded up), and a part that is not
/// nothing or not all never reads as 0 or 100.
package struct Shares: Sendable {
    /// As they are printed: `73 %`, `<1 %`, `>99 %`; of a whole of nothing `-`.
    package let words: [String]

    /// - Parameter counts: the parts, of which the whole is the sum.
    package init(_ counts: [Int]) {
        let total = counts.sum()
        guard total > 0 else {
            words = counts.map { _ in "-" }
            return
        }
        // 128 bits hold a hundred times any count.
        let scaled = counts.map { UInt128(clamping: $0) * 100 }
        let whole = UInt128(total)
        var percents = scaled.map { Int(clamping: $0 / whole) }
        let order = scaled.indices.sorted {
            (scaled[$1] % whole, $0) < (scaled[$0] % whole, $1)
        }
        for index in order.prefix(100 - percents.sum()) { percents[index] += 1 }
        words = zip(counts, percents).map { count, percent in
            if count > 0, UInt128(clamping: count) * 100 < whole { return "<1 %" }
            if count < total, UInt128(total - count) * 100 < whole { return ">99 %" }
            return "\(percent) %"
        }
    }
}
