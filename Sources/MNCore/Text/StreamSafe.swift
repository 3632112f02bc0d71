/// Text in the Stream-Safe Text Format (UAX #15, section 13), which can be compared in linear time.
///
/// Equality and order of `String` put the marks on a letter in order first; of a million marks on one letter
/// that takes minutes. No language needs more than a few.
enum StreamSafe {
    /// The most marks in a row (UAX #15, definition D4).
    static let limit = 30

    static func holds(_ text: String) -> Bool {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return true }
        var marks = 0
        for scalar in text.unicodeScalars {
            // No mark comes before U+0300.
            let isMark =
                scalar.value >= 0x300
                && scalar.properties.canonicalCombiningClass != .notReordered
            marks = isMark ? marks + 1 : 0
            if marks > limit { return false }
        }
        return true
    }
}
