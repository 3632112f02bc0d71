/// The columns that text takes on a terminal (UAX #11, East Asian Width).
package enum DisplayWidth {
    /// The columns of a text on one line: 2 for East Asian wide characters and emoji, 0 for marks.
    package static func of(_ text: some StringProtocol) -> Int {
        let bytes = text.utf8
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { return bytes.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of one character, which may be made of several scalars.
    package static func of(_ character: Character) -> Int {
        var columns = 0
        var isEmoji = false
        for scalar in character.unicodeScalars {
            // U+FE0F asks for the wide picture of the character before it (UTS #51, section 2).
            if scalar == "\u{FE0F}" || scalar.properties.isEmojiPresentation { isEmoji = true }
            columns += Self.columns(of: scalar)
        }
        // A flag or a family is drawn as one picture.
        return isEmoji ? 2 : columns
    }

    /// The longest beginning that takes at most so many columns; no character is split.
    package static func prefix(_ text: String, columns: Int) -> String {
        var taken = 0
        var end = text.startIndex
        while end < text.endIndex {
            taken += of(text[end])
            if taken > columns { break }
            end = text.index(after: end)
        }
        return String(text[..<end])
    }

    /// The most scalars that are shown for a column: of marks that are heaped on a letter the rest is cut.
    static let scalarsPerColumn = 16

    /// The text itself if it fits, else its beginning and an ellipsis; nothing fits into no columns.
    package static func cut(
        _ text: String, to columns: Int, ellipsis: String = Signs.unicode.ellipsis
    ) -> String {
        // No terminal is wider than that.
        let room = min(max(columns, 0), 1 << 16) * scalarsPerColumn
        let scalars = text.unicodeScalars.prefix(room)
        let isWhole = scalars.endIndex == text.endIndex
        if isWhole, of(text) <= columns { return text }
        if columns < 1 { return "" }
        let end = ellipsis.prefix(columns)
        var beginning = prefix(isWhole ? text : String(scalars), columns: columns - end.count)
        while beginning.last == " " { beginning.removeLast() }
        return beginning + end
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        if (0x20..<0x7F).contains(scalar.value) { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .control, .lineSeparator, .paragraphSeparator: return 0
        // The soft hyphen is the one of these that terminals draw.
        case .format: return scalar == "\u{AD}" ? 1 : 0
        default: break
        }
        if jamoWithinSyllables.contains(where: { $0.contains(scalar.value) }) { return 0 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// Scalars of width W or F that are not emoji, with the gaps inside a block filled.
    ///
    /// Source: EastAsianWidth.txt of Unicode 16, https://www.unicode.org/Public/16.0.0/ucd/
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F,  // Hangul Jamo, leading consonants
        0x2329...0x232A,  // angle brackets
        0x2630...0x2637, 0x268A...0x268F,  // Yijing trigrams and monograms
        0x2E80...0x303E,  // CJK radicals, ideographic description, CJK punctuation
        0x3041...0x3247,  // kana, Bopomofo, compatibility Jamo, enclosed CJK
        0x3250...0xA4C6,  // squared CJK, CJK ideographs, Yijing hexagrams, Yi
        0xA960...0xA97C,  // Hangul Jamo Extended-A
        0xAC00...0xD7A3,  // Hangul syllables
        0xF900...0xFAFF,  // CJK compatibility ideographs
        0xFE10...0xFE19, 0xFE30...0xFE6B,  // vertical and small forms
        0xFF01...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
        0x16FE0...0x18DFF,  // Tangut, Nüshu, Khitan
        0x1AFF0...0x1B2FF,  // kana supplements
        0x1D300...0x1D376,  // Tai Xuan Jing, counting rods
        0x1F200...0x1F265,  // enclosed ideographs
        0x20000...0x3FFFD,  // CJK ideographs, planes 2 and 3
    ]

    /// Vowels and final consonants, drawn inside the syllable that the leading consonant began.
    private static let jamoWithinSyllables: [ClosedRange<UInt32>] = [
        0x1160...0x11FF, 0xD7B0...0xD7FB,
    ]
}

/// Breaks paragraphs into lines for a terminal.
package enum Wrap {
    /// The text in lines of at most `width` columns, broken at blanks.
    ///
    /// Line feeds in the text stay, runs of blanks become one. A word that is longer than a line, such as a path, gets a
    /// line of its own and is not broken. Nor is a command that stands behind a colon or alone, so that it can be copied.
    ///
    /// - Parameter width: nil: each paragraph is one line.
    /// - Parameter indent: what begins each line.
    /// - Parameter hanging: what begins the lines after the first of a paragraph, if not `indent`.
    package static func lines(
        _ text: String, width: Int?, indent: String = "", hanging: String? = nil
    ) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            paragraph($0, width: width ?? .max, indent: indent, hanging: hanging ?? indent)
        }
    }

    private static func paragraph(
        _ text: Substring, width: Int, indent: String, hanging: String
    ) -> [String] {
        var lines: [String] = []
        var line = indent
        var columns = DisplayWidth.of(indent)
        var isEmpty = true
        for word in words(text) {
            let wordColumns = DisplayWidth.of(word)
            if !isEmpty, columns + 1 + wordColumns > width {
                lines.append(line)
                line = hanging
                columns = DisplayWidth.of(hanging)
                isEmpty = true
            }
            if !isEmpty {
                line += " "
                columns += 1
            }
            line += word
            columns += wordColumns
            isEmpty = false
        }
        // A paragraph without words is an empty line, without blanks at its end.
        lines.append(isEmpty ? "" : line)
        return lines
    }

    /// The words of a paragraph.
    ///
    /// A command that it says to run is one: the whole of it, or what stands behind a colon, up to a comma, a colon
    /// or a full stop.
    private static func words(_ text: Substring) -> [Substring] {
        let all = text.split(separator: " ")
        let isSentence =
            text.last == "." || all.dropLast().contains { ",.".contains($0.last ?? " ") }
        var words: [Substring] = []
        var place = 0
        while place < all.count {
            var end = place
            let canBegin = place == 0 ? !isSentence : all[place - 1].last == ":"
            if canBegin, programs.contains(all[place]) {
                while end < all.count - 1, !",.:".contains(all[end].last ?? " ") { end += 1 }
            }
            words.append(text[all[place].startIndex..<all[end].endIndex])
            place = end + 1
        }
        return words
    }

    /// How commands begin that a text says to run.
    private static let programs: Set<Substring> = ["mn", "docker", "sudo", "unset"]
}
