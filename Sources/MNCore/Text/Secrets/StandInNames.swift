/// Names that are known, each with its stand-in, found in a text where they stand by themselves.
///
/// All names of words, dots and dashes are looked up at once, however many there are; the few with other
/// bytes, such as paths, one after the other.
struct StandInNames: Sendable {
    private var words: [[UInt8]: [UInt8]] = [:]
    private var others: [(text: [UInt8], standIn: [UInt8])] = []
    private var starts = [Bool](repeating: false, count: 256)
    private var longest = 0
    private(set) var isEmpty = true
    /// How many bytes were looked at.
    private(set) var looked = 0

    /// Takes `standIn` for `name` from now on; what is known already stays.
    mutating func add(_ name: String, as standIn: String) {
        let name = Array(name.utf8).map(Self.lowered)
        guard let first = name.first else { return }
        isEmpty = false
        if name.allSatisfy(StandIns.isNameByte) {
            if words[name] == nil { words[name] = Array(standIn.utf8) }
            starts[Int(first)] = true
            longest = max(longest, name.count)
        } else if !others.contains(where: { $0.text == name }) {
            others.append((name, Array(standIn.utf8)))
            others.sort { $0.text.count > $1.text.count }
        }
    }

    mutating func replaced(_ text: [UInt8]) -> [UInt8] {
        if isEmpty { return text }
        var text = text
        for (name, standIn) in others { text = replacing(name, in: text, with: standIn) }
        return words.isEmpty ? text : wordsReplaced(text)
    }

    private mutating func wordsReplaced(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        var place = 0
        while place < text.count {
            guard StandIns.isNameByte(text[place]) else {
                place += 1
                continue
            }
            let word = text[place...].prefix(while: StandIns.isNameByte)
            looked += word.count
            if starts[Int(Self.lowered(text[place]))], let (end, standIn) = known(word) {
                result += text[copied..<place]
                result += standIn
                copied = end
            }
            place = word.endIndex
        }
        return copied == 0 ? text : result + text[copied...]
    }

    /// The longest name that this word is, or begins with before a dot.
    private mutating func known(_ word: ArraySlice<UInt8>) -> (end: Int, standIn: [UInt8])? {
        var name = word.prefix(longest).map(Self.lowered)
        var isWhole = word.count == name.count || word[word.startIndex + name.count] == 46
        while !name.isEmpty {
            looked += name.count
            if isWhole, let standIn = words[name] { return (word.startIndex + name.count, standIn) }
            guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
            name.removeSubrange(dot...)
            isWhole = true
        }
        return nil
    }

    private mutating func replacing(
        _ name: [UInt8], in text: [UInt8], with standIn: [UInt8]
    ) -> [UInt8] {
        guard text.count >= name.count else { return text }
        looked += text.count
        let isPath = name.contains { $0 == UInt8(ascii: "/") || $0 == 92 }
        func isBound(_ byte: UInt8) -> Bool {
            !StandIns.isNameByte(byte) && !(isPath && (byte == UInt8(ascii: "/") || byte == 92))
        }
        var result: [UInt8] = []
        var place = 0
        while place < text.count {
            let end = place + name.count
            if Self.lowered(text[place]) == name[0], end <= text.count,
                place == 0 || isBound(text[place - 1])
                    // A path may stand behind `unix://`.
                    || text[..<place].suffix(3).elementsEqual("://".utf8),
                end == text.count || isBound(text[end]) || "/.\\".utf8.contains(text[end]),
                zip(name, text[place..<end]).allSatisfy({ $0 == Self.lowered($1) })
            {
                result += standIn
                place = end
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }
}
