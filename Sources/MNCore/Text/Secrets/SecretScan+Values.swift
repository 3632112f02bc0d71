// How far a value goes that stands behind its name.
extension SecretScan {
    private static let schemes: Set<String> = [
        "apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "negotiate", "token",
    ]

    private static let maskedElement = Array("\(Secrets.mask)</".utf8)

    mutating func value(_ begin: Int, named name: String, toLineEnd: Bool, isProse: Bool) {
        guard begin < text.count else { return }
        if let inner = quoted(literal(begin)) { return add(inner, named: name) }
        var end = begin
        if toLineEnd {
            // Masked in an element, which stays one.
            if text[begin...].starts(with: Self.maskedElement) { return }
            while end < text.count, text[end] != 10, text[end] != 13 { end += 1 }
            looked += end - begin
            if isSentence(begin..<end, named: name) { return }
            while end > begin,
                text[end - 1] == 32 || Self.isQuote(text[end - 1])
                    || text[end - 1] == UInt8(ascii: ",")
            { end -= 1 }
        } else {
            let isNested =
                (text[begin] == UInt8(ascii: "[") || text[begin] == UInt8(ascii: "{"))
                && !text[begin...].starts(with: Secrets.maskBytes)
            if isNested, begin >= bracketed {
                bracketed = bracketEnd(begin)
                return add(begin..<bracketed, named: name)
            }
            let word = wordEnd(begin)
            end = word
            if word - begin < 20, word < text.count, text[word] == 32,
                Self.schemes.contains(
                    String(decoding: text[begin..<word], as: UTF8.self).lowercased())
            {
                end = wordEnd(word + 1)
            } else if isProse, end - begin < 16,
                text[begin..<end].allSatisfy({ (97...122).contains($0) })
            {
                // "invalid token: unexpected end" names no secret.
                return
            }
        }
        add(begin..<end, named: name)
    }

    /// What wraps a value without a change to it, in many languages.
    private static let wrappers = [
        "Some(", "Just ", "Just(", "Ok(", "Right(", "Optional(", "Secret(", "SecretStr(",
        "SecretString(", "Password(", "Token(", "ApiKey(", "String(", "str(", "bytes(",
        "String::from(",
    ].map { Array($0.utf8) }

    /// Where the quotes of a value begin, behind the prefix of Python's literals and what wraps it: `b'…'`,
    /// `rb"…"`, `Some("…")`.
    private func literal(_ begin: Int) -> Int {
        var start = begin
        for _ in 0..<3 {
            let wrapper = Self.wrappers.first { text[start...].starts(with: $0) }
            guard let wrapper else { break }
            start += wrapper.count
        }
        let quote = text[start...].prefix(2).prefix { "bru".utf8.contains($0 | 32) }.endIndex
        // A quote may be escaped in a text inside a text.
        let escaped = text[quote...].prefix(8).drop { $0 == 92 }.first
        let isQuoted = quote < text.count && (Self.isQuote(text[quote]) || start > begin)
        return isQuoted && escaped.map(Self.isQuote) == true ? quote : begin
    }

    /// What stands in the quotes that begin here, up to the end of the line if they do not end; nil if
    /// none begin.
    ///
    /// Quotes may be escaped once or more (JSON inside JSON), and three of them go over lines.
    mutating func quoted(_ begin: Int) -> Range<Int>? {
        var start = begin
        while start < text.count, start - begin < 8, text[start] == 92 { start += 1 }
        guard start < text.count, Self.isQuote(text[start]) else { return nil }
        var quote = Array(text[begin...start])
        let isEscaped = quote.count > 1
        start += 1
        if !isEscaped, text[start...].prefix(2).elementsEqual([quote[0], quote[0]]) {
            quote += [quote[0], quote[0]]
            start += 2
        }
        var end = start
        while end < text.count, text[end] != 10 || quote.count == 3 && !isEscaped,
            !(text[end] == quote[0] && text[end...].starts(with: quote))
        {
            end += !isEscaped && text[end] == 92 ? 2 : 1
        }
        end = min(end, text.count)
        looked += end - begin
        return start..<end
    }

    /// Whether a line says something of a thing of this name: `Pass: 3 of 4 tests`, `Auth: enabled for all`.
    private func isSentence(_ line: Range<Int>, named name: String) -> Bool {
        let short: Set<String> = ["auth", "pass", "pat", "pin", "sid", "sig", "signature", "token"]
        let words = text[line].split(separator: 32)
        // "PASS: 12 tests", "credentials: 0 found"
        if words.count > 1, words[0].count < 5, words[0].allSatisfy(\.isASCIIDigit),
            words[1].allSatisfy({ (97...122).contains($0) })
        {
            return true
        }
        return short.contains(name.lowercased()) && words.count > 2
            && !words[0].contains { $0.isASCIIDigit && words[0].count >= 8 }
            && !Self.schemes.contains(String(decoding: words[0], as: UTF8.self).lowercased())
    }

    /// The end of the word that begins here, without brackets around the whole.
    mutating func wordEnd(_ start: Int) -> Int {
        let stop = wordStop(start)
        if text[start..<stop].starts(with: Secrets.maskBytes)
            || text[start..<stop].suffix(Secrets.maskBytes.count).elementsEqual(Secrets.maskBytes)
        {
            return stop
        }
        if trimmed.stop == stop { return max(start, trimmed.end) }
        var end = stop
        while end > start, ")]}".utf8.contains(text[end - 1]) { end -= 1 }
        looked += stop - end
        trimmed = (stop, end)
        return end
    }

    private mutating func wordStop(_ start: Int) -> Int {
        if let known = nextWordStop.known(start) { return known }
        var end = start
        while end < text.count, text[end] > 32, !",;&<>|".utf8.contains(text[end]),
            !Self.isQuote(text[end]),
            // The quote of a text inside a text is not of the value.
            !(text[end] == 92 && end + 1 < text.count && Self.isQuote(text[end + 1]))
        { end += 1 }
        looked += end - start
        nextWordStop.note(end, from: start)
        return end
    }

    /// The rest of a header: to the quote that ends it, or as long as pairs follow one another:
    /// `Cookie: a=b; session=xyz`, `Authorization: Digest username="x", response="y"`.
    ///
    /// - Returns: false if the name is none of a header.
    mutating func header(_ start: Int, _ key: Key) -> Bool {
        let name = key.name.lowercased()
        let isHeader = name.contains("-") || name.hasSuffix("cookie") || name == "authorization"
        guard isHeader, !name.hasPrefix("-"), start < text.count, start > 0 else { return false }
        if start < headerEnd { return true }
        let first = wordEnd(start)
        let word = String(decoding: text[start..<first].prefix(20), as: UTF8.self).lowercased()
        // "authorization: server message" is of a sentence.
        let isPlain = first - start < 16 && word.utf8.allSatisfy { (97...122).contains($0) }
        if isPlain, name == key.name, !Self.schemes.contains(word) { return false }
        let quote = key.start > 0 ? text[key.start - 1] : 0
        var end = start
        if Self.isQuote(quote) {
            guard text[start - 1] == 32 || text[start - 1] == UInt8(ascii: ":") else {
                return false
            }
            // `"x-api-key": "value"` ends its name with the quote.
            if quoted(start) != nil { return false }
            while end < text.count, end - start < 4096, text[end] != 10, text[end] != quote {
                end += 1
            }
            looked += end - start
            if end > start, text[end - 1] == 92 { end -= 1 }
        } else {
            guard name.hasSuffix("cookie") || name.hasSuffix("authorization") else { return false }
            end = pairsEnd(start)
        }
        guard end > start else { return false }
        headerEnd = end
        add(start..<end, named: key.name)
        return true
    }

    /// Behind the pairs that stand one after another, apart at `;` or `,`.
    private mutating func pairsEnd(_ start: Int) -> Int {
        var end = wordEnd(start)
        let scheme = String(decoding: text[start..<end].prefix(20), as: UTF8.self).lowercased()
        if Self.schemes.contains(scheme), end < text.count, text[end] == 32 {
            end = pairEnd(end + 1)
        }
        var count = 0
        while end < text.count, count < 64,
            text[end] == UInt8(ascii: ";") || text[end] == UInt8(ascii: ",")
        {
            var next = end + 1
            while next < text.count, next - end <= 2, text[next] == 32 { next += 1 }
            let name = text[next...].prefix(128).prefix { $0.isNameByte }
            guard !name.isEmpty, name.endIndex < text.count else { break }
            let isPair = text[name.endIndex] == UInt8(ascii: "=")
            let isFlag = ["httponly", "secure", "partitioned"].contains(
                String(decoding: name, as: UTF8.self).lowercased())
            guard isPair || isFlag else { break }
            end = isPair ? pairEnd(next) : name.endIndex
            count += 1
        }
        return end
    }

    /// Behind `name=value`, of which the value may stand in quotes.
    private mutating func pairEnd(_ start: Int) -> Int {
        let end = wordEnd(start)
        guard end > start, text[end - 1] == UInt8(ascii: "="), let inner = quoted(end) else {
            return end
        }
        return min(inner.upperBound + 1, text.count)
    }
}
