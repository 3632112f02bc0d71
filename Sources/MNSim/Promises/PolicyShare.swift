/// A share in percent, exactly as it is written.
package struct PolicyShare: Hashable, Sendable, CustomStringConvertible {
    /// The percents, in parts of `scale`.
    private let parts: UInt64
    private let scale: UInt64
    package let description: String

    /// The most digits behind the point.
    private static let decimals = 6

    /// Reads `70%` or `0.5%`, at most 100; nil for any other text.
    init?(_ text: String) {
        guard text.hasSuffix("%"),
            let number = PolicyNumber(text.dropLast(), decimals: Self.decimals),
            number.parts <= 100 * number.scale
        else { return nil }
        parts = number.parts
        scale = number.scale
        description = text
    }

    /// Whether `count` of `total` compares so with the share; integers alone are compared.
    package func holds(_ comparison: PolicyComparison, _ count: Int, of total: Int) -> Bool {
        // 128 bits hold a hundred million times any count.
        let found = UInt128(clamping: count) * 100 * UInt128(scale)
        let wanted = UInt128(clamping: total) * UInt128(parts)
        return switch comparison {
        case .equal: found == wanted
        case .less: found < wanted
        case .lessOrEqual: found <= wanted
        case .more: found > wanted
        case .moreOrEqual: found >= wanted
        }
    }
}

/// A number with decimals, without rounding: `parts` of `scale`.
struct PolicyNumber: Hashable, Sendable {
    let parts: UInt64
    let scale: UInt64

    /// Reads one to nine digits, and so many more behind a point; nil for any other text.
    init?(_ text: some StringProtocol, decimals: Int) {
        let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count <= 2, let whole = pieces.first, (1...9).contains(whole.utf8.count),
            pieces.count == 1 || (1...decimals).contains(pieces[1].utf8.count)
        else { return nil }
        let digits = pieces.joined()
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let parts = UInt64(digits)
        else { return nil }
        self.parts = parts
        scale = pieces.dropFirst().flatMap(\.utf8).reduce(1) { scale, _ in scale * 10 }
    }
}
