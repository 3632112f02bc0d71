import MNCore

/// Words that say of a long number what it is: a size, a count or a time, and nobody's number.
enum SizeWords {
    /// Such words, and parts of words between `_` and `-`.
    ///
    /// A word is one as a whole: in `account`, `program` and `framework` one stands by chance.
    private static let names = Set(
        """
        active adapterram alloc allocated avail available bandwidth buffer buffers byte bytes cache cached capacity
        clock commit committed completed context count created current dirty disk duration elapsed expires file
        free freephysicalmemory freq frequency heap hugepages inactive kernelstack layer layers length limit limits
        mapped max maxcapacity mem memavailable memfree meminfo memory memsize memtotal min modified pagesize page
        pages parameters percpu physical quota ram rate reclaimable reserved resident rss shared shmem showmeminfo
        size sizes slab space speed swap swapcached swapfree swapped swaptotal timing timings tokens total
        totalphysicalmemory totalvirtualmemorysize totalvisiblememorysize uptime usage used virtual vmalloc vram
        wired
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })

    /// Those that stand before a number in a line; the others are keys alone.
    private static let labels = Set(
        """
        adapterram alloc allocated available buffer buffers byte bytes cache cached capacity free freephysicalmemory
        heap limit maxcapacity mem memavailable memfree memory memsize memtotal pages quota ram size sizes space
        swap swapfree swaptotal total totalphysicalmemory totalvirtualmemorysize totalvisiblememorysize used vram
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })

    /// What may stand between such a word and its number.
    private static let between = Set(
        ["b", "kb", "kib", "mib", "of", "is", "was", "in", "down", "active", "wired"].map {
            Array($0.utf8)
        })

    /// Words of numbers that are somebody's.
    private static let somebodys = Set(
        """
        account accounts acct call card client contact customer employee id invoice license member mobile no number
        order owner passport patient phone serial ssn subscriber tax tel ticket uid user
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })

    /// What a command asks for whose answer is a size without a word of it.
    private static let questions = Set(
        [
            "memsize", "adapterram", "totalphysicalmemory", "freephysicalmemory",
            "totalvisiblememorysize", "df",
        ].map { Array($0.utf8) })

    /// Whether the words before a number in its line say that it is a size.
    ///
    /// - Parameter words: in small letters, in their order.
    static func isLabel(_ words: some BidirectionalCollection<[UInt8]>) -> Bool {
        let near = Array(words.suffix(4))
        guard !near.contains(where: somebodys.contains) else { return false }
        let label = near.last { !between.contains($0) }
        return label.map { word in
            labels.contains(word)
                || word.split { !$0.isASCIILetter }.contains { labels.contains(Array($0)) }
        } ?? false
    }

    /// Whether a word of a command asks for a size.
    static func isQuestion(_ word: [UInt8]) -> Bool { questions.contains(word) }

    /// Units behind a number.
    private static let units: Set<[UInt8]> = Set(
        [
            "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "byte", "bytes", "k", "hz",
            "khz",
            "ms", "us", "ns", "tokens", "pages",
        ].map { Array($0.utf8) })

    /// - Parameter word: in small letters.
    static func isName(_ word: [UInt8]) -> Bool {
        names.contains(word)
            || word.split { !$0.isASCIILetter }.contains { names.contains(Array($0)) }
    }

    /// Whether a number stands in a table of `df`, in which all numbers before the share that is full are sizes.
    ///
    /// - Parameter mark: what stands behind that share, before the place of the disk.
    static func isTable(
        _ near: [[UInt8]], behind end: Int, in text: [UInt8], mark: String = "%"
    ) -> Bool {
        guard near.contains(Array("df".utf8)) else { return false }
        let words = text[end...].prefix { $0 != 0x0A }.split(separator: 0x20)
        return zip(words, words.dropFirst()).contains { share, place in
            let digits = share.prefix(while: \.isASCIIDigit)
            return (1...3).contains(digits.count)
                && share[digits.endIndex...].elementsEqual(mark.utf8)
                && place.first == UInt8(ascii: "/")
        }
    }

    /// Whether a unit stands behind a number that ends here.
    static func isUnit(behind place: Int, in text: [UInt8]) -> Bool {
        var start = place
        let isApart = start < text.count && text[start] == 0x20
        if isApart { start += 1 }
        let word = text[start...].prefix { $0.isASCIILetter }
        // Behind a blank a small letter alone is a word of its own.
        if isApart, word.count == 1, word.first != UInt8(ascii: "B") { return false }
        return units.contains(word.lowercasedWord)
    }
}
