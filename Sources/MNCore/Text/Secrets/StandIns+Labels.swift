// What stands behind a label that says whose name it is.
extension StandIns {
    private typealias Label = StandInLabel

    /// A value behind a label.
    struct Value {
        var start: Int
        var isQuoted = false
        /// Whether it is a value for certain, and no word of a sentence.
        var isSure = false
        /// Whether it may be a number of JSON.
        var isNumber = false
        /// The sign or blank before it, a blank where nothing else parts it from its label.
        var sign: UInt8
    }

    /// The value of a member whose name is such a label; nil if it is none, or tells nothing.
    package mutating func labelled(_ key: String, _ value: String) -> String? {
        let head = Array("\"\(key)\"".utf8)
        guard !isClosed, Label.found(in: head, endingAt: head.count - 1) != nil else { return nil }
        // As it stands in the text of the document, so that it is nothing else there.
        let text = head + Array(":\"\(knownReplaced(value))\"".utf8)
        guard let (end, standIn) = labelled(text, head.count, behind: head) else { return nil }
        let rest = String(decoding: text[end..<text.count - 1], as: UTF8.self)
        return standIn.dropFirst(2) + replaced(rest)
    }

    /// The number of a member whose name is such a label.
    package mutating func labelled(_ key: String, _ value: Int) -> Int? {
        let head = Array("\"\(key)\"".utf8)
        guard !isClosed, Label.found(in: head, endingAt: head.count - 1) != nil else { return nil }
        let text = head + Array(":\(value)".utf8)
        guard let (end, standIn) = labelled(text, head.count, behind: head), end == text.count
        else { return nil }
        return Int(standIn.dropFirst())
    }

    /// Whether a label of a user stands before a place: `user anna@box`, `ssh anna@box`.
    static func namesUser(_ written: [UInt8]) -> Bool {
        var end = skippedBack(written, written.count)
        if end > 0, ":=".utf8.contains(written[end - 1]) { end = skippedBack(written, end - 1) }
        guard end < written.count, let (label, _) = Label.found(in: written, endingAt: end) else {
            return false
        }
        return label.kind == .user || label.kind == .login
    }

    /// Before the blanks, quotes and signs that escape them, and before dots that lead to a value: `Host Name . . :`.
    private static func skippedBack(_ text: [UInt8], _ end: Int) -> Int {
        var place = end
        while place > 0, end - place < 64,
            text[place - 1].isBlank || isQuote(text[place - 1])
                || text[place - 1] == 46 && place < end && text[place].isBlank
        { place -= 1 }
        return place
    }

    static func isQuote(_ byte: UInt8) -> Bool { "\"'`\\".utf8.contains(byte) }

    /// The value behind the sign or the blank at this place, with what stands before it.
    mutating func labelled(
        _ text: [UInt8], _ place: Int, behind written: [UInt8]
    ) -> (end: Int, text: String)? {
        let sign = text[place]
        let end = sign.isBlank ? written.count : Self.skippedBack(written, written.count)
        guard !isClosed, let (label, start) = Label.found(in: written, endingAt: end),
            var value = Self.value(text, place)
        else { return nil }
        let isElement = start > 0 && written[start - 1] == UInt8(ascii: "<")
        if sign == UInt8(ascii: ">"), !isElement { return nil }
        let isOption = written[..<start].suffix(2).elementsEqual("--".utf8)
        if sign.isBlank, !isOption, !label.isSentence, !value.isQuoted { return nil }
        value.isNumber = end < written.count && Self.isQuote(written[end]) && !value.isQuoted
        value.isSure =
            value.isQuoted || isOption || isElement || sign == UInt8(ascii: "=")
            || sign.isBlank && label.isSentence
        if label.text.elementsEqual("logonserver".utf8) {
            value.start = text[value.start...].prefix(8).drop { $0 == 92 }.startIndex
        }
        let standIn: (end: Int, text: String)? =
            switch label.kind {
            case .user: user(text, value)
            case .host: host(text, value)
            case .serial: serial(text, value)
            case .hardware: card(text, value)
            case .login: nil
            }
        guard let standIn else { return nil }
        return (
            standIn.end, String(decoding: text[place..<value.start], as: UTF8.self) + standIn.text
        )
    }

    /// Where the value begins behind a sign and blanks, perhaps in quotes that are escaped.
    private static func value(_ text: [UInt8], _ place: Int) -> Value? {
        var start = place
        if !text[place].isBlank { start += 1 }
        // `user => "anna"`
        if text[place] == UInt8(ascii: "="), start < text.count, text[start] == UInt8(ascii: ">") {
            start += 1
        }
        while start < text.count, start - place < 64, text[start].isBlank { start += 1 }
        // The explanation of an option stands in a column behind it.
        let isColumn = text[place] == UInt8(ascii: "=") && start - place > 4
        // In such marks prose quotes what it names.
        guard start < text.count, !isColumn, text[start] != UInt8(ascii: "`") else { return nil }
        var value = Value(start: start, sign: text[place])
        var quote = start
        while quote < text.count, quote - start < 8, text[quote] == 92 { quote += 1 }
        if quote < text.count, text[quote] != 92, isQuote(text[quote]) {
            value.start = quote + 1
            value.isQuoted = true
        }
        return value.start < text.count ? value : nil
    }

    /// The bytes of a name, without signs at its end.
    private static func name(_ text: [UInt8], _ start: Int) -> ArraySlice<UInt8> {
        // With 0xE2 signs begin that are no letters.
        var name = text[start...].prefix { $0.isNameByte || $0 >= 0x80 && $0 != 0xE2 }
        while let last = name.last, last == 45 || last == 46 { name.removeLast() }
        return name
    }

    // MARK: - Users

    private mutating func user(_ text: [UInt8], _ value: Value) -> (end: Int, text: String)? {
        let name = Self.name(text, value.start)
        guard let first = name.first, first.isWordByte || first >= 0xC3,
            !Self.goesOn(text, name.endIndex)
        else { return nil }
        if let account = account(text, name) { return account }
        if !Self.isNobody(name), let end = Self.fullNameEnd(text, name, isQuoted: value.isQuoted) {
            return (end, user(String(decoding: text[value.start..<end], as: UTF8.self)))
        }
        guard !Self.isNobody(name), name.count > 1, Self.isTold(text, name, value) else {
            return nil
        }
        return (name.endIndex, user(String(decoding: name, as: UTF8.self)))
    }

    /// `CORP\anna`; in the text of a document the sign is doubled, and `\n` may end a line.
    private mutating func account(
        _ text: [UInt8], _ domain: ArraySlice<UInt8>
    ) -> (end: Int, text: String)? {
        let sign = text[domain.endIndex...].prefix(4).prefix { $0 == 92 }
        guard !sign.isEmpty, sign.endIndex < text.count else { return nil }
        let name = Self.name(text, sign.endIndex)
        guard let first = name.first, first.isWordByte || first >= 0xC3,
            !Self.isNumeric(name), !Self.isNumeric(domain), !Self.goesOn(text, name.endIndex)
        else { return nil }
        let mayEscape = sign.count == 1 && "nrt".utf8.contains(first)
        if mayEscape {
            guard domain.contains(where: { $0.isASCIILetter && $0.lowercasedASCII != $0 }),
                Self.isClauseEnd(text, name.endIndex)
            else { return nil }
        }
        if sign.count == 1, first == UInt8(ascii: "u"), name.count > 4,
            name.dropFirst().prefix(4).allSatisfy(\.isHexDigit)
        {
            return nil
        }
        let host = Self.isNobody(domain) ? String(decoding: domain, as: UTF8.self) : told(domain)
        // What may be the end of a line stays one.
        let mark =
            String(decoding: sign, as: UTF8.self) + (mayEscape ? "\(UnicodeScalar(first))" : "")
        return (name.endIndex, host + mark + account(name))
    }

    /// The end of words that begin with capitals: `Anna Meier`.
    private static func fullNameEnd(
        _ text: [UInt8], _ first: ArraySlice<UInt8>, isQuoted: Bool
    ) -> Int? {
        var words = [first]
        while let word = words.last, words.count < 5, word.endIndex + 1 < text.count,
            text[word.endIndex] == 32,
            case let next = name(text, word.endIndex + 1), !next.isEmpty
        { words.append(next) }
        guard words.count > 1, words.count < 5, let end = words.last?.endIndex,
            words.allSatisfy({ word in
                word.first.map { (65...90).contains($0) || $0 >= 0xC3 } == true
                    && !word.contains(where: \.isASCIIDigit)
            })
        else { return nil }
        let isEnd = end == text.count || text[end] < 32 || isQuote(text[end])
        return isEnd || !isQuoted && ",;)<".utf8.contains(text[end]) ? end : nil
    }

    // MARK: - Hosts and numbers

    private mutating func host(_ text: [UInt8], _ value: Value) -> (end: Int, text: String)? {
        let name = Self.name(text, value.start)
        guard let first = name.first, first.isWordByte || first >= 0xC3, name.count > 1,
            !Self.goesOn(text, name.endIndex), !Self.isNobody(name),
            IPv4.bytes(String(decoding: name, as: UTF8.self)) == nil,
            Self.isTold(text, name, value)
        else { return nil }
        // The beginning of another address.
        if name.endIndex < text.count, text[name.endIndex] == UInt8(ascii: ":"),
            name.allSatisfy(\.isHexDigit)
        {
            return nil
        }
        return (name.endIndex, told(name))
    }

    /// How serial ports are called, which have no serial numbers.
    private static let ports = ["tty", "uart", "usb", "com", "lpt", "dev"]

    private mutating func serial(_ text: [UInt8], _ value: Value) -> (end: Int, text: String)? {
        var word = text[value.start...].prefix { $0.isNameByte || $0 == UInt8(ascii: "/") }
        while let last = word.last, last == 45 || last == 46 { word.removeLast() }
        let digits = word.count(where: \.isASCIIDigit)
        let signs = word.filter { $0.isASCIIDigit || $0.isASCIILetter }
        guard signs.count >= (value.sign.isBlank ? 7 : 5), digits > 0,
            signs.contains(where: { $0 != 48 && $0 != UInt8(ascii: "x") }),
            !Self.isStandInNumber(word),
            !Self.goesOn(text, word.endIndex)
        else { return nil }
        // A UUID has its own stand-in.
        if word.count == 36, word.count(where: { $0 == 45 }) == 4 { return nil }
        let name = String(decoding: word, as: UTF8.self).lowercased()
        // A version, a path, a port.
        if word.allSatisfy({ $0.isASCIIDigit || $0 == 46 }), word.contains(46) { return nil }
        if word.contains(47), word.contains(where: { (97...122).contains($0) }) { return nil }
        if Self.ports.contains(where: name.hasPrefix) || name.hasSuffix(".invalid") {
            return nil
        }
        let number = Self.number(name, &serials)
        if digits == word.count {
            let width = max(digits - 1, String(number).count + 2)
            return (word.endIndex, "7" + number.digits(width))
        }
        return value.isNumber ? nil : (word.endIndex, number.digits(12))
    }

    /// The twelve digits of a card, without signs between them.
    private mutating func card(_ text: [UInt8], _ value: Value) -> (end: Int, text: String)? {
        let word = text[value.start...].prefix(13).prefix { $0.isNameByte }
        guard word.count == 12, !value.isNumber, word.allSatisfy(\.isHexDigit),
            let standIn = hardware(word)
        else {
            return nil
        }
        return (word.endIndex, standIn)
    }
}
