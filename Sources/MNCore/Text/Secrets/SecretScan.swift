/// Finds the secrets of a text: known values, known shapes, what stands behind or below a secret's name,
/// what is said of one, and the user of every URL.
///
/// It goes through the bytes once; what it finds may overlap. What it looks at beyond the byte where it
/// is, is limited or remembered, so that its work grows with the text and not faster.
struct SecretScan {
    let text: [UInt8]
    private let values: SecretValues
    var ranges: [Range<Int>] = []
    /// Those that are known by a line above them or below.
    var linked: [Range<Int>] = []
    /// What goes on behind the end of the text; nil if nothing does.
    var open: Open?
    /// How many bytes were looked at beyond the one where the scan was.
    var looked = 0

    /// Up to where a list or an object was followed already.
    var bracketed = 0
    /// Up to where the lines below a name were looked at already.
    var belowEnd = 0
    var nextWordStop = NextPlace()
    /// Of the last word that was looked at where it stops, and where it ends without brackets.
    var trimmed = (stop: -1, end: -1)
    /// Up to where a header is masked already.
    var headerEnd = 0
    var nextKeyEnd = NextPlace()
    private var shapeEnds = SecretShape.Ends()

    /// A secret of which the end has not come.
    enum Open: Hashable, Sendable {
        /// Up to the line that ends a private key.
        case keyBlock
        /// Up to the first byte that is not of a word.
        case word
        /// Up to the end of the line.
        case line
        /// As long as the lines stand deeper than this column; in a block each is a secret as a whole.
        case below(column: Int, isBlock: Bool)
    }

    /// - Parameter open: the secret in which the text begins.
    init(_ text: [UInt8], _ values: SecretValues, after open: Open? = nil) {
        self.text = text
        self.values = values
        if case .below(let column, let isBlock)? = open {
            lines(from: 0, deeperThan: column, isBlock: isBlock, named: "password", isBelow: true)
            linked = ranges
        }
        run()
    }

    private mutating func run() {
        var place = 0
        var runStart = 0
        var lineStart = 0
        var before: UInt8 = 0
        while place < text.count {
            let byte = text[place]
            // In the middle of a word only a known value begins.
            if Self.isLetter[Int(byte)], Self.isLetter[Int(before)], !values.mayBegin(with: byte),
                !Self.mayEndEscape[Int(before)] || !SecretShape.mayBegin(with: byte)
                    || !isBehindEscape(place)
            {
                before = byte
                place += 1
                continue
            }
            if byte <= 32 || byte == 34 || byte == 39 || byte == 96 || byte == 60 || byte == 62 {
                users(runStart..<place)
                runStart = place + 1
                if byte == 10 || byte == 13 { lineStart = place + 1 }
                if byte == 32 || byte == 9 { said(place, lineStart: lineStart) }
            }
            if values.mayBegin(with: byte), let end = values.end(of: text[place...]),
                !SecretValues.isWeak(text[place..<end]) || isBounded(place..<end)
            {
                ranges.append(place..<end)
            }
            if SecretShape.mayBegin(with: byte), !before.isWordByte || isBehindEscape(place),
                let end = SecretShape.end(in: text, at: place, &shapeEnds)
            {
                ranges.append(place..<end)
                if end == text.count, open == nil { open = .word }
            }
            if byte == UInt8(ascii: "-"), !before.isWordByte || isBehindEscape(place) {
                keyTail(place, lineStart: lineStart)
                if let end = keyBlock(place) {
                    ranges.append(place..<end)
                    place = end
                    before = UInt8(ascii: "-")
                    continue
                }
                option(place, lineStart: lineStart)
            }
            if byte | 32 == UInt8(ascii: "b") || byte | 32 == UInt8(ascii: "p"),
                !before.isWordByte
            {
                spoken(place, lineStart: lineStart)
            }
            if let end = separatorEnd(place, byte) {
                assigned(place..<end, lineStart: lineStart)
            }
            switch byte {
            case UInt8(ascii: ">"): element(place, lineStart: lineStart)
            case UInt8(ascii: "&"): encodedElement(place, lineStart: lineStart)
            case UInt8(ascii: ":"): bot(place)
            case UInt8(ascii: "."): dottedBot(place)
            case UInt8(ascii: "~"): application(place)
            case UInt8(ascii: "$"): passwordHash(place)
            case UInt8(ascii: "("): call(place, lineStart: lineStart)
            default: break
            }
            before = byte
            place += 1
        }
        users(runStart..<text.count)
        looked += shapeEnds.looked
    }

    /// The letters and digits among all bytes.
    private static let isLetter = (0...255).map { (byte: UInt8) in
        byte != UInt8(ascii: "_") && (byte.isASCIILetter || byte.isASCIIDigit)
    }

    /// How what stands for a character can end: `\n`, `%0A`, `\x1b[0m`.
    private static let mayEndEscape = (0...255).map { (byte: UInt8) in
        byte.isHexDigit || "nrtm".utf8.contains(byte)
    }

    /// Whether it is a word by itself.
    private func isBounded(_ range: Range<Int>) -> Bool {
        let start = range.lowerBound
        // In JSON a line may begin behind `\n`.
        let isEscape = start > 1 && text[start - 2] == 92
        return (start == 0 || isEscape || !text[start - 1].isWordByte)
            && (range.upperBound == text.count || !text[range.upperBound].isWordByte)
    }

    // MARK: - Names

    /// Behind the `=` or `:` that begins here, also percent-encoded and as others escape it.
    private func separatorEnd(_ place: Int, _ byte: UInt8) -> Int? {
        if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") { return place + 1 }
        guard byte == UInt8(ascii: "%") || byte == 92 || byte == UInt8(ascii: "&") || byte == 0xEF
        else { return nil }
        let rest = text[place...].prefix(6)
        return Self.separators.first { rest.starts(with: $0) }.map { place + $0.count }
    }

    private static let separators = [
        "%3D", "%3d", "%3A", "%3a", "%253D", "%253d", "\\u003d", "\\u003D", "\\x3d", "&#61;",
        "&#x3D;", "&#x3d;", "：", "＝",
    ].map { Array($0.utf8) }

    /// `NAME=value`, `"name": "value"`, `Authorization: Bearer value`.
    private mutating func assigned(_ separator: Range<Int>, lineStart: Int) {
        let place = separator.lowerBound
        var nameEnd = place
        while nameEnd > lineStart, place - nameEnd <= 8 {
            let count =
                Self.isGap(text[nameEnd - 1])
                ? 1 : WideForm.blankCount(endingAt: nameEnd, in: text[lineStart...])
            if count == 0 { break }
            nameEnd -= count
        }
        let label = SecretLabel.start(endingAt: nameEnd, in: text[lineStart...])
        var nameStart = label ?? nameEnd
        while label == nil, nameStart > lineStart, nameEnd - nameStart <= 256,
            text[nameStart - 1].isNameByte
        { nameStart -= 1 }
        if label == nil { nameStart = escapeEnd(nameStart, before: nameEnd) }
        looked += place - nameStart
        guard nameStart < nameEnd, place - nameEnd <= 8 else { return }
        var name =
            label == nil ? String(decoding: text[nameStart..<nameEnd], as: UTF8.self) : "password"
        if name == "Private-Lines" { return keyLines(separator.upperBound) }
        if name == "--user" || name == "--proxy-user" { return account(separator.upperBound) }
        if name == "name" { formField(separator.upperBound, lineStart..<nameStart) }
        var isLinked = false
        if Secrets.pairHolders.contains(name.lowercased()) {
            if let pair = pairName(before: nameStart) ?? pairName(behind: separator.upperBound) {
                name = pair
            } else if let pair = lineName(nameStart, lineStart: lineStart) {
                name = pair
                isLinked = true
            }
        }
        if name == "data" || name == "stringData", isOfSecret(nameStart, lineStart: lineStart) {
            name = "secret"
        }
        if name == "key", isOfQuery(nameStart) { name = "api_key" }
        guard SecretName.isSecret(name) else { return }
        if nameEnd == place, text[place] == UInt8(ascii: ":"), tagsModel(separator.upperBound) {
            return
        }
        let count = ranges.count
        defer { if isLinked { linked += ranges[count...] } }
        let key = Key(name: name, start: nameStart, lineStart: lineStart)
        if below(separator.upperBound, key) { return }
        var start = separator.upperBound
        // ":=", "=>", "==", ": ".
        while start < text.count, start - separator.upperBound < 8,
            case let count = text[start] == 32 || text[start] == 9
                || text[start] == UInt8(ascii: "=") || text[start] == UInt8(ascii: ">")
                ? 1 : WideForm.blankCount(from: start, in: text), count > 0
        { start += count }
        let before = text[lineStart..<nameStart]
        let isFirst =
            separator.count == 1 && !Self.isQuote(text[nameEnd]) && before.count <= 64
            && (before.allSatisfy { !$0.isNameByte || $0 == UInt8(ascii: "-") }
                || Self.isExport(before))
        if !isFirst, header(start, key) { return }
        let isSpaced = start > separator.upperBound && text[place] == UInt8(ascii: ":")
        let isWord = name.utf8.allSatisfy { (97...122).contains($0) }
        value(start, named: name, toLineEnd: isFirst, isProse: isSpaced && !isFirst && isWord)
    }

    mutating func add(_ range: Range<Int>, named name: String) {
        // Of a long value its beginning tells whether it can be one.
        let value = String(decoding: text[range].prefix(256), as: UTF8.self)
        looked += min(256, range.count)
        if Secrets.isSecret(name, value) {
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

    private static func isExport(_ before: ArraySlice<UInt8>) -> Bool {
        ["export ", "set ", "ENV ", "env "].contains { before.elementsEqual($0.utf8) }
    }
}

/// Where something comes next in a text, which is looked for once as long as the place asked from only
/// goes up: of a word that begins with many names each would look for the same end.
struct NextPlace: Sendable {
    private var from = 0
    private var next = -1

    /// What was found from a place before this one, if it is still ahead.
    func known(_ place: Int) -> Int? { from <= place && place <= next ? next : nil }

    mutating func note(_ next: Int, from place: Int) {
        from = place
        self.next = next
    }
}
