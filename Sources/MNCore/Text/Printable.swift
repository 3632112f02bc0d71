/// Text from outside, made safe to print on a terminal or to paste from one.
///
/// Terminal sequences, control characters and invisible characters (direction overrides, zero-width
/// ones) are taken out; private and invalid characters become U+FFFD.
public enum Printable {
    /// The text on one line: tabs and line breaks become blanks, none at either end.
    public static func line(_ text: String) -> String {
        // Most texts are plain ASCII without blanks at their ends, and are as they should be.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), text.utf8.first != 0x20,
            text.utf8.last != 0x20
        {
            return text
        }
        let cleaned = clean(text, lineBreak: " ")
        guard let start = cleaned.firstIndex(where: { $0 != " " }),
            let end = cleaned.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(String.UnicodeScalarView(cleaned[start...end]))
    }

    /// The bytes as text on one line; what is not UTF-8 becomes U+FFFD.
    public static func line(_ bytes: [UInt8]) -> String {
        line(String(decoding: bytes, as: UTF8.self))
    }

    /// The text with its lines; every kind of line break becomes a line feed, tabs become blanks.
    public static func lines(_ text: String) -> String {
        String(clean(text, lineBreak: "\n"))
    }

    /// The bytes as text with its lines; what is not UTF-8 becomes U+FFFD.
    public static func lines(_ bytes: [UInt8]) -> String {
        lines(String(decoding: bytes, as: UTF8.self))
    }

    private static func clean(
        _ text: String, lineBreak: Unicode.Scalar
    ) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\t": result.append(" ")
            case "\r":
                if rest.first == "\n" { rest.removeFirst() }
                result.append(lineBreak)
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": result.append(lineBreak)
            case "\u{1B}", "\u{80}"..."\u{9F}": TerminalSequence.skip(after: scalar, in: &rest)
            case "\u{0}"..<" ", "\u{7F}": break
            case " "..<"\u{7F}": result.append(scalar)
            // Joiners, and the choice between text and emoji, belong to words and pictures.
            case "\u{200C}", "\u{200D}", "\u{FE0E}", "\u{FE0F}": result.append(scalar)
            // Interlinear annotation.
            case "\u{FFF9}"..."\u{FFFB}": break
            default:
                // Overrides, isolates and marks of direction, zero-width spaces, fillers, tags: no ink,
                // but they make text read differently from what it is (Unicode TR #36, section 2).
                if scalar.properties.isDefaultIgnorableCodePoint { break }
                result.append(isMeaningful(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return result
    }

    /// Whether a scalar means the same to everybody; not for private use, not a noncharacter.
    private static func isMeaningful(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !properties.isNoncharacterCodePoint && properties.generalCategory != .privateUse
    }
}
