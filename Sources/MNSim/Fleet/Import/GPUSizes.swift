import MNCore

/// What the name of a card says about its memory.
enum GPUSizes {
    /// Windows's `AdapterRAM` has 32 bits, and this for all that is more (hardware.md §8.2).
    static let ceiling = ByteCount(4_293_918_720)

    /// What a size in 32 bits says that is below their end: it may have begun anew at 4 GiB.
    static let wrapped = Testimony<ByteCount>
        .unknown("32 bits hold less than 4 GiB, so it may have more")

    /// The size that is told, or else those in which a card of this name was sold.
    ///
    /// - Parameter mayBePart: whether less than any such card has may be a part of one, as of a virtual GPU.
    static func known(
        _ name: String, _ told: Testimony<ByteCount>, mayBePart: Bool = false
    ) -> Testimony<ByteCount> {
        if let slice = GPUSlice(name) { return slice.size(told) }
        guard let sizes = sizes(name) else { return told }
        switch told {
        case .unknown: return sizes.count == 1 ? .value(sizes[0]) : .oneOf(sizes)
        case .between(let least, let most):
            let left = sizes.filter { size in
                // What a card reports is a little less than what is printed on its box.
                size >= least && (most.map { size.scaled(by: 0.9) <= $0 } ?? true)
            }
            if left.isEmpty { return told }
            return left.count == 1 ? .value(left[0]) : .oneOf(left)
        case .value(let size):
            // More than any has is the total of several, or with memory of the system, or of a card that was
            // changed.
            if let most = sizes.last, most.scaled(by: 1.05) < size { return .oneOf(sizes + [size]) }
            if size >= sizes[0].scaled(by: 0.85) { return told }
            // Less than any card of the name has is a window on it, or began anew at 4 GiB.
            let all = mayBePart ? [size] + sizes : sizes
            return all.count == 1 ? .value(all[0]) : .oneOf(all)
        case .oneOf: return told
        }
    }

    /// The sizes in which a card was sold, ascending; nil for a name that is not listed, and for a part of a
    /// card.
    static func sizes(_ name: String) -> [ByteCount]? {
        // A list of cards is of one of them.
        if GPUSlice(name) != nil || name.replacing("AMD/ATI", with: "").contains("/") { return nil }
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        var best: (range: Range<Int>, sizes: [Int])?
        var all: [(range: Range<Int>, sizes: [Int])] = []
        for start in words.indices {
            // The longest name that fits: "rtx 4070 ti super" before "rtx 4070 ti".
            for length in 1...longest where start + length <= words.count {
                let end = start + length
                guard let sizes = byName[words[start..<end].joined(separator: " ")] else {
                    continue
                }
                let isOther = end < words.count && qualifiers.contains(words[end])
                let found = (range: start..<end, sizes: isOther ? [] : sizes)
                all.append(found)
                if length > best?.range.count ?? 0 { best = found }
            }
        }
        guard let best, !best.sizes.isEmpty,
            // Another card's name beside it: whose size it is is not told.
            all.allSatisfy({ $0.range.overlaps(best.range) || $0.sizes == best.sizes })
        else { return nil }
        // "RTX 3050 6GB" names one of the sizes.
        let named = words.compactMap { $0.hasSuffix("gb") ? Int($0.dropLast(2)) : nil }
        let sizes = best.sizes.filter { named.contains($0) }
        return (sizes.isEmpty ? best.sizes : sizes).map { .gibibytes(Double($0)) }
    }

    /// What makes another card of a name.
    private static let qualifiers: Set<String> = [
        "ti", "super", "m", "s", "xt", "xtx", "d", "gre", "x", "ada", "sff", "e", "le", "se", "duo",
    ]

    static let byName = Dictionary(
        table.flatMap { row in row.names.map { ($0, row.sizes) } },
        uniquingKeysWith: { Array(Set($0 + $1)).sorted() })
    private static let longest = byName.keys.map { $0.split(separator: " ").count }.max() ?? 1
}
