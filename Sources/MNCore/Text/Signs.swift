/// Which signs a text for people is written with.
///
/// Only the signs of this program are meant, such as an ellipsis: names of others stay as they are.
package enum Signs: String, Hashable, Sendable, CaseIterable {
    case unicode
    /// Those of ASCII, for a locale whose characters are not UTF-8.
    case ascii

    /// What stands for the rest of a text that is cut.
    package var ellipsis: String { self == .unicode ? "…" : "..." }

    /// The text with these signs; a text that has been written with them is left as it is.
    package func shown(_ text: String) -> String {
        if self == .unicode || text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let plain = Self.plain[scalar] {
                result.append(contentsOf: plain.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static let plain: [Unicode.Scalar: String] = [
        "…": "...", "→": "->", "←": "<-", "✓": "+", "✗": "x", "×": "x", "·": "-", "•": "*",
        "–": "-", "—": "-", "―": "-", "‹": "<", "›": ">", "≤": "<=", "≥": ">=", "≈": "~",
        "‘": "'", "’": "'", "“": "\"", "”": "\"",
    ]
}
