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
            Self.isName($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "/")
        }
        let port = text[(colons[0] + 1)..<colons[1]]
        let isPort =
            port.elementsEqual([UInt8(ascii: "*")])
            || (4...5).contains(port.count) && port.allSatisfy { (48...57).contains($0) }
        let database = text[(colons[1] + 1)..<colons[2]]
        guard isHost, isPort, !database.allSatisfy({ (48...57).contains($0) }) else { return }
        ranges.append((colons[3] + 1)..<run.upperBound)
    }
}
