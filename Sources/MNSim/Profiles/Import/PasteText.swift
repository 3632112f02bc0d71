import MNCore

/// Text that somebody pasted, as lines: without colours, prompts stay.
struct PasteText: Sendable {
    /// The file, as the user would name it.
    let name: String
    var lines: [String]

    /// Reads UTF-8, or UTF-16 with a byte order mark; what is of another code page becomes U+FFFD.
    init(_ bytes: [UInt8], name: String) throws(ImportFault) {
        self.name = name
        var text = TextLines.decode(bytes)
        if Self.hasTooManyLines(text) {
            throw .unreadable(name: name, nil, why: "it has more than \(Self.mostLines) lines")
        }
        let utf8 = text.utf8
        let end = utf8.lastIndex { $0 != 0 }.map(utf8.index(after:)) ?? utf8.startIndex
        if utf8[..<end].contains(0) {
            throw .unreadable(name: name, nil, why: "it holds bytes that are no text")
        }
        if end < utf8.endIndex { text = String(Substring(utf8[..<end])) }
        let newline: UInt8 = text.utf8.contains(UInt8(ascii: "\n")) ? 0x0A : 0x0D
        lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false).map {
            let line = $0.last == 0x0D ? $0.dropLast() : $0
            return Self.cleaned(String(Substring(line)))
        }
        let lost = text.unicodeScalars.count { $0 == "\u{FFFD}" }
        if lost > 64, lost > text.utf8.count / 16 {
            throw .unreadable(name: name, nil, why: "it holds bytes that are no text")
        }
        unquote()
    }

    /// Nobody pastes more.
    private static let mostLines = 100_000

    /// Whether there are more, found before anything is made of them.
    private static func hasTooManyLines(_ text: String) -> Bool {
        var (feeds, returns) = (0, 0)
        for byte in text.utf8 {
            if byte == 0x0A {
                feeds += 1
                if feeds >= mostLines { return true }
            } else if byte == 0x0D {
                returns += 1
            }
        }
        return feeds == 0 && returns >= mostLines
    }

    /// How many marks a letter may have.
    private static let mostMarks = 4

    /// The line without colours, without what has no ink, and with blanks for other white space.
    private static func cleaned(_ line: String) -> String {
        if line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }) { return line }
        var result = String.UnicodeScalarView()
        var marks = 0
        var isSequence = false
        for scalar in line.unicodeScalars {
            if isSequence {
                // A control sequence ends with a letter (ECMA-48, 5.4).
                if scalar != "[", "\u{40}"..."\u{7E}" ~= scalar { isSequence = false }
                continue
            }
            switch scalar {
            case "\u{1B}": isSequence = true
            case "\t": result.append(scalar)
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}": break
            case " "..<"\u{7F}":
                marks = 0
                result.append(scalar)
            default:
                switch scalar.properties.generalCategory {
                case .spaceSeparator: result.append(" ")
                case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: break
                case .nonspacingMark, .enclosingMark, .spacingMark:
                    marks += 1
                    if marks <= mostMarks { result.append(scalar) }
                default:
                    marks = 0
                    result.append(scalar)
                }
            }
        }
        return String(result)
    }

    /// Takes away what mail and Markdown put before every line of a quotation, and what all lines are indented by.
    private mutating func unquote() {
        let told = lines.filter { !$0.isBlank }
        if !told.isEmpty, told.allSatisfy({ $0.hasPrefix(">") }),
            told.contains(where: {
                $0.hasPrefix("> ")
            })
        {
            lines = lines.map { line in
                let rest = line.drop { $0 == ">" }
                return String(rest.hasPrefix(" ") ? rest.dropFirst() : rest)
            }
        }
        lines = Self.dedented(lines[...])
    }

    /// The lines without the blanks that all of them begin with.
    static func dedented(_ lines: ArraySlice<String>) -> [String] {
        let indents = lines.lazy.filter { !$0.isBlank }.map { $0.utf8.prefix { $0 == 0x20 }.count }
        let least = indents.min() ?? 0
        return lines.map { $0.isBlank ? "" : String($0.dropFirst(least)) }
    }
}
