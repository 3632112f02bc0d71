import MNCore

/// A part of a run: every `total`-th of what is judged, in the order of its names.
package struct Shard: Hashable, Sendable {
    /// More than any pipeline has.
    static let most = 1_000_000

    /// From 1 on.
    package let index: Int
    package let total: Int

    /// All of it.
    package static let whole = Shard()

    private init() { (index, total) = (1, 1) }

    /// Nil unless the index is 1 to `total`.
    package init?(_ index: Int, of total: Int) {
        guard (1...Self.most).contains(total), (1...total).contains(index) else { return nil }
        self.index = index
        self.total = total
    }

    /// Reads `2/4`; nil for anything else.
    package init?(parsing text: String) {
        let words = text.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let index = Self.number(words[0]),
            let total = Self.number(words[1])
        else { return nil }
        self.init(index, of: total)
    }

    /// A number in digits alone; nil for anything else.
    static func number(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy(\.isASCIIDigit) ? Int(text) : nil
    }

    /// What of a sorted list falls to it.
    ///
    /// No two shards differ by more than one, and one beyond the length of the list has nothing.
    package func part<Element>(of list: [Element]) -> [Element] {
        stride(from: index - 1, to: list.count, by: total).map { list[$0] }
    }

    /// How many of so many fall to it.
    func part(of count: Int) -> Int { count / total + (index <= count % total ? 1 : 0) }
}

extension Shard: CustomStringConvertible {
    /// `2/4`.
    package var description: String { "\(index)/\(total)" }
}
