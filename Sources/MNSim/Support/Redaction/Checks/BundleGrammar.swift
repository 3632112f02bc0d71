import MNCore
import MNSim

/// Reads a finished bundle as somebody who knows nothing of what it is made of: every text in it consists of
/// short numbers, versions, sizes, words of the vocabulary, numbers of devices and stand-ins.
///
/// It shares nothing with the redaction but the list of words.
struct BundleGrammar {
    struct Fault: Hashable {
        var pointer: JSONPointer
        /// The word that may not stand there; nobody is told.
        var word: String
    }

    private(set) var faults: [Fault] = []
    private let vocabulary: Vocabulary
    private static let limit = 20

    /// Texts that a program printed which was told nothing but what stands here.
    private let told: Set<JSONPointer>
    /// Long numbers that are sizes somewhere, and so nobody's.
    private var sizes: Set<String> = []

    init(
        _ document: JSON, told: Set<JSONPointer> = [], vocabulary: Vocabulary = .standard
    ) {
        self.vocabulary = vocabulary
        self.told = told
        read(document, JSONPointer(), "", 0)
        faults.removeAll { sizes.contains($0.word) }
        faults = Array(faults.prefix(Self.limit))
    }

    private mutating func read(_ value: JSON, _ pointer: JSONPointer, _ key: String, _ depth: Int) {
        switch value {
        case .string(let text): read(text, pointer, key, depth)
        case .integer, .number: read(value.text(.canonical), pointer, key, depth)
        case .array(let elements):
            // A text may stand in lines.
            if depth == 0, elements.count > 1, let bytes = try? JSONField(value).bytes(),
                case let text = String(decoding: bytes, as: UTF8.self),
                text.utf8.first == UInt8(ascii: "{"), TextRedaction.document(text) != nil
            {
                return read(text, pointer, key, depth)
            }
            for (index, element) in elements.enumerated() {
                read(element, depth > 0 ? pointer : pointer.appending("\(index)"), key, depth)
            }
        case .object(let object):
            if object.keys == ["base64"], let bytes = try? JSONField(value).bytes() {
                return read(TextCoding(bytes).text, pointer, key, depth)
            }
            // A file, a command or a name says what the answer beside it is about.
            let about = Self.about(object)
            for member in object.members {
                let inner = depth > 0 ? pointer : pointer.appending(member.key)
                read(member.key, inner, key, depth)
                // What went wrong is no answer to what was asked.
                let said = member.key == "stderr" ? "" : about
                read(member.value, inner, "\(key.suffix(200)) \(said) \(member.key)", depth)
            }
        default: break
        }
    }

    private mutating func read(_ text: String, _ pointer: JSONPointer, _ key: String, _ depth: Int)
    {
        if let inner = TextCoding(wrapping: text)?.text {
            return read(inner, pointer, key, depth)
        }
        if depth < 6, let first = text.utf8.first(where: { $0 > 32 }), first == 123 || first == 91,
            let document = try? JSON.parse(Array(text.utf8), repeated: { _, _ in }),
            document.string == nil
        {
            read(document, pointer, key, depth + 1)
            return
        }
        let text = withoutBarePercents(
            (text.contains("\\u") ? spelled(text) : text)
                .replacing("~1", with: "/").replacing("~0", with: "~"))
        for line in text.split(whereSeparator: \.isNewline) {
            if line.utf8.first == 123, depth < 6,
                let document = try? JSON.parse(Array(line.utf8), repeated: { _, _ in })
            {
                read(document, pointer, key, depth + 1)
                continue
            }
            for part in line.split(whereSeparator: Self.isBlank)
            where !isKnown(part, Self.around(part, line), key) {
                note(pointer, part)
            }
        }
    }

    /// The text without each `%` behind which no byte is written, as in `50%` and `%s`.
    private func withoutBarePercents(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        let bytes = Array(text.utf8)
        let shown = bytes.indices.map { place in
            let digits = bytes[(place + 1)...].prefix(2)
            let isByte = digits.count == 2 && digits.allSatisfy(\.isHexDigit)
            return bytes[place] == UInt8(ascii: "%") && !isByte ? 0x20 : bytes[place]
        }
        return String(decoding: shown, as: UTF8.self)
    }

    /// What a file of the system, a command or a name says of the numbers in the answer beside it.
    private static func about(_ object: JSONObject) -> String {
        var texts: [String] = []
        for key in ["file", "path"] {
            if let path = object[key]?.string, TextRedaction.isOfSystem(path) { texts.append(path) }
        }
        if case .array(let words)? = object["command"] {
            texts += words.prefix(40).compactMap(\.string).flatMap { word in
                Array(word.utf8).split { !$0.isASCIILetter }.map(\.lowercasedWord)
                    .filter(SizeWords.isQuestion).map { String(decoding: $0, as: UTF8.self) }
            }
        }
        if let name = object["name"]?.string { texts.append(name) }
        return String(texts.joined(separator: " ").prefix(400))
    }

    /// A line around a word of it: all of it, unless that is long.
    private static func around(_ part: Substring, _ line: Substring) -> Substring {
        let text = line.utf8
        guard text.count > 4096 else { return line }
        let start = text.index(part.startIndex, offsetBy: -2048, limitedBy: line.startIndex)
        let end = text.index(part.endIndex, offsetBy: 512, limitedBy: line.endIndex)
        return line[(start ?? line.startIndex)..<(end ?? line.endIndex)]
    }

    private mutating func note(_ pointer: JSONPointer, _ part: Substring) {
        guard faults.count < 50 * Self.limit, !told.contains(pointer) else { return }
        if faults.last?.pointer == pointer, faults.last?.word.allSatisfy(\.isASCIIDigit) == false {
            return
        }
        faults.append(Fault(pointer: pointer, word: String(part)))
    }

    /// Whether it stands between words; what leaves no ink does not.
    private static func isBlank(_ letter: Character) -> Bool {
        if let byte = letter.asciiValue {
            return byte == 0
                || byte >= 32 && !byte.isASCIILetter && !byte.isASCIIDigit
                    && !"_-%".utf8.contains(byte) && byte != 0x7F
                || byte.isWhitespace
        }
        if letter == "\r\n" { return true }
        if letter == "\u{FFFD}" { return false }
        return letter.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation, .mathSymbol, .otherSymbol, .spaceSeparator,
                .modifierSymbol, .currencySymbol, .otherNumber:
                true
            case .otherLetter: scalar.value < 0xC0
            default: false
            }
        }
    }

    private mutating func isKnown(_ part: Substring, _ line: Substring, _ key: String) -> Bool {
        let word = part.lowercased().drop { $0 == "-" }
        let trimmed = String(word.reversed().drop { $0 == "-" || $0 == "%" }.reversed())
        if trimmed.allSatisfy({ "_%-".contains($0) }) || isListed(trimmed) { return true }
        if trimmed.contains("%") {
            for inner in spelled(trimmed).split(whereSeparator: Self.isBlank)
            where inner.contains("%") || !isKnown(inner, line, key) {
                return false
            }
            return true
        }
        if isStandIn(trimmed) || isShort(trimmed) || PublicWord.isDevice(Array(trimmed.utf8)) {
            return true
        }
        // A name with the number that a program gave it.
        let tail = trimmed.reversed().prefix { $0.isASCIIDigit }.count
        if (1...3).contains(tail), trimmed.dropLast(tail).last == "-" {
            let stem = String(trimmed.dropLast(tail + 1))
            if isStandIn(stem) || isListed(stem) { return true }
        }
        if trimmed.allSatisfy(\.isASCIIDigit) {
            // 00000004:04:00.0
            let isDomain = trimmed.hasPrefix("0000") && trimmed.count == 8
            return isDomain && line.contains("\(part):") || isSize(trimmed, line, key)
        }
        let pieces = trimmed.split(separator: "-")
        if pieces.count > 1, let first = pieces.first,
            first.drop(while: { $0 == "v" }).allSatisfy(\.isASCIIDigit)
        {
            return pieces.allSatisfy { isListed(String($0)) || isShort(String($0)) }
        }
        // kubepods-burstable-xxx1
        let parts = trimmed.split { $0 == "-" || $0 == "_" }.map(String.init)
        let blanked = parts.filter { $0.allSatisfy { $0 == "x" || $0 == "0" || $0.isASCIIDigit } }
        if parts.count > 1, blanked.contains(where: { $0.first == "x" || $0.first == "0" }),
            parts.allSatisfy({ isListed($0) || isShort($0) || isStandIn($0) || isBlanked($0) })
        {
            return true
        }
        // 0000:ca:00.0, 10de:2504
        let isHex = trimmed.allSatisfy { $0.isASCII && $0.isHexDigit }
        return isHex && (trimmed.count == 2 || trimmed.count == 4 || trimmed.hasPrefix("0000"))
            && (line.contains(":\(part)") || line.contains("\(part):"))
    }

    private func isBlanked(_ word: String) -> Bool {
        word.hasPrefix("x") && word.drop { $0 == "x" }.allSatisfy(\.isASCIIDigit)
    }

    func isListed(_ word: String) -> Bool { vocabulary.contains(Array(word.utf8)) }

    private func isStandIn(_ word: String) -> Bool {
        let rest = word.drop { !$0.isASCIIDigit }
        let head = word[..<rest.startIndex]
        let isCounted = rest.count <= 6 && rest.allSatisfy(\.isASCIIDigit)
        if isCounted, ["w", "wé", "w\u{FFFD}", "h", "p", "c", "user"].contains(String(head)) {
            return true
        }
        if word.hasPrefix("0w") { return isStandIn(String(word.dropFirst())) }
        if isBlanked(word) || word == "user" { return true }
        let digits = word.drop { $0 == "0" || $0 == "-" }
        if digits.count < word.count, word.count >= 12 || digits.isEmpty {
            return digits.count <= 4 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
        return word.count > 6 && word.hasPrefix("700") && word.allSatisfy(\.isASCIIDigit)
            && word.dropFirst().drop(while: { $0 == "0" }).count <= 4
    }

    private mutating func isSize(_ number: String, _ line: Substring, _ key: String) -> Bool {
        let about = Array(key.utf8).split { !$0.isASCIILetter }.map(\.lowercasedWord)
        let isSize =
            about.contains(where: SizeWords.isName)
            || line.ranges(of: number).contains { range in
                let behind = Array(line[range.upperBound...].utf8)
                return SizeWords.isUnit(behind: 0, in: behind)
                    || isNamed(line[..<range.lowerBound])
                    || line.contains(" \(number) ")
                        && SizeWords.isTable(about, behind: 0, in: behind, mark: "")
            }
        if isSize { sizes.insert(number) }
        return isSize
    }

    /// Whether a word that says so stands before a number, and nobody's stand-in between.
    private func isNamed(_ before: Substring) -> Bool {
        let words = before.split { $0 != "_" && !$0.isLetter && !$0.isASCIIDigit }
        let near = words.suffix(12).map { $0.lowercased() }
        let start = near.lastIndex { isStandIn($0) && $0.contains(where: \.isLetter) } ?? -1
        return SizeWords.isLabel(
            near[(start + 1)...].filter { $0.contains(where: \.isLetter) }.map { Array($0.utf8) })
    }

    private func spelled(_ word: String) -> String {
        String(decoding: PublicWord.meant(Array(word.utf8)), as: UTF8.self)
    }
}
