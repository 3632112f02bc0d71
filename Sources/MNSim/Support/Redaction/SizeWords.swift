import MNCore

/// Words that say of a long number what it is: a size, a count or a time, and nobody's number.
enum SizeWords {
    /// Parts of such words.
    private static let stems = [
        "mem", "size", "total", "free", "used", "byte", "swap", "cache", "avail", "limit", "max",
        "capac", "vram", "space", "disk", "quota", "current", "complete", "layer", "created",
        "modified", "expire", "duration", "elapsed", "uptime", "rate", "clock", "freq", "page",
        "count", "length", "token", "context", "ram", "kernelstack", "active", "mapped", "dirty",
        "slab", "commit", "vmalloc", "huge", "directmap", "shmem", "reclaim", "buffers", "high",
        "quant", "parameters", "timing", "bandwidth", "percpu", "speed",
    ].map { Array($0.utf8) }

    /// Words in which one of them stands by chance, and numbers behind them are somebody's.
    private static let others = Set(
        ["account", "accounts", "program", "programs", "framework", "discount"].map {
            Array($0.utf8)
        })

    /// Units behind a number.
    private static let units: Set<[UInt8]> = Set(
        [
            "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "byte", "bytes", "k", "hz",
            "khz",
            "ms", "us", "ns", "tokens", "pages",
        ].map { Array($0.utf8) })

    /// - Parameter word: in small letters.
    static func isName(_ word: [UInt8]) -> Bool {
        !others.contains(word)
            && stems.contains { word.count >= $0.count && word.firstRange(of: $0) != nil }
    }

    /// The program whose table has numbers that are all sizes.
    static let table = Array("df".utf8)

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
