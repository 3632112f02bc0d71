// Values on other lines than their names.
extension SecretScan {
    /// A name of a secret, and where it stands.
    struct Key {
        var name: String
        var start: Int
        var lineStart: Int
    }

    /// How much of a line is looked at to see what it names.
    static let lineLimit = 256
    /// How many lines lie between a name and its value at most.
    private static let pairLimit = 6

    /// `password:` with its value on the next line, `password: |` and `secrets: {` with lines below.
    ///
    /// - Returns: whether nothing stands behind the name in its own line.
    mutating func below(_ place: Int, _ key: Key) -> Bool {
        var end = blanksEnd(place)
        // `!!binary |`, `&anchor`
        if end < text.count, text[end] == UInt8(ascii: "!") || text[end] == UInt8(ascii: "&") {
            end = text[end...].prefix(64).prefix { $0 > 32 }.endIndex
            end = blanksEnd(end)
        }
        var isBlock = false
        var opens = false
        if end < text.count, text[end] == UInt8(ascii: "|") || text[end] == UInt8(ascii: ">") {
            isBlock = true
            end =
                text[(end + 1)...].prefix(3).prefix {
                    $0.isASCIIDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                }.endIndex
            end = blanksEnd(end)
            if end < text.count, text[end] == UInt8(ascii: "#") {
                end = text[end...].prefix(Self.lineLimit).prefix { $0 != 10 }.endIndex
            }
        } else if end < text.count, text[end] == UInt8(ascii: "{") || text[end] == 91 {
            opens = true
            end = blanksEnd(end + 1)
        } else if end < text.count, text[end] == 92 {
            end += 1
        }
        if end < text.count, text[end] == 13 { end += 1 }
        looked += end - place
        guard end < text.count else { return false }
        guard text[end] == 10 else { return false }
        if place < belowEnd { return true }
        let before = text[key.lineStart..<key.start]
        let isKey = before.count <= Self.lineLimit && before.allSatisfy(Self.isIndent)
        let count = ranges.count
        if isKey {
            let quote = before.last.map(Self.isQuote) == true ? 1 : 0
            lines(
                from: end + 1, deeperThan: before.count - quote, isBlock: isBlock, named: key.name)
        }
        if !isBlock, !opens, ranges.count == count { aloneBelow(end + 1) }
        linked += ranges[count...]
        return true
    }

    /// The secrets in the lines that stand deeper than the name above them.
    ///
    /// - Parameters:
    ///   - isBlock: whether each line is a part of one text, and none names anything.
    ///   - isBelow: whether some of them stand before this text.
    mutating func lines(
        from start: Int, deeperThan column: Int, isBlock: Bool, named name: String,
        isBelow: Bool = false
    ) {
        var place = start
        var isBelow = isBelow
        while place < text.count {
            let content = blanksEnd(place)
            let end = lineEnd(content)
            let isEmpty = content == end || text[content] == 13
            let isItem =
                content + 1 < end && text[content] == UInt8(ascii: "-") && text[content + 1] == 32
            let isDeeper =
                content - place > column || isItem && !isBlock && content - place == column
            if !isEmpty, !isDeeper { break }
            if !isEmpty {
                isBelow = true
                entry(content..<end, isBlock: isBlock, named: name)
            }
            place = end + 1
        }
        looked += min(place, text.count) - start
        belowEnd = max(belowEnd, place)
        if place >= text.count, isBelow, open == nil {
            open = .below(column: column, isBlock: isBlock)
        }
    }

    /// A line below a name: `value`, `- value`, `other: value`, or a part of a block.
    private mutating func entry(_ line: Range<Int>, isBlock: Bool, named name: String) {
        var line = line
        while line.count > 1,
            text[line.upperBound - 1] <= 32
                || !isBlock && text[line.upperBound - 1] == UInt8(ascii: ",")
        { line = line.lowerBound..<line.upperBound - 1 }
        if isBlock { return add(line, named: "password") }
        while line.count > 1, text[line.lowerBound] == UInt8(ascii: "-"),
            text[line.lowerBound + 1] == 32
        { line = blanksEnd(line.lowerBound + 1)..<line.upperBound }
        if let member = KeyLine(text, line) {
            line = member.value
        }
        guard !line.isEmpty else { return }
        if let inner = quoted(line.lowerBound) {
            if inner.upperBound + 1 >= line.upperBound { add(inner, named: name) }
        } else if !text[line].contains(32), !"{}[]|>#&*".utf8.contains(text[line.lowerBound]),
            text[line.upperBound - 1] != UInt8(ascii: ":")
                && !text[line].allSatisfy(\.isASCIIDigit)
        {
            add(line, named: name)
        }
    }

    /// `Password:` and below it one word, as a terminal shows it.
    private mutating func aloneBelow(_ start: Int) {
        var content = blanksEnd(start)
        if content < text.count, text[content] == 10 { content = blanksEnd(content + 1) }
        let word = text[min(content, text.count)...].prefix(Self.lineLimit).prefix { $0 > 32 }
        let end = blanksEnd(word.endIndex)
        looked += end - start
        guard end == text.count || text[end] == 10 || text[end] == 13, Self.isTokenLike(word),
            !word.contains(where: { "(:[".utf8.contains($0) })
        else { return }
        ranges.append(word.startIndex..<word.endIndex)
    }

    /// The lines of a private key of PuTTY, which says how many come (the manual's appendix C).
    mutating func keyLines(_ place: Int) {
        let digits = text[blanksEnd(place)...].prefix(4).prefix(while: \.isASCIIDigit)
        guard let count = Int(String(decoding: digits, as: UTF8.self)) else { return }
        var start = lineEnd(digits.endIndex) + 1
        for _ in 0..<min(count, 256) where start < text.count {
            let end = lineEnd(start)
            if start < end, !text[start...].starts(with: Secrets.maskBytes) {
                ranges.append(start..<end)
                linked.append(start..<end)
            }
            start = end + 1
        }
        looked += min(start, text.count) - place
    }

    // MARK: - Pairs

    /// The secret's name in the line above or below this one, where this is the name of its value:
    /// `- name: DB_PASSWORD` and `value: xyz`.
    mutating func lineName(_ nameStart: Int, lineStart: Int) -> String? {
        let indent = text[lineStart..<nameStart]
        guard indent.count <= Self.lineLimit, indent.allSatisfy(Self.isIndent),
            let own = KeyLine(text, lineStart..<lineEnd(nameStart))
        else { return nil }
        var start = lineStart
        var isItem = own.isItem
        for _ in 0..<Self.pairLimit where !isItem && start > 0 {
            let end = start - 1
            start = end
            while start > 0, end - start < Self.lineLimit, text[start - 1] != 10 { start -= 1 }
            looked += end - start
            guard let line = KeyLine(text, start..<end), line.column == own.column else {
                if let name = openedName(start..<end) { return name }
                break
            }
            if let name = secretName(line) { return name }
            isItem = line.isItem
        }
        var end = lineEnd(nameStart)
        for _ in 0..<Self.pairLimit where end < text.count {
            let start = end + 1
            end = lineEnd(start)
            looked += end - start
            guard let line = KeyLine(text, start..<end), line.column == own.column, !line.isItem
            else { break }
            if let name = secretName(line) { return name }
        }
        return nil
    }

    private func secretName(_ line: KeyLine) -> String? {
        guard Secrets.pairNames.contains(line.key.lowercased()), line.value.count <= 128 else {
            return nil
        }
        let name = String(decoding: text[line.value].filter { !Self.isQuote($0) }, as: UTF8.self)
        return SecretName.isSecret(name) ? name : nil
    }

    // MARK: - Bytes

    func blanksEnd(_ start: Int) -> Int {
        var end = start
        while end < text.count, text[end] == 32 || text[end] == 9 { end += 1 }
        return end
    }

    func lineEnd(_ start: Int) -> Int {
        var end = start
        while end < text.count, text[end] != 10 { end += 1 }
        return end
    }

    /// What may stand before the first name of a line.
    static func isIndent(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == UInt8(ascii: "-") || isQuote(byte)
    }
}

/// A line that begins with a name and its value, of YAML or of JSON: `- name: X`, `"name": "X",`.
struct KeyLine {
    /// Where the name stands in its line; names of one item stand in one column.
    let column: Int
    /// Whether a dash begins an item here.
    let isItem: Bool
    let key: String
    /// Without blanks and a comma at its end; it may stand in quotes.
    let value: Range<Int>

    init?(_ text: [UInt8], _ line: Range<Int>) {
        let indent = text[line].prefix(256).prefix(while: SecretScan.isIndent)
        let name = text[indent.endIndex..<line.upperBound].prefix(128).prefix(
            while: \.isNameByte)
        let separator = text[name.endIndex..<line.upperBound].prefix(8).prefix(
            while: SecretScan.isGap)
        guard !name.isEmpty, separator.endIndex < line.upperBound,
            text[separator.endIndex] == UInt8(ascii: ":")
                || text[separator.endIndex] == UInt8(ascii: "=")
        else { return nil }
        let isQuoted = indent.last.map(SecretScan.isQuote) == true
        column = indent.count - (isQuoted ? 1 : 0)
        isItem = indent.contains(UInt8(ascii: "-"))
        key = String(decoding: name, as: UTF8.self)
        var value = text[(separator.endIndex + 1)..<line.upperBound].drop { $0 == 32 || $0 == 9 }
        while let last = value.last, last <= 32 || last == UInt8(ascii: ",") { value.removeLast() }
        self.value = value.startIndex..<value.endIndex
    }
}
