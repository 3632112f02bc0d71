import MNCore

/// Words of a text that are one together: the groups of a long number, a word letter by letter, bytes in base 16.
struct WordRuns {
    /// Where each ends, by the place at which it begins.
    private(set) var ends: [Int: Int] = [:]

    /// - Parameter hasColumns: whether numbers stand in columns, which are no groups of one number.
    init(_ text: [UInt8], hasColumns: Bool = false) {
        let words = Array(WordScan(text))
        for kind in Kind.allCases {
            var run: [Range<Int>] = []
            var formEnd = 0
            for word in words {
                if kind == .number, word.lowerBound >= formEnd, word.upperBound < text.count,
                    "/:.".utf8.contains(text[word.upperBound]),
                    let end = NumberForm.end(text, at: word.lowerBound)
                {
                    formEnd = end
                }
                let isMember = word.lowerBound >= formEnd && kind.takes(text, word)
                if isMember, let last = run.last,
                    kind.joins(text[last.upperBound..<word.lowerBound], hasColumns)
                {
                    run.append(word)
                } else {
                    note(run, kind, text)
                    run = isMember ? [word] : []
                }
            }
            note(run, kind, text)
        }
    }

    private mutating func note(_ run: [Range<Int>], _ kind: Kind, _ text: [UInt8]) {
        guard let first = run.first, let last = run.last else { return }
        // A number with a unit is one of its own, unless what stands before it is somebody's already.
        let rest = Array(run.dropLast())
        let isSized = kind == .number && SizeWords.isUnit(behind: last.upperBound, in: text)
        guard kind.isWhole(isSized ? rest : run, text),
            !(isSized && Self.isThousands(run))
        else { return }
        ends[first.lowerBound] = max(ends[first.lowerBound] ?? 0, last.upperBound)
    }

    private enum Kind: CaseIterable {
        /// `4111 1111 1111 1111`, `078-05-1120`, `0171.555.1234`
        case number
        /// `t e a l f o r d`
        case letters
        /// `7a:65:f2:…`
        case bytes
        /// `7a65.f200.1234`, as switches write an address of hardware.
        case pairs

        func takes(_ text: [UInt8], _ range: Range<Int>) -> Bool {
            let word = text[range]
            switch self {
            case .number:
                return word.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
                    && !WordRuns.isDateOrID(word)
            case .letters:
                let isOne =
                    word.count == 1
                    || word.count <= 4 && word[range.lowerBound] >= 0xC2
                        && word.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
                let before = range.lowerBound > 0 ? text[range.lowerBound - 1] : 0
                return isOne && !word[range.lowerBound].isASCIIDigit
                    && !"\\%-".utf8.contains(before)
            case .bytes: return word.count == 2 && word.allSatisfy(\.isHexDigit)
            case .pairs: return word.count == 4 && word.allSatisfy(\.isHexDigit)
            }
        }

        /// Whether words with this between them may be one.
        func joins(_ gap: ArraySlice<UInt8>, _ hasColumns: Bool) -> Bool {
            let text = String(decoding: gap, as: UTF8.self)
            switch self {
            case .number:
                // Behind a comma or a blank another column begins.
                let isColumn = gap.contains { " \t,;|".utf8.contains($0) }
                return hasColumns && isColumn ? false : WordRuns.isGap(gap)
            case .letters:
                return text.unicodeScalars.count == 1 && !"\\\n".contains(text) || text == ", "
            case .bytes: return [":", "-"].contains(text) || text == " " && !hasColumns
            case .pairs: return text == "."
            }
        }

        func isWhole(_ run: [Range<Int>], _ text: [UInt8]) -> Bool {
            guard let first = run.first, let last = run.last else { return false }
            let digits = text[first.lowerBound..<last.upperBound].count(where: \.isASCIIDigit)
            switch self {
            case .number:
                let isGrouped = run.count > 1 || text[first].contains(UInt8(ascii: "-"))
                return isGrouped && digits > 8
            case .letters: return run.count >= 5
            case .pairs: return run.count == 3
            case .bytes:
                // What is an address of hardware is known already.
                return run.count > 6
                    || run.count == 6
                        && !text[first.lowerBound...].starts(with: "00:00:5e:00:53:".utf8)
                        && !text[first.lowerBound..<last.upperBound].allSatisfy {
                            "0fF:- ".utf8.contains($0)
                        }
            }
        }
    }

    /// Whether it is a date, or a UUID, which is known already.
    private static func isDateOrID(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let lengths = parts.map(\.count)
        if lengths == [8, 4, 4, 4, 12] { return true }
        let numbers = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        return lengths == [4, 2, 2] && numbers.count == 3
            && NumberForm.isDay(numbers[0], numbers[1], numbers[2])
    }

    /// Whether signs and blanks may stand between the groups of one number; a share and a line's end may not.
    private static func isGap(_ gap: ArraySlice<UInt8>) -> Bool {
        (1...6).contains(gap.count) && !gap.contains { $0 == UInt8(ascii: "%") || $0 == 0x0A }
    }

    /// Whether groups are those of thousands.
    private static func isThousands(_ run: [Range<Int>]) -> Bool {
        (run.first?.count ?? 0) <= 3 && run.dropFirst().allSatisfy { $0.count == 3 }
    }
}
