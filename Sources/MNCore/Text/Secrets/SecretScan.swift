/// Finds the secrets of a text: known values, known shapes, what stands behind a secret's name, and the
/// user of every URL.
///
/// It goes through the bytes once; what it finds may overlap.
struct SecretScan {
    let text: [UInt8]
    private let values: SecretValues
    var ranges: [Range<Int>] = []
    /// What goes on behind the end of the text; nil if nothing does.
    var open: Open?

    /// A secret of which the end has not come.
    enum Open: Hashable, Sendable {
        /// Up to the line that ends a private key.
        case keyBlock
        /// Up to the first byte that is not of a word.
        case word
        /// Up to the end of the line.
        case line
    }

    init(_ text: [UInt8], _ values: SecretValues) {
        self.text = text
        self.values = values
        run()
    }

    private mutating func run() {
        var place = 0
        var runStart = 0
        var lineStart = 0
        var before: UInt8 = 0
        while place < text.count {
            let byte = text[place]
            if byte <= 32 || byte == 34 || byte == 39 || byte == 96 || byte == 60 || byte == 62 {
                users(runStart..<place)
                runStart = place + 1
                if byte == 10 || byte == 13 { lineStart = place + 1 }
            }
            if values.mayBegin(with: byte), let end = values.end(of: text[place...]),
                !SecretValues.isWeak(text[place..<end]) || isBounded(place..<end)
            {
                ranges.append(place..<end)
            }
            if SecretShape.mayBegin(with: byte), !SecretShape.isWord(before),
                let end = SecretShape.end(of: text[place...])
            {
                ranges.append(place..<end)
                if end == text.count, open == nil { open = .word }
            }
            if byte == UInt8(ascii: "-"), !SecretShape.isWord(before) {
                if let end = keyBlock(place) {
                    ranges.append(place..<end)
                    place = end
                    before = UInt8(ascii: "-")
                    continue
                }
                option(place)
            }
            if byte | 32 == UInt8(ascii: "b") || byte | 32 == UInt8(ascii: "p"),
                !SecretShape.isWord(before)
            {
                spoken(place, lineStart: lineStart)
            }
            if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") {
                assigned(place, lineStart: lineStart)
            }
            if byte == UInt8(ascii: ">") { element(place, lineStart: lineStart) }
            before = byte
            place += 1
        }
        users(runStart..<text.count)
    }

    /// Whether it is a word by itself.
    private func isBounded(_ range: Range<Int>) -> Bool {
        let start = range.lowerBound
        // In JSON a line may begin behind `\n`.
        let isEscape = start > 1 && text[start - 2] == 92
        return (start == 0 || isEscape || !SecretShape.isWord(text[start - 1]))
            && (range.upperBound == text.count || !SecretShape.isWord(text[range.upperBound]))
    }

    // MARK: - Names

    /// `NAME=value`, `"name": "value"`, `Authorization: Bearer value`.
    private mutating func assigned(_ place: Int, lineStart: Int) {
        var nameEnd = place
        while nameEnd > lineStart, place - nameEnd <= 8, Self.isGap(text[nameEnd - 1]) {
            nameEnd -= 1
        }
        var nameStart = nameEnd
        while nameStart > lineStart, nameEnd - nameStart <= 256, Self.isName(text[nameStart - 1]) {
            nameStart -= 1
        }
        guard nameStart < nameEnd, place - nameEnd <= 8 else { return }
        var name = String(decoding: text[nameStart..<nameEnd], as: UTF8.self)
        if let pair = pairName(name, before: nameStart) { name = pair }
        guard SecretName.isSecret(name) else { return }
        var start = place + 1
        // ":=", "=>", "==", ": ".
        while start < text.count, start - place <= 8,
            text[start] == 32 || text[start] == 9 || text[start] == UInt8(ascii: "=")
                || text[start] == UInt8(ascii: ">")
        { start += 1 }
        let before = text[lineStart..<nameStart]
        let isFirst =
            !Self.isQuote(text[nameEnd]) && before.count <= 64
            && (before.allSatisfy { !Self.isName($0) || $0 == UInt8(ascii: "-") }
                || Self.isExport(before))
        let isSpaced = start > place + 1 && text[place] == UInt8(ascii: ":")
        let isWord = name.utf8.allSatisfy { (97...122).contains($0) }
        value(start, named: name, toLineEnd: isFirst, isProse: isSpaced && !isFirst && isWord)
    }

    /// `--password value`.
    private mutating func option(_ place: Int) {
        guard place == 0 || text[place - 1] <= 32 || Self.isQuote(text[place - 1]) else { return }
        let name = text[place...].prefix(128).prefix { Self.isName($0) }
        guard name.count > 1, name.endIndex < text.count else { return }
        var start = name.endIndex
        while start < text.count, start - name.endIndex <= 8,
            text[start] == 32 || text[start] == UInt8(ascii: ",") || Self.isQuote(text[start])
        { start += 1 }
        // A quote alone ends a sentence on the option.
        let isApart = text[name.endIndex..<start].contains { $0 == 32 || $0 == UInt8(ascii: ",") }
        guard isApart, start < text.count, text[start] != UInt8(ascii: "-") else { return }
        let word = String(decoding: name, as: UTF8.self)
        if word == "-u" || word == "--user" { return account(start) }
        guard SecretName.isSecret(word) else { return }
        value(
            start, named: String(decoding: name, as: UTF8.self), toLineEnd: false, isProse: false)
    }

    /// `-u user:password`; two numbers are the ids of a user and a group.
    private mutating func account(_ start: Int) {
        let end = wordEnd(start)
        guard let colon = text[start..<end].firstIndex(of: UInt8(ascii: ":")), colon + 1 < end,
            !text[(colon + 1)..<end].allSatisfy({ (48...57).contains($0) })
        else { return }
        ranges.append((colon + 1)..<end)
    }

    /// `Bearer value` by itself, and `login user password value` of a `.netrc`.
    private mutating func spoken(_ place: Int, lineStart: Int) {
        for word in ["bearer ", "basic ", "password "] {
            let end = place + word.utf8.count
            guard end < text.count, zip(word.utf8, text[place..<end]).allSatisfy({ $0 == $1 | 32 })
            else { continue }
            if word == "password " {
                let before = text[max(lineStart, place - 256)..<place]
                guard before.firstRange(of: Array("login ".utf8)) != nil else { return }
                ranges.append(end..<wordEnd(end))
                return
            }
            let value = text[end...].prefix {
                SecretShape.isWord($0) || "-.~+/=".utf8.contains($0)
            }
            // "basic authentication" is none.
            if value.count >= 8, !value.allSatisfy({ (97...122).contains($0) }) {
                ranges.append(end..<value.endIndex)
            }
            return
        }
    }

    private static let schemes: Set<String> = [
        "apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "negotiate", "token",
    ]

    private mutating func value(
        _ begin: Int, named name: String, toLineEnd: Bool, isProse: Bool
    ) {
        var start = begin
        guard start < text.count else { return }
        // Quotes may be escaped once or more: JSON inside JSON.
        let quoteStart = start
        while start < text.count, start - quoteStart < 8, text[start] == 92 { start += 1 }
        let escapes = text[quoteStart..<start]
        if start < text.count, Self.isQuote(text[start]) {
            let quote = Array(escapes) + [text[start]]
            start += 1
            var end = start
            while end < text.count, text[end] != 10, !text[end...].starts(with: quote) {
                end += escapes.isEmpty && text[end] == 92 ? 2 : 1
            }
            add(start..<min(end, text.count), named: name)
            return
        }
        start = quoteStart
        var end = start
        if toLineEnd, isSentence(start, named: name) { return }
        if toLineEnd {
            while end < text.count, text[end] != 10, text[end] != 13 { end += 1 }
            while end > start,
                text[end - 1] == 32 || Self.isQuote(text[end - 1])
                    || text[end - 1] == UInt8(ascii: ",")
            { end -= 1 }
        } else {
            let isNested =
                (text[start] == UInt8(ascii: "[") || text[start] == UInt8(ascii: "{"))
                && !text[start...].starts(with: Secrets.maskBytes)
            if isNested { return add(start..<bracketEnd(start), named: name) }
            let word = wordEnd(start)
            end = word
            let scheme = String(decoding: text[start..<word], as: UTF8.self).lowercased()
            if Self.schemes.contains(scheme), word < text.count, text[word] == 32 {
                end = wordEnd(word + 1)
            } else if isProse, end - start < 16,
                text[start..<end].allSatisfy({ (97...122).contains($0) })
            {
                // "invalid token: unexpected end" names no secret.
                return
            }
        }
        add(start..<end, named: name)
    }

    /// Whether a line says something of a thing of this name: `Pass: 3 of 4 tests`, `Auth: enabled for all`.
    private func isSentence(_ start: Int, named name: String) -> Bool {
        let short: Set<String> = ["auth", "pass", "pat", "pin", "sid", "sig", "signature", "token"]
        let line = text[start...].prefix { $0 != 10 && $0 != 13 }
        let words = line.split(separator: 32)
        return short.contains(name.lowercased()) && words.count > 2
            && !words[0].contains { (48...57).contains($0) && words[0].count >= 8 }
            && !Self.schemes.contains(String(decoding: words[0], as: UTF8.self).lowercased())
    }

    private func wordEnd(_ start: Int) -> Int {
        var end = start
        while end < text.count, text[end] > 32, !",;&<>|".utf8.contains(text[end]),
            !Self.isQuote(text[end]),
            // The quote of a text inside a text is not of the value.
            !(text[end] == 92 && end + 1 < text.count && Self.isQuote(text[end + 1]))
        { end += 1 }
        // Brackets around the whole are not of it.
        while end > start, ")]}".utf8.contains(text[end - 1]),
            !text[start..<end].starts(with: Secrets.maskBytes)
        { end -= 1 }
        return end
    }

    mutating func add(_ range: Range<Int>, named name: String) {
        if Secrets.isSecret(name, String(decoding: text[range], as: UTF8.self)) {
            ranges.append(range)
            if range.upperBound == text.count { open = .line }
        }
    }

    // MARK: - Bytes

    static func isQuote(_ byte: UInt8) -> Bool { byte == 34 || byte == 39 || byte == 96 }

    /// Between a name and its `=` or `:`.
    static func isGap(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 92 || isQuote(byte) || byte == UInt8(ascii: "]")
    }

    static func isName(_ byte: UInt8) -> Bool {
        SecretShape.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    static func isExport(_ before: ArraySlice<UInt8>) -> Bool {
        ["export ", "set ", "ENV ", "env "].contains { before.elementsEqual($0.utf8) }
    }
}
