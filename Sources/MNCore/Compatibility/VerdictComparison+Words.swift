extension Verdict.Comparison {
    /// Whether what counts is less than the minimum says: 7.9 GiB are what a card of 8 GB reports.
    package var isOfBox: Bool {
        found.isNominal && found.bytes < minimum.bytes && least < minimum.bytes
    }

    private var limit: ByteCount { isOfBox ? least : minimum.bytes }

    /// What was found, with as many decimals as tell on which side of the minimum it is.
    package var foundWords: String { found.bytes.words(beside: limit) }

    /// The least that suffices, likewise.
    package var leastWords: String {
        limit.words(decimals: max(2, limit.decimals(beside: found.bytes)))
    }

    /// The minimum, and what suffices for it where that is less: `8 GB (at least 7.36 GiB)`.
    package var minimumWords: String {
        isOfBox ? "\(minimum.words) (at least \(leastWords))" : minimum.words
    }
}

extension Requirements.Minimum {
    /// `8 GB`, `7.5 GB`.
    package var words: String {
        Int(exactly: gigabytes).map { "\($0) GB" } ?? "\(gigabytes) GB"
    }
}
