extension Unicode.Scalar {
    /// Whether it is escaped wherever text is shown: it has no ink, or makes other text read differently from
    /// what it is (Unicode TR #36, section 2).
    ///
    /// These are controls, every format character (marks, overrides and isolates of direction, joiners, tags
    /// …), fillers, separators of lines, private use and what is no character. A selector of variants stays
    /// right after a picture, where it chooses between text and emoji.
    func isHidden(after previous: Unicode.Scalar?) -> Bool {
        if value < 0x7F { return value < 0x20 }
        if self == "\u{FE0E}" || self == "\u{FE0F}" {
            guard let previous, previous.value > 0x7F else { return true }
            return !previous.properties.isEmoji
        }
        if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint {
            return true
        }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
        default: false
        }
    }

    /// The way a text shows it: `\u{202E}`.
    var escape: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}
