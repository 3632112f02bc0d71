import MNCore
import MNSim

/// Gives everything that is private another value of the same shape; what was equal stays equal.
///
/// Two bundles that differ in what is private alone must come out of the redaction as the same bytes.
struct Twin {
    private let vocabulary: Vocabulary
    /// What was taken out though its words could be told: numbers and addresses.
    private let taken: Set<[UInt8]>
    private var others: [[UInt8]: [UInt8]] = [:]
    private var used: Set<[UInt8]> = []
    private var chance: UInt64
    /// Whether what is exchanged now answers a question about the machine.
    private var isEvidence = false

    init(_ map: [(old: String, new: String)], vocabulary: Vocabulary = .standard, seed: UInt64 = 1)
    {
        self.vocabulary = vocabulary
        chance = seed
        var taken: Set<[UInt8]> = []
        for (old, _) in map {
            let tokens = Tokens(Array(old.utf8))
            for index in 0..<tokens.count {
                let token = tokens[index].lowercasedWord
                if token.count > PublicWord.digitLimit, token.contains(where: \.isASCIIDigit),
                    token.allSatisfy({ $0.isHexDigit || !$0.isASCIILetter && $0 < 0x80 })
                {
                    taken.insert(token)
                }
            }
        }
        self.taken = taken
    }

    mutating func bundle(_ raw: Bundle) throws(JSONFault) -> Bundle {
        try Bundle(JSONField(document(raw.json)))
    }

    mutating func identity(_ identity: Identity) -> Identity {
        var (hosts, users): ([String], [String]) = ([], [])
        for name in identity.hosts { hosts.append(text(name)) }
        for name in identity.users { users.append(text(name)) }
        var result = Identity(home: identity.home.map { text($0) })
        // The order of names is that of their numbers.
        result.users = users
        result.hosts = hosts
        return result
    }

    mutating func environment(_ environment: [String: String]) -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            result[name] = text(value)
        }
        return result
    }

    private mutating func document(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): return .string(self.text(text))
        case .integer(let number):
            let other = text(String(number))
            return Int(other).map { .integer($0) } ?? value
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(document(element)) }
            return .array(result)
        case .object(let object):
            if object.members.count == 1, object.keys == ["base64"],
                let bytes = try? JSONField(value).bytes()
            {
                let coding = TextCoding(bytes)
                return ["base64": .string(Base64.encode(coding.bytes(of: text(coding.text))))]
            }
            let wasEvidence = isEvidence
            isEvidence = TextRedaction.isEvidence(object, in: wasEvidence)
            defer { isEvidence = wasEvidence }
            var result: [(String, JSON)] = []
            for member in object.members {
                result.append((text(member.key), document(member.value)))
            }
            return .object(JSONObject(result))
        default: return value
        }
    }

    /// The text with other private values; a document is opened, and no table, as the redaction does.
    mutating func text(_ text: String) -> String {
        if let coding = TextCoding(wrapping: text) {
            return coding.text(of: self.text(coding.text))
        }
        if let document = TextRedaction.document(text) {
            let wasEvidence = isEvidence
            isEvidence = false
            defer { isEvidence = wasEvidence }
            let other = self.document(document)
            return other == document ? text : TextRedaction.text(of: other, like: text)
        }
        if text.utf8.contains(0x0A), text.utf8.contains(UInt8(ascii: "{")) {
            var lines: [String] = []
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                lines.append(
                    line.utf8.first == UInt8(ascii: "{")
                        ? self.text(String(line)) : plain(String(line)))
            }
            return lines.joined(separator: "\n")
        }
        return plain(text)
    }

    private mutating func plain(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let other = self.text(bytes)
        return other == bytes ? text : String(decoding: other, as: UTF8.self)
    }

    private mutating func text(_ bytes: [UInt8]) -> [UInt8] {
        let tokens = Tokens(bytes, isEvidence: isEvidence)
        var result: [UInt8] = []
        var end = 0
        for range in tokens.ranges {
            result += bytes[end..<range.lowerBound]
            let isEscaped = range.lowerBound > 0 && bytes[range.lowerBound - 1] == 92
            result +=
                WordRedaction.isDevice(bytes, range)
                ? Array(bytes[range]) : other(bytes[range], isEscaped: isEscaped)
            end = range.upperBound
        }
        return result + bytes[end...]
    }

    private func isPrivate(_ word: [UInt8]) -> Bool {
        if taken.contains(word) { return true }
        if !word.contains(where: { $0.isASCIILetter || $0 >= 0x80 }) { return false }
        if word.contains(where: { ":.".utf8.contains($0) }) { return false }
        if PublicWord.isPublic(word, in: vocabulary) { return false }
        // By its name a secret is known: under another one it would be another thing.
        return !Secrets.isSecret(String(decoding: word, as: UTF8.self), "value")
    }

    private mutating func other(_ token: ArraySlice<UInt8>, isEscaped: Bool) -> [UInt8] {
        let word = token.lowercasedWord
        if word.count == 1, !word[0].isASCIILetter { return word }
        // In the text of a document `\n` may stand before a word.
        if isEscaped, "nrtbf".utf8.contains(token[token.startIndex]), token.count > 1,
            !isPrivate(word) || isPrivate(Array(word.dropFirst()))
        {
            return [token[token.startIndex]] + other(token.dropFirst(), isEscaped: false)
        }
        guard isPrivate(word) else { return Array(token) }
        if !taken.contains(word), let (stem, number) = PublicWord.numbered(word) {
            return other(token.prefix(stem.count), isEscaped: false) + number
        }
        if let inner = spelled(token) ?? encoded(token) { return inner }
        let fresh = others[word] ?? fresh(word)
        others[word] = fresh
        used.insert(fresh)
        guard fresh.count == token.count else { return fresh }
        return zip(token, fresh).map { (0x41...0x5A).contains($0) ? $1 & 0xDF : $1 }
    }

    /// The twin of a word that is written by the numbers of its letters.
    private mutating func spelled(_ token: ArraySlice<UInt8>) -> [UInt8]? {
        let meant = PublicWord.meant(Array(token))
        guard meant.count * 3 == token.count || meant.count * 6 == token.count,
            meant.allSatisfy(\.isASCIILetter)
        else { return nil }
        let other = self.other(meant[...], isEscaped: false)
        let isURL = meant.count * 3 == token.count
        let isUpper = token.contains { (0x41...0x46).contains($0) }
        return other.flatMap { byte in
            Array(
                ((isURL ? "%" : "\\u")
                    + byte.digits(isURL ? 2 : 4, radix: 16, uppercase: isUpper)).utf8)
        }
    }

    /// The base64 of the twin of what a word is the base64 of.
    private mutating func encoded(_ token: ArraySlice<UInt8>) -> [UInt8]? {
        guard token.count >= 8 else { return nil }
        let text = String(decoding: token, as: UTF8.self)
        let padding = String(repeating: "=", count: (4 - token.count % 4) % 4)
        guard let bytes = Base64.decode(text + padding),
            let inner = String(validating: bytes, as: UTF8.self),
            inner.utf8.allSatisfy({ !$0.isControl || $0.isWhitespace })
        else { return nil }
        let other = self.text(bytes)
        if other == bytes || inner.isEmpty { return nil }
        return Array(Base64.encode(other).utf8.prefix { $0 != UInt8(ascii: "=") })
    }

    private mutating func random(_ count: UInt8) -> UInt8 {
        chance &+= 0x9E37_79B9_7F4A_7C15
        var mixed = chance
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return UInt8(truncatingIfNeeded: (mixed ^ mixed >> 31) % UInt64(count))
    }

    /// Another word of this shape, in small letters; what of it may be told stays.
    private mutating func fresh(_ word: [UInt8]) -> [UInt8] {
        let isTaken =
            taken.contains(word)
            || word.count >= 12 && word.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "-") }
        let text = String(decoding: word, as: UTF8.self)
        for attempt in 0..<50 {
            var other: [UInt8] = []
            if isTaken, Tokens.isAddress(text) {
                other = Array(address(text).utf8)
            } else if isTaken {
                while other.count < word.count { other.append(digit(word, other.count)) }
            } else {
                let kept = kept(word, all: attempt < 25)
                while other.count < word.count {
                    let place = other.count
                    other.append(kept[place] ? word[place] : letter(word, place))
                }
            }
            let isOne = Tokens(other).count == Tokens(word).count
            if other != word, isOne, !used.contains(other), isTaken || isPrivate(other) {
                return other
            }
        }
        return word
    }

    private mutating func address(_ text: String) -> String {
        text.split(separator: ".").map { part in
            switch part.count {
            case 1: "\(1 + random(9))"
            case 2: "\(11 + random(80))"
            default: "\(130 + random(60))"
            }
        }.joined(separator: ".")
    }

    /// Another digit of a number, an address or an id.
    private mutating func digit(_ word: [UInt8], _ place: Int) -> UInt8 {
        let byte = word[place]
        if byte.isASCIIDigit { return UInt8(ascii: "1") + random(place == 0 ? 6 : 8) }
        return byte.isASCIILetter ? UInt8(ascii: "a") + random(6) : byte
    }

    /// Which bytes of a word stay: signs, short numbers, what says of which kind a token is, and the parts of a
    /// name that are words of everybody.
    private func kept(_ word: [UInt8], all: Bool) -> [Bool] {
        var kept = word.map { !$0.isASCIILetter && !$0.isASCIIDigit && $0 < 0x80 }
        for place in 0..<prefix(word) { kept[place] = true }
        // What is no text stays none.
        for place in word.indices where word[place...].starts(with: "\u{FFFD}".utf8) {
            for i in place..<place + 3 { kept[i] = true }
        }
        var place = 0
        while place < word.count {
            let digits = word[place...].prefix(while: \.isASCIIDigit)
            if digits.isEmpty {
                place += 1
                continue
            }
            if digits.count <= PublicWord.digitLimit { for i in digits.indices { kept[i] = true } }
            place = digits.endIndex
        }
        let parts = word.split(whereSeparator: { $0 == 45 || $0 == 95 })
        let known = parts.filter { vocabulary.contains(Array($0)) }
        if all, parts.count > 1 {
            // Where all parts are such words, the longest is another.
            let last = known.count < parts.count ? nil : known.max { $0.count < $1.count }
            for part in known where part.startIndex != last?.startIndex {
                for i in part.indices { kept[i] = true }
            }
        }
        return kept
    }

    private mutating func letter(_ word: [UInt8], _ place: Int) -> UInt8 {
        let byte = word[place]
        // The digits of `%43` and `\u0063` make a letter, and what stands before them is none.
        let before = word[max(0, place - 5)..<place]
        if before.suffix(2).contains(37) || before.contains(92) || before.contains(38) {
            return byte
        }
        if byte.isASCIIDigit { return UInt8(ascii: "1") + random(8) }
        // One with which no byte begins, if a `%` stands before it.
        if byte.isASCIILetter, place == 0 { return UInt8(ascii: "g") + random(20) }
        if byte.isASCIILetter { return UInt8(ascii: "a") + random(26) }
        // The last byte of a letter of several.
        if byte >= 0x80, byte < 0xC0, place + 1 == word.count || word[place + 1] & 0xC0 != 0x80 {
            return byte ^ (1 + random(3))
        }
        return byte
    }

    /// How much of a long word says what kind of token it is.
    private func prefix(_ word: [UInt8]) -> Int {
        guard word.count >= 14, !word.allSatisfy({ $0.isHexDigit || $0 == 45 }) else { return 0 }
        let mark = word.prefix(12).lastIndex { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        return mark.map { $0 + 1 } ?? 4
    }
}
