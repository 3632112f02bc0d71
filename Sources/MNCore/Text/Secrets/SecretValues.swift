/// Values that are known to be secret, found wherever they stand in a text.
///
/// Each is looked for line by line, and as it looks inside JSON, percent-encoded and in base64.
struct SecretValues: Hashable, Sendable {
    /// Shorter values are not looked for in free text, where they would be found by chance.
    private static let leastLength = 5

    /// Words that stand under names of secrets and are none.
    private static let ordinary: Set<String> = [
        "basic", "bearer", "default", "digest", "disabled", "enabled", "false", "negotiate",
        "optional", "password", "redacted", "required", "secret", "token", "undefined", "unknown",
        "unset",
    ]

    /// By first byte; of each the longest first, so that none hides a part of another.
    private var needles = [[[UInt8]]](repeating: [], count: 256)
    private(set) var isEmpty = true
    /// The bytes of the longest.
    private(set) var longest = 0

    init(_ values: some Sequence<String>) {
        add(values)
    }

    /// Adds values to those that are known.
    mutating func add(_ values: some Sequence<String>) {
        var found: Set<[UInt8]> = []
        for value in values { found.formUnion(Self.forms(of: value)) }
        for (first, found) in Dictionary(grouping: found, by: { Int($0[0]) }) {
            needles[first] = Set(needles[first]).union(found).sorted { left, right in
                left.count == right.count
                    ? left.lexicographicallyPrecedes(right)
                    : left.count > right.count
            }
            longest = max(longest, needles[first].first?.count ?? 0)
            isEmpty = false
        }
    }

    /// Whether a value begins with this byte.
    func mayBegin(with byte: UInt8) -> Bool { !isEmpty && !needles[Int(byte)].isEmpty }

    /// The end of the value that begins here, if one does.
    func end(of text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first else { return nil }
        return needles[Int(first)].first { text.starts(with: $0) }.map {
            text.startIndex + $0.count
        }
    }

    /// Whether a value would be found by chance in other words: `admin` in `administrator`.
    static func isWeak(_ value: ArraySlice<UInt8>) -> Bool {
        value.count < 12
            && (value.allSatisfy { (65...90).contains($0) || (97...122).contains($0) }
                || value.allSatisfy(\.isASCIIDigit))
    }

    private static func forms(of value: String) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = []
        let lines = value.utf8.split { $0 == 10 || $0 == 13 }.map(Array.init)
        for line in lines + [Array(value.utf8)] {
            let text = Array(line[...].withoutBlanks)
            // Only what could be meant: a whole sentence of blanks says nothing.
            guard text.count >= leastLength, !text.contains(10), !text.contains(13) else {
                continue
            }
            let word = String(decoding: text, as: UTF8.self)
            if ordinary.contains(word.lowercased()) || Secrets.mask.contains(word) { continue }
            forms.insert(text)
            let quoted = Array(JSON.string(word).text(.canonical).utf8.dropFirst().dropLast())
            forms.insert(quoted)
            forms.insert(Array(quoted.flatMap { $0 == UInt8(ascii: "/") ? [92, 47] : [$0] }))
            // A text of JSON inside one of JSON, as the line of a log is.
            let nested = JSON.string(String(decoding: quoted, as: UTF8.self)).text(.canonical)
            forms.insert(Array(nested.utf8.dropFirst().dropLast()))
            for upper in [true, false] {
                let once = percentEncoded(text, upper: upper)
                forms.formUnion([once, percentEncoded(once, upper: upper)])
            }
            for upper in [true, false] {
                forms.insert(
                    text.flatMap { Array("%\($0.digits(2, radix: 16, uppercase: upper))".utf8) })
            }
            forms.formUnion(escaped(word))
            if text.count >= 8 {
                forms.formUnion(base64(text))
                forms.insert(Array(SHA256.hexadecimal(text).utf8))
                forms.insert(Array(SHA256.hexadecimal(text).uppercased().utf8))
            }
        }
        if lines.count > 1 {
            forms.insert(Array(JSON.string(value).text(.canonical).utf8.dropFirst().dropLast()))
        }
        return forms.filter { $0.count >= leastLength }
    }

    /// As other programs write it: JSON in ASCII, Python's repr, HTML, a shell's quotes, a form.
    private static func escaped(_ word: String) -> [[UInt8]] {
        var ascii = ""
        for scalar in word.unicodeScalars {
            switch scalar {
            case "\"", "\\": ascii += "\\" + String(scalar)
            case "\t": ascii += "\\t"
            case " "..."~": ascii.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 { ascii += "\\u" + unit.digits(4, radix: 16) }
            }
        }
        var forms = [ascii, ascii.replacing("\\u", with: "\\U")]
        forms += [ascii.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")]
        forms += [python(word), pythonBytes(word), shellEscaped(word)]
        // Python takes the other quotes for a text that holds one of them.
        forms.append(python(word).replacing("\\'", with: "'"))
        forms.append(word.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))
        let html = word.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
        forms.append(html)
        let quoted = html.replacing("\"", with: "&quot;")
        forms += [
            quoted, quoted.replacing("'", with: "&#x27;"), quoted.replacing("'", with: "&#39;"),
        ]
        forms += [word.replacing("'", with: "'\"'\"'"), word.replacing("'", with: "'\\''")]
        let form = percentEncoded(Array(word.utf8), upper: true)
        forms.append(String(decoding: form, as: UTF8.self).replacing("%20", with: "+"))
        return forms.map { Array($0.utf8) }
    }

    /// As `ascii()` and a traceback of Python write it: `\xe9`, `\u20ac`.
    private static func python(_ word: String) -> String {
        var text = ""
        for scalar in word.unicodeScalars {
            switch scalar.value {
            case 0x5C, 0x27: text += "\\" + String(scalar)
            case 0x20...0x7E: text.unicodeScalars.append(scalar)
            case 0x09: text += "\\t"
            case ..<0x100: text += "\\x" + scalar.value.digits(2, radix: 16)
            case ..<0x10000: text += "\\u" + scalar.value.digits(4, radix: 16)
            default: text += "\\U" + scalar.value.digits(8, radix: 16)
            }
        }
        return text
    }

    /// As Python writes the bytes: `\xc3\xa9`.
    private static func pythonBytes(_ word: String) -> String {
        let bytes = word.utf8.map { byte in
            switch byte {
            case 0x5C, 0x27: "\\" + String(UnicodeScalar(byte))
            case 0x20...0x7E: String(UnicodeScalar(byte))
            case 0x09: "\\t"
            default: "\\x" + byte.digits(2, radix: 16)
            }
        }
        return bytes.joined()
    }

    /// As `printf %q` writes it: a backslash before each byte that a shell reads otherwise.
    private static func shellEscaped(_ word: String) -> String {
        let bytes = word.utf8.flatMap { byte in
            byte.isWordByte || byte >= 0x80 || "-.,/:=@%+_".utf8.contains(byte)
                ? [byte] : [92, byte]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func percentEncoded(_ bytes: [UInt8], upper: Bool) -> [UInt8] {
        bytes.flatMap { byte in
            byte.isUnreserved
                ? [byte] : Array("%\(byte.digits(2, radix: 16, uppercase: upper))".utf8)
        }
    }

    /// What every base64 text that holds the bytes has in common, for each of the three places at which
    /// they can begin.
    private static func base64(_ bytes: [UInt8]) -> [[UInt8]] {
        (0..<3).map { offset in
            let padded = [UInt8](repeating: 0, count: offset) + bytes
            let whole = Array(Base64.encode(padded).utf8)
            // Digits that hold bits of what stands before or behind differ.
            let start = (offset * 8 + 5) / 6
            let end = padded.count * 8 / 6
            return Array(whole[start..<end])
        }
    }
}
