/// Scalars that are never shown as they are, from each range of them.
enum HiddenScalars {
    static let all: [Unicode.Scalar] = ranges.flatMap { range in
        // The ends of a long range and some between.
        (range.count <= 32
            ? Array(range) : [range.lowerBound, range.lowerBound + 7, range.upperBound])
            .compactMap(Unicode.Scalar.init)
    }

    private static let ranges: [ClosedRange<UInt32>] = [
        0xAD...0xAD,  // soft hyphen
        0x34F...0x34F,  // combining grapheme joiner
        0x61C...0x61C,  // Arabic letter mark
        0x600...0x605, 0x6DD...0x6DD, 0x70F...0x70F,  // signs that span digits
        0x115F...0x1160, 0x3164...0x3164, 0xFFA0...0xFFA0,  // Hangul fillers
        0x17B4...0x17B5, 0x180B...0x180F,  // Khmer inherent vowels, Mongolian selectors
        0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F,  // zero width, direction, invisible
        0xFE00...0xFE0F, 0xE0100...0xE01EF,  // variation selectors
        0xFEFF...0xFEFF, 0xFFF0...0xFFFB,  // byte order mark, interlinear annotation
        0x1BCA0...0x1BCA3, 0x1D173...0x1D17A,  // shorthand and music
        0xE0000...0xE007F,  // tags
        0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD,  // private use
        0xFDD0...0xFDEF, 0xFFFE...0xFFFF, 0x1FFFE...0x1FFFF, 0x10FFFE...0x10FFFF,  // none
    ]
}
