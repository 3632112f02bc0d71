// Values that are known by their own form, that stand in brackets, and in files of passwords.
extension SecretScan {
    /// `123456789:AA…`, the token of a bot: digits, a colon, and 34 or 35 letters.
    mutating func bot(_ place: Int) {
        let body = text[(place + 1)...].prefix(35).prefix {
            $0.isWordByte || $0 == UInt8(ascii: "-")
        }
        guard body.count >= 34, body.starts(with: "AA".utf8) else { return }
        var start = place
        while start > 0, place - start <= 12, text[start - 1].isASCIIDigit { start -= 1 }
        looked += 48
        guard (8...11).contains(place - start) else { return }
        ranges.append(start..<body.endIndex)
    }

    /// The token of a bot in three parts: its number in base64, a time, and 27 to 40 letters
    /// (discord.com/developers/docs/reference, "Authentication").
    mutating func dottedBot(_ place: Int) {
        // The time has six letters, or seven.
        let next = [7, 8].first {
            place + $0 < text.count && text[place + $0] == UInt8(ascii: ".")
        }
        guard let next, place >= 23 else { return }
        let covers: (UInt8) -> Bool = { $0.isWordByte || $0 == UInt8(ascii: "-") }
        let body = text[(place + next + 1)...].prefix(41).prefix(while: covers)
        var start = place
        while start > 0, place - start <= 28, covers(text[start - 1]) { start -= 1 }
        looked += 80
        // Three digits are four letters, of which the first is of few.
        let isNumber = stride(from: start, to: place, by: 4).allSatisfy {
            "MNO".utf8.contains(text[$0])
        }
        guard (27...40).contains(body.count), (23...28).contains(place - start), isNumber else {
            return
        }
        ranges.append(start..<body.endIndex)
    }

    /// `abc8Q~…`, the secret of an application of Azure: three letters, a digit, `Q~`, and 31 to 34 letters.
    mutating func application(_ place: Int) {
        guard place >= 5, text[place - 1] == UInt8(ascii: "Q"), text[place - 2].isASCIIDigit else {
            return
        }
        let covers: (UInt8) -> Bool = { $0.isNameByte || $0 == UInt8(ascii: "~") }
        let body = text[(place + 1)...].prefix(35).prefix(while: covers)
        looked += body.count
        guard (31...34).contains(body.count), text[(place - 5)..<place].allSatisfy(covers) else {
            return
        }
        ranges.append((place - 5)..<body.endIndex)
    }

    /// How a hash of a password begins that names its method (crypt(5), and what web frameworks write).
    private static let hashes = [
        "$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$gy$", "$apr1$",
        "$argon2id$", "$argon2i$", "$argon2d$", "$scrypt$",
    ].map { Array($0.utf8) }

    /// `$6$salt$…`, the hash of a password, from which short ones are found.
    mutating func passwordHash(_ place: Int) {
        guard let mark = Self.hashes.first(where: { text[place...].starts(with: $0) }) else {
            return
        }
        let start = place + mark.count
        let body = text[start...].prefix(512).prefix {
            $0.isNameByte || "$/+=,".utf8.contains($0)
        }
        looked += body.count
        if body.count >= 20 { ranges.append(start..<body.endIndex) }
    }

    /// The end of a list or an object that begins here, in its line.
    func bracketEnd(_ start: Int) -> Int {
        var depth = 0
        var end = start
        while end < text.count, text[end] != 10 {
            if text[end] == UInt8(ascii: "[") || text[end] == UInt8(ascii: "{") { depth += 1 }
            if text[end] == UInt8(ascii: "]") || text[end] == UInt8(ascii: "}") { depth -= 1 }
            end += 1
            if depth == 0 { break }
        }
        return end
    }
}

// Files of passwords that have grammars of their own.
extension SecretScan {
    /// `login user password value` of a `.netrc`, on one line or over several.
    mutating func login(_ place: Int, _ end: Int, lineStart: Int) {
        let before = text[max(lineStart, place - 256)..<place]
        looked += before.count
        let range = end..<wordEnd(end)
        if range.isEmpty { return }
        let words = before.split { $0 <= 32 || Self.isQuote($0) }.suffix(4).map {
            String(decoding: $0, as: UTF8.self)
        }
        let endsLine = range.upperBound == text.count || text[range.upperBound] <= 13
        let isEntry =
            words.dropLast().last == "machine" || words.last == "default"
            || words.dropLast().last == "login"
                && (words.contains("machine") || words.contains("default")
                    || words.count == 2 && endsLine)
        if isEntry {
            ranges.append(range)
        } else if words.isEmpty, isBelowLogin(lineStart) {
            ranges.append(range)
            linked.append(range)
        }
    }

    /// `IDENTIFIED BY 'value'`, as databases are told a password.
    mutating func identified(_ place: Int, lineStart: Int) -> Bool {
        let verb = "identified ".utf8
        let start = place - verb.count
        guard start >= lineStart, text[place] | 32 == UInt8(ascii: "b"), place + 3 < text.count,
            text[place + 1] | 32 == UInt8(ascii: "y"), text[place + 2] == 32,
            zip(verb, text[start..<place]).allSatisfy({ $0 == $1 | 32 })
        else { return false }
        var inner = quoted(place + 3)
        if inner == nil, text[(place + 3)...].starts(with: "PASSWORD ".utf8) {
            inner = quoted(place + 12)
        }
        if let inner, !inner.isEmpty { ranges.append(inner) }
        return true
    }

    /// The word below `password` in a `.netrc` that has each word on a line of its own.
    mutating func loginWord(_ place: Int, lineStart: Int) -> Bool {
        let word = "password".utf8
        let end = place + word.count
        guard place == lineStart, end + 1 < text.count, text[end] == 10 || text[end] == 13,
            text[place...].starts(with: word)
        else { return false }
        var start = lineStart
        var words: [String] = []
        for _ in 0..<4 where start > 0 {
            let end = start - 1
            start = end
            while start > 0, end - start < 256, text[start - 1] != 10 { start -= 1 }
            looked += end - start
            words.append(String(decoding: text[start..<end].filter { $0 > 32 }, as: UTF8.self))
        }
        guard words.contains("login") || words.contains("machine") else { return false }
        let value = text[end...].prefix(256).drop { $0 <= 32 }.prefix { $0 > 32 }
        looked += value.count
        ranges.append(value.startIndex..<value.endIndex)
        linked.append(value.startIndex..<value.endIndex)
        return true
    }

    private mutating func isBelowLogin(_ lineStart: Int) -> Bool {
        var start = lineStart
        for _ in 0..<3 where start > 0 {
            let end = start - 1
            start = end
            while start > 0, end - start < 256, text[start - 1] != 10 { start -= 1 }
            looked += end - start
            let line = text[start..<end].drop { $0 == 32 || $0 == 9 }
            let words = ["login ", "machine ", "account "]
            if words.contains(where: { line.starts(with: $0.utf8) }) { return true }
            if line.starts(with: "default".utf8), line.count < 10 { return true }
        }
        return false
    }

    /// `host:port:database:user:password` of a `.pgpass`, in a run of bytes without blanks and quotes.
    mutating func passwordFile(_ run: Range<Int>) {
        guard run.count > 8, run.count <= 1024 else { return }
        var colons: [Int] = []
        for place in run where text[place] == UInt8(ascii: ":") {
            if place > run.lowerBound, text[place - 1] == 92 { continue }
            colons.append(place)
            if colons.count == 4 { break }
        }
        looked += run.count
        guard colons.count == 4, colons[0] > run.lowerBound, colons[3] + 1 < run.upperBound,
            colons[2] > colons[1] + 1, colons[3] > colons[2] + 1
        else { return }
        let isHost = text[run.lowerBound..<colons[0]].allSatisfy {
            $0.isNameByte || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "/")
        }
        let port = text[(colons[0] + 1)..<colons[1]]
        let isPort =
            port.elementsEqual([UInt8(ascii: "*")])
            || (4...5).contains(port.count) && port.allSatisfy(\.isASCIIDigit)
        let database = text[(colons[1] + 1)..<colons[2]]
        guard isHost, isPort, !database.allSatisfy(\.isASCIIDigit) else { return }
        ranges.append((colons[3] + 1)..<run.upperBound)
    }
}
