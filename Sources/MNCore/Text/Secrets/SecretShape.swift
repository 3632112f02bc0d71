/// Secrets that are known by how they look, whatever their name.
struct SecretShape: Sendable {
    /// What stands behind the prefix.
    enum Body: Hashable, Sendable {
        /// Anything but a phrase of four small words and more.
        case random
        /// Anything but a phrase: words begin so too.
        case wordless
        /// Digits of base 16 in lower case.
        case hex
        /// Capitals, digits and dashes.
        case capitals
        /// Parts of these lengths, apart at dots.
        case parts([Int])
        /// What a path holds.
        case path
    }

    private let prefix: [UInt8]
    /// The fewest bytes after the prefix, and the most.
    private let count: ClosedRange<Int>
    private let body: Body
    /// Whether dots and dashes belong to it too, not only letters, digits and underscores.
    private let isLoose: Bool

    /// - Parameter loose: whether dots and dashes belong to it too.
    init(_ prefix: String, _ least: Int, loose: Bool = false, _ body: Body = .random) {
        self.init(prefix, least...Int.max, loose: loose, body)
    }

    /// - Parameter count: how many bytes stand behind the prefix, and no more.
    init(_ prefix: String, _ count: ClosedRange<Int>, loose: Bool = false, _ body: Body = .random) {
        self.prefix = Array(prefix.utf8)
        self.count = count
        self.body = body
        isLoose = loose || ![.random, .wordless, .hex].contains(body)
    }

    /// By first byte, so that a long text costs little.
    private static let index: [[SecretShape]] = {
        var index = [[SecretShape]](repeating: [], count: 256)
        for shape in all { index[Int(shape.prefix[0])].append(shape) }
        return index
    }()

    /// Whether one begins with this byte.
    static func mayBegin(with byte: UInt8) -> Bool { !index[Int(byte)].isEmpty }

    /// Where words and their parts end, which many shapes in one word ask for.
    struct Ends {
        fileprivate var word = NextPlace()
        fileprivate var loose = NextPlace()
        fileprivate var path = NextPlace()
        fileprivate var dot = NextPlace()
        /// How many bytes were looked at.
        fileprivate(set) var looked = 0

        fileprivate mutating func end(
            _ ends: WritableKeyPath<Ends, NextPlace>, _ text: [UInt8], _ start: Int,
            while covers: (UInt8) -> Bool
        ) -> Int {
            if let known = self[keyPath: ends].known(start) { return known }
            var end = start
            while end < text.count, covers(text[end]) { end += 1 }
            looked += end - start
            self[keyPath: ends].note(end, from: start)
            return end
        }
    }

    /// The end of the secret that begins at a place, if one does; what stands before is no letter, digit
    /// or `_`.
    static func end(in text: [UInt8], at place: Int, _ ends: inout Ends) -> Int? {
        guard place + 1 < text.count else { return nil }
        let second = text[place + 1]
        for shape in index[Int(text[place])]
        where shape.prefix[1] == second && text[place...].starts(with: shape.prefix) {
            let start = place + shape.prefix.count
            let part =
                shape.body == .path ? \Ends.path : shape.isLoose ? \Ends.loose : \Ends.word
            var end = ends.end(part, text, start) { shape.covers($0) }
            // Of what has a length, a dot behind it ends the sentence.
            if shape.isLoose, shape.count.upperBound < .max, end > start, text[end - 1] == 46 {
                end -= 1
            }
            // "eyJ" is how base64 of '{"' begins: a token has two or three such parts.
            if shape.prefix.elementsEqual("eyJ".utf8) {
                let dot = ends.end(\Ends.dot, text, place) { $0 != UInt8(ascii: ".") }
                guard dot - place >= 8, dot < end else { continue }
                let second = text[(dot + 1)..<end].prefix(4)
                if second.count == 4, !second.contains(UInt8(ascii: ".")) { return end }
                // Encrypted ones have five, of which the second may be empty (RFC 7516, section 7.1).
                if text[place..<end].prefix(8192).count(where: { $0 == UInt8(ascii: ".") }) == 4 {
                    return end
                }
            } else if shape.count.contains(end - start), shape.holds(text[start..<end].prefix(256))
            {
                return end
            }
        }
        return nil
    }

    private func holds(_ body: ArraySlice<UInt8>) -> Bool {
        switch self.body {
        case .random:
            return !Phrase.isOne(body, least: 4)
                || !body.allSatisfy { (97...122).contains($0) || "-._".utf8.contains($0) }
        case .wordless: return !Phrase.isOne(body)
        case .hex: return body.allSatisfy { $0.isASCIIDigit || (97...102).contains($0) }
        case .capitals:
            return body.allSatisfy {
                (65...90).contains($0) || $0.isASCIIDigit || $0 == UInt8(ascii: "-")
            }
        case .parts(let counts):
            let parts = body.split(separator: 46, omittingEmptySubsequences: false)
            return parts.map(\.count) == counts
                && parts.allSatisfy { $0.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit } }
        case .path: return true
        }
    }

    private func covers(_ byte: UInt8) -> Bool {
        byte.isWordByte || isLoose && byte.isNameByte
            || body == .path && byte == UInt8(ascii: "/")
    }
}

extension UInt8 {
    /// A letter, a digit or `_`, of ASCII.
    var isWordByte: Bool {
        switch self {
        case 48...57, 65...90, 95, 97...122: true
        default: false
        }
    }
    /// What names of options, headers, hosts and keys are made of.
    var isNameByte: Bool { isWordByte || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") }
}
