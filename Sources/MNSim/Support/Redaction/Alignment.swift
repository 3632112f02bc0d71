import MNCore

/// What the redaction made of a text: which of its parts stand no more, and what stands there.
struct Alignment {
    struct Change: Hashable {
        var old: String
        var new: String
    }

    private(set) var changes: [Change] = []

    /// So many words of a secret are looked over to find where both texts go on alike.
    private static let longest = 64

    init(_ before: String, _ after: String) {
        if before == after { return }
        let (old, new) = (Tokens(Array(before.utf8)), Tokens(Array(after.utf8)))
        var (i, j) = (0, 0)
        while i < old.count, j < new.count {
            if old[i].elementsEqual(new[j]) {
                i += 1
                j += 1
                continue
            }
            let (a, b) = Self.step(old, i, new, j)
            note(old, i..<i + a, new, j..<j + b)
            i += a
            j += b
        }
        if i < old.count || j < new.count { note(old, i..<old.count, new, j..<new.count) }
    }

    /// How many words differ in each until both go on alike.
    private static func step(_ old: Tokens, _ i: Int, _ new: Tokens, _ j: Int) -> (Int, Int) {
        let (left, right) = (old.count - i, new.count - j)
        for sum in 1...(longest + 8) {
            for b in 0...min(sum, 8) where b <= right {
                let a = sum - b
                if a > left || a > longest { continue }
                let rest = min(3, left - a, right - b)
                let isAlike = (0..<rest).allSatisfy {
                    old[i + a + $0].elementsEqual(new[j + b + $0])
                }
                if isAlike, rest == 3 || left - a == right - b { return (a, b) }
            }
        }
        return (left, right)
    }

    private mutating func note(
        _ old: Tokens, _ before: Range<Int>, _ new: Tokens, _ after: Range<Int>
    ) {
        let shown = Self.joined(new, after)
        if before.count == after.count, !shown.contains("redacted") {
            for (i, j) in zip(before, after) where !old[i].elementsEqual(new[j]) {
                add(Self.joined(old, i..<i + 1), Self.joined(new, j..<j + 1))
            }
        } else {
            add(Self.joined(old, before), shown)
        }
    }

    private mutating func add(_ old: String, _ new: String) {
        if !old.isEmpty { changes.append(Change(old: old, new: new)) }
    }

    private static func joined(_ tokens: Tokens, _ range: Range<Int>) -> String {
        guard let first = range.first, let last = range.last else { return "" }
        let bytes = tokens.text[tokens.ranges[first].lowerBound..<tokens.ranges[last].upperBound]
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Alignment.Change {
    /// What was taken out, in a word.
    var kind: String {
        if new.contains("redacted") { return "secret" }
        if new.contains(".invalid") { return "host" }
        if new.contains("user") { return "user" }
        let word = new.utf8.map(\.lowercasedASCII)
        if new.hasPrefix("2001:db8") || new.utf8.count(where: { $0 == 46 }) == 3 {
            return "address"
        }
        if word.starts(with: "00:00:5e".utf8) { return "hardware" }
        guard let first = word.first else { return "line" }
        let isNumber = word.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "-") }
        switch first {
        case UInt8(ascii: "w"): return "word"
        case UInt8(ascii: "p"): return "path"
        case UInt8(ascii: "c"): return "context"
        case UInt8(ascii: "x"): return "name"
        case _ where isNumber: return word.count > 18 ? "id" : "number"
        default: return "text"
        }
    }
}
