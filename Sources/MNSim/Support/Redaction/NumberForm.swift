import MNCore

/// Forms in which numbers with signs between them are one thing that is nobody's: a date, a time of the day, the
/// place of a device on its bus, an address, a number with a point, a version.
enum NumberForm {
    /// The end of such a form that begins at a word.
    ///
    /// - Parameter place: where digits begin.
    static func end(_ text: [UInt8], at place: Int) -> Int? {
        if let end = deviceEnd(text, at: place) { return end }
        // What stands behind the sign of another number begins no form.
        let before = text[..<place].suffix(2)
        let isBehind =
            before.count == 2 && before.first?.isASCIIDigit == true
            && ".:,/".utf8.contains(before.last ?? 0)
        let parts = Parts(text, from: place)
        guard !isBehind, parts.lengths.count > 1 else { return nil }
        let isOne =
            switch parts.sign {
            case UInt8(ascii: "/"): isDate(parts)
            case UInt8(ascii: ":"): isTime(parts)
            case UInt8(ascii: "."): isVersion(parts)
            default: false
            }
        return isOne ? parts.end : nil
    }

    /// Numbers with the same sign between them.
    private struct Parts {
        private(set) var lengths: [Int] = []
        private(set) var values: [Int] = []
        private(set) var end: Int
        private(set) var sign: UInt8 = 0

        init(_ text: [UInt8], from place: Int) {
            end = place
            var start = place
            while lengths.count < 12 {
                let digits = text[start...].prefix(while: \.isASCIIDigit)
                if digits.isEmpty { return }
                lengths.append(digits.count)
                values.append(digits.prefix(9).reduce(0) { $0 * 10 + Int($1 - 0x30) })
                end = digits.endIndex
                guard end < text.count, "/:.".utf8.contains(text[end]),
                    lengths.count == 1 || text[end] == sign
                else { return }
                sign = text[end]
                start = end + 1
            }
        }

        var digits: Int { lengths.sum() }
    }

    /// `2026/11/28` and `11/28/2026`.
    private static func isDate(_ parts: Parts) -> Bool {
        let numbers = parts.values
        return parts.lengths == [4, 2, 2] && isDay(numbers[0], numbers[1], numbers[2])
            || parts.lengths == [2, 2, 4]
                && (isDay(numbers[2], numbers[0], numbers[1])
                    || isDay(numbers[2], numbers[1], numbers[0]))
    }

    /// Whether there may be such a day, of a time with computers.
    static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        (1970...2099).contains(year) && (1...12).contains(month) && (1...31).contains(day)
    }

    /// `10:28:07`.
    private static func isTime(_ parts: Parts) -> Bool {
        [[2, 2, 2], [2, 2], [1, 2, 2], [1, 2]].contains(parts.lengths) && parts.values[0] < 24
            && parts.values.dropFirst().allSatisfy { $0 < 60 }
    }

    /// `00000000:ca:00.0`.
    private static func deviceEnd(_ text: [UInt8], at place: Int) -> Int? {
        var end = place
        for (sign, lengths) in [("", 4...8), (":", 2...2), (":", 2...2), (".", 1...1)] {
            guard text[end...].starts(with: sign.utf8) else { return nil }
            end += sign.utf8.count
            let digits = text[end...].prefix(while: \.isHexDigit)
            guard lengths.contains(digits.count) else { return nil }
            end = digits.endIndex
        }
        // A domain is a small number.
        return text[place..<end].prefix { $0 != 0x3A }.dropLast(5).allSatisfy { $0 == 0x30 }
            ? end : nil
    }

    /// `8.6`, `560.35.03` and `10.0.26100.4652`: of eight digits, an address, or as Windows has versions.
    ///
    /// A number of a person has groups of two digits and more, and begins with none of two and a zero.
    private static func isVersion(_ parts: Parts) -> Bool {
        let pairs = zip(parts.lengths, parts.values)
        let isAddress = parts.lengths.count == 4 && pairs.allSatisfy { $0 <= 3 && $1 < 256 }
        let isOfWindows =
            parts.lengths.count == 4 && parts.lengths[0] <= 2
            && (parts.values[1] == 0 && parts.lengths[1] == 1
                || parts.values[2] == 0 && parts.lengths[2] == 1)
            && parts.lengths.allSatisfy { $0 <= 5 }
        return parts.lengths.count == 2 || parts.digits <= 8 || isAddress || isOfWindows
    }
}
