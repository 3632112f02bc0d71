/// Text from outside, made safe to print on a terminal or to paste from one.
///
/// Terminal sequences and control characters are taken out; whatever else has no ink, or makes other text read
/// differently, is shown as `\u{202E}` (see `Unicode.Scalar.isHidden`). Invalid bytes become U+FFFD.
package enum Sanitized {
    /// The text on one line: tabs and line breaks become blanks, none at either end.
    package static func line(_ text: String) -> String {
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
    package static func line(_ bytes: [UInt8]) -> String {
        line(String(decoding: bytes, as: UTF8.self))
    }

    /// The text with its lines; every kind of line break becomes a line feed, tabs become blanks.
    package static func lines(_ text: String) -> String {
        String(clean(text, lineBreak: "\n"))
    }

    /// The bytes as text with its lines; what is not UTF-8 becomes U+FFFD.
    package static func lines(_ bytes: [UInt8]) -> String {
        lines(String(decoding: bytes, as: UTF8.self))
    }

    private static func clean(
        _ text: String, lineBreak: Unicode.Scalar
    ) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        var previous: Unicode.Scalar?
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
            case _ where scalar.isHidden(after: previous):
                result.append(contentsOf: scalar.escape.unicodeScalars)
            default: result.append(scalar)
            }
            previous = result.last
        }
        return result
    }
}
