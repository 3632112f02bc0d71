/// The beginning of a text from outside, for words that somebody reads: on one line, safe to print, bounded.
///
/// It is counted in scalars, since a character may be megabytes of marks.
package enum Excerpt {
    /// The most scalars of a text that are shown.
    package static let limit = 300

    /// At most `limit` scalars of the text; what is cut off is an ellipsis.
    package static func line(_ text: String, limit: Int = limit) -> String {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return Sanitized.line(text) }
        return Sanitized.line(String(whole(scalars[..<end]))) + "…"
    }

    /// What is left of a beginning without its last word, which may be a part of a secret that is no longer
    /// known as one.
    static func whole(_ beginning: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        guard let blank = beginning.lastIndex(where: { $0 == " " || $0 == "\n" || $0 == "\t" })
        else {
            return beginning.prefix(0)
        }
        return beginning[..<blank]
    }

    /// The first 64 KiB of a text, in which words are looked for.
    static func beginning(_ text: String) -> String { beginning(Array(text.utf8.prefix(64 << 10))) }

    /// The same of bytes.
    static func beginning(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix(64 << 10), as: UTF8.self)
    }

    /// At most `limit` scalars of bytes; what is not UTF-8 becomes U+FFFD.
    package static func line(_ bytes: ArraySlice<UInt8>) -> String {
        // A scalar takes at most four bytes.
        line(String(decoding: bytes.prefix(4 * limit + 4), as: UTF8.self))
    }
}
