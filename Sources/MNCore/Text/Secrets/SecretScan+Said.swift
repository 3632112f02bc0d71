// Secrets in sentences.
extension SecretScan {
    /// `Bearer value` by itself, and `login user password value` of a `.netrc`.
    mutating func spoken(_ place: Int, lineStart: Int) {
        if identified(place, lineStart: lineStart) || loginWord(place, lineStart: lineStart) {
            return
        }
        for word in ["bearer ", "basic ", "password "] {
            let end = place + word.utf8.count
            guard end < text.count, zip(word.utf8, text[place..<end]).allSatisfy({ $0 == $1 | 32 })
            else { continue }
            if word == "password " { return login(place, end, lineStart: lineStart) }
            let value = text[end...].prefix {
                $0.isWordByte || "-.~+/=".utf8.contains($0)
            }
            looked += value.count
            // "basic authentication" is none.
            if value.count >= 8, !value.allSatisfy({ (97...122).contains($0) }) {
                ranges.append(end..<value.endIndex)
            }
            return
        }
    }

    /// Words that may stand between a secret's name and what it is: `password is now 'x'`.
    private static let fillers: Set<String> = [
        "are", "as", "be", "given", "is", "now", "provided", "set", "string", "to", "value", "was",
        "-String", "-Value",
    ]
    /// What may stand before a secret beside its name: `password -> x`, `password (x)`.
    private static let marks = ["-> ", "→ ", "("].map { Array($0.utf8) }

    /// `wrong password 'x'`, `the token was tok3n-x`: a blank stands here, perhaps behind such a name.
    ///
    /// Only what stands in quotes or looks like a token is one: "password is required" says nothing.
    mutating func said(_ place: Int, lineStart: Int) {
        guard place > lineStart, endsLikeName(place), place + 1 < text.count else { return }
        var nameStart = place
        while nameStart > lineStart, place - nameStart <= 64, text[nameStart - 1].isNameByte {
            nameStart -= 1
        }
        // A column of a table, or a cell of one.
        var start = text[place...].prefix(128).prefix {
            $0 == 32 || $0 == 9 || $0 == UInt8(ascii: "|")
        }
        .endIndex
        let first = start
        let mark = Self.marks.first { text[start...].starts(with: $0) }
        start += mark?.count ?? 0
        var word = sentenceWord(start)
        for _ in 0..<3 where Self.fillers.contains(String(decoding: word, as: UTF8.self)) {
            start = word.endIndex
            while start < text.count, start - word.endIndex < 3,
                text[start] == 32 || text[start] == UInt8(ascii: ":")
            { start += 1 }
            word = sentenceWord(start)
        }
        looked += start - nameStart + 64
        guard start < text.count else { return }
        let name = spokenName(nameStart..<place, lineStart: lineStart)
        guard SecretName.isSecret(name) else { return }
        let isGiven = text[..<start].suffix(7).elementsEqual("-Value ".utf8)
        let given = isGiven ? start : first
        if isGiven || isSetting(nameStart, lineStart: lineStart), text[given] != UInt8(ascii: "-"),
            !isSaid(given)
        {
            return value(given, named: name, toLineEnd: false, isProse: false)
        }
        if let inner = quoted(start) {
            let isInBrackets = mark?.first == UInt8(ascii: "(")
            if (4...256).contains(inner.count), isQuotedSecret(inner),
                !isInBrackets || isBare(text[inner])
            {
                add(inner, named: name)
            }
        } else if mark != nil {
            if isBare(word) { ranges.append(word.startIndex..<word.endIndex) }
        } else if Self.isTokenLike(word) {
            ranges.append(word.startIndex..<word.endIndex)
        }
    }

    /// Whether a word behind a mark is a token: no name, no version, no call of a function.
    private func isBare(_ word: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: word.prefix(16), as: UTF8.self).lowercased()
        return word.count >= 8 && !Self.ordinaryStarts.contains(where: text.hasPrefix)
            && word.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: "-") }
            && !Phrase.isOne(word.prefix(256))
    }

    /// The name in a sentence, with the word before it that makes it one or none: `api key`, `eos token`.
    private func spokenName(_ range: Range<Int>, lineStart: Int) -> String {
        let name = String(decoding: text[range], as: UTF8.self)
        // What passes is a test.
        if name.lowercased() == "pass" { return "" }
        guard ["key", "token"].contains(name.lowercased()), range.lowerBound > lineStart,
            text[range.lowerBound - 1] == 32
        else { return name }
        let end = range.lowerBound - 1
        var start = end
        while start > lineStart, end - start < 32, text[start - 1].isNameByte { start -= 1 }
        let word = String(decoding: text[start..<end], as: UTF8.self).lowercased()
        // A key by itself, an unknown key and the like name a member.
        return name.lowercased() == "token" || Self.beforeKey.contains(word)
            ? "\(word)_\(name)" : ""
    }

    private static let beforeKey: Set<String> = [
        "access", "account", "api", "auth", "encryption", "license", "master", "private", "secret",
        "session", "shared", "signing", "ssh",
    ]

    private static let nameEnds = [
        "word", "pass", "passwd", "pwd", "phrase", "passcode", "cookie", "secret", "token", "key",
        "credential", "credentials", "securestring",
    ].map { Array($0.utf8) }

    /// Whether the word before a place ends as names of secrets do; this is asked at each blank.
    private func endsLikeName(_ place: Int) -> Bool {
        let last = text[place - 1] | 32
        guard "detnylsg".utf8.contains(last) else { return false }
        return Self.nameEnds.contains { end in
            end.last == last && place >= end.count
                && zip(end, text[(place - end.count)..<place]).allSatisfy { $0 == $1 | 32 }
        }
    }

    /// The word that begins here, without what ends a sentence.
    private func sentenceWord(_ start: Int) -> ArraySlice<UInt8> {
        var word = text[min(start, text.count)...].prefix(512).prefix {
            $0 > 32 && !Self.isQuote($0) && !",;<>()".utf8.contains($0)
        }
        while let last = word.last, ".!?:]}".utf8.contains(last) { word.removeLast() }
        return word
    }

    /// Whether what stands in quotes behind a name can be its value: no option, no variable's name, and
    /// no piece of a model's text.
    private func isQuotedSecret(_ range: Range<Int>) -> Bool {
        let value = text[range]
        let isVariable = value.allSatisfy {
            (65...90).contains($0) || $0.isASCIIDigit || $0 == UInt8(ascii: "_")
        }
        let isMarked = value.first == UInt8(ascii: "<") && value.last == UInt8(ascii: ">")
        // How tokenizers write a blank and the end of a line.
        let isPiece = ["Ġ", "Ċ", "▁", "##"].contains { value.starts(with: $0.utf8) }
        let isOfModel =
            text[range.upperBound...].prefix(32).firstRange(of: Array("vocab".utf8)) != nil
        if isPiece || isOfModel { return false }
        return !value.isEmpty && value.first != UInt8(ascii: "-")
            && !(isVariable && value.contains(UInt8(ascii: "_"))) && !isMarked
    }

    /// How words begin that have letters and digits, and are none.
    private static let ordinaryStarts = [
        "sha", "base64", "base32", "utf", "oauth", "pbkdf", "argon", "aes", "rsa", "ed25519",
        "x509", "ipv4", "ipv6", "http", "md5", "md4", "rs256", "hs256", "es256", "pkcs", "tls",
        "0x",
    ]

    /// Whether a word without quotes can only be a token: letters and digits, and no version, date, size,
    /// path or algorithm.
    static func isTokenLike(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count >= 7, let first = word.first, first != UInt8(ascii: "-") else {
            return false
        }
        let digits = word.prefix(256).count { $0.isASCIIDigit }
        let letters = word.prefix(256).count { (97...122).contains($0 | 32) }
        guard digits > 0, letters > 0,
            !word.prefix(256).contains(where: { "/=\\{".utf8.contains($0) })
        else { return false }
        let text = String(decoding: word.prefix(64), as: UTF8.self).lowercased()
        if ordinaryStarts.contains(where: text.hasPrefix) { return false }
        let isNumber = first.isASCIIDigit
        // "1.2.3-rc1", "v1.2.3", "2026-01-02T03:04", "8-characters"
        let isVersion = (isNumber || first | 32 == UInt8(ascii: "v")) && word.contains(46)
        let parts = word.split(separator: UInt8(ascii: "-"))
        let isDate =
            parts.count > 2 && parts[0].count == 4 && parts[1].count == 2
            && parts[0].allSatisfy(\.isASCIIDigit)
        let isCount =
            isNumber
            && word.drop { $0.isASCIIDigit }.allSatisfy {
                $0 == UInt8(ascii: "-") || (97...122).contains($0)
            } && digits < 4
        return !isVersion && !isDate && !isCount
    }
}
