import MNCore

/// A part of a card, of MIG or as a virtual GPU: `A100 MIG 1g.5gb`, `A10-4Q`, `A100-1-5CME`.
struct GPUSlice {
    /// In GiB, as its name says; nil where that tells none.
    let named: Int?

    /// Nil for the name of a whole card.
    init?(_ name: String) {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber && !".+:".contains($0) }
        let sizes = words.compactMap { Self.instance($0) ?? Self.virtual($0) }
        guard !sizes.isEmpty || words.contains("mig") || words.contains("vgpu") else { return nil }
        named = sizes.last
    }

    /// The size of a slice, of which an inventory may have told that of the whole card.
    func size(_ told: Testimony<ByteCount>) -> Testimony<ByteCount> {
        let least: ByteCount?
        switch told {
        case .value(let size): least = size
        case .oneOf(let sizes): least = sizes.max()
        case .between(let size, _): least = size
        case .unknown: return told
        }
        guard let named, let least else {
            return .unknown("how large a part of the card it is is not told")
        }
        // The name of the smallest virtual GPUs, of 512 MiB, has 0.
        let most = named == 0 ? ByteCount.gibibytes(0.5) : .gibibytes(Double(named))
        return most < least ? .unknown("its size is more than that of the part of the card") : told
    }

    /// Of MIG: `1g.5gb`, `1g.10gb+me`.
    private static func instance(_ word: Substring) -> Int? {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let last = parts.last, parts[0].last == "g",
            !parts[0].dropLast().isEmpty,
            parts[0].dropLast().utf8.allSatisfy(\.isASCIIDigit)
                || parts[0].hasPrefix("1c")
        else { return nil }
        let digits = last.prefix { $0.isASCII && $0.isNumber }
        return last.dropFirst(digits.count).hasPrefix("gb") ? Int(digits) : nil
    }

    /// Of a virtual GPU: `4q`, `2b4`, `5cme`.
    private static func virtual(_ word: Substring) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        let kind = word.dropFirst(digits.count)
        guard (1...3).contains(digits.count), let letter = kind.first, "abcq".contains(letter)
        else { return nil }
        let rest = kind.dropFirst()
        let isKind =
            rest.isEmpty || rest.count == 1 && rest.allSatisfy(\.isNumber) || rest == "me"
            || rest == "gfx"
        return isKind ? Int(digits) : nil
    }
}
