/// What may stand in an answer: no character that steers a terminal, or that makes a text read
/// differently from what it is.
enum Ink {
    /// Controls (C0, DEL, C1), marks, overrides and isolates of direction, and the separators that
    /// end a line for some programs only.
    static let forbidden: [ClosedRange<UInt32>] = [
        0x00...0x1F, 0x7F...0x9F, 0x061C...0x061C, 0x200E...0x200F, 0x2028...0x202E,
        0x2066...0x2069,
    ]

    /// - Parameter kept: controls that this text has for its own, such as its line feeds.
    static func check(
        _ text: String, kept: Set<Unicode.Scalar> = ["\n"], _ name: String
    ) throws(BrokenPromise) {
        // Most texts are plain ASCII.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A && kept.contains("\n") }) {
            return
        }
        for scalar in text.unicodeScalars
        where forbidden.contains(where: { $0.contains(scalar.value) }) && !kept.contains(scalar) {
            let code = String(scalar.value, radix: 16, uppercase: true)
            throw BrokenPromise("\(name) has the character U+\(code): \(text.debugDescription)")
        }
    }

    /// A text of one line.
    static func checkLine(_ text: String, _ name: String) throws(BrokenPromise) {
        try check(text, kept: [], name)
    }
}
