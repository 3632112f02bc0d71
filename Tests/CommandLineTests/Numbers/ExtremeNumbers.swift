/// Texts in which numbers are replaced by numbers that nobody expects.
enum ExtremeNumbers {
    /// The ends of the ranges that numbers are held in, and what is no number.
    static let all = [
        "0", "-1", "2147483648", "9007199254740993", "36028797018963968", "9223372036854775807",
        "-9223372036854775808", "18446744073709551615", "1e308", "-1e308", "0.1", "1e-320", "NaN",
        "123456789012345678901234567890",
    ]

    /// Where numbers stand in a text: digits with neither letters nor digits around them, a sign and
    /// a fraction included.
    static func places(in text: [UInt8]) -> [Range<Int>] {
        var places: [Range<Int>] = []
        var index = 0
        while index < text.count {
            guard isDigit(text[index]) else {
                index += 1
                continue
            }
            var (start, end) = (index, digitsEnd(text, from: index))
            index = end
            if start > 0, text[start - 1] == UInt8(ascii: "-") { start -= 1 }
            if start > 0, isWord(text[start - 1]) || text[start - 1] == UInt8(ascii: ".") {
                continue
            }
            if end + 1 < text.count, text[end] == UInt8(ascii: "."), isDigit(text[end + 1]) {
                end = digitsEnd(text, from: end + 1)
                index = end
            }
            if end < text.count, isWord(text[end]) { continue }
            places.append(start..<end)
        }
        return places
    }

    /// The text with the numbers at these places replaced; places rise.
    static func replacing(
        _ places: some Sequence<Range<Int>>, in text: [UInt8], by number: String
    ) -> [UInt8] {
        var (result, position): ([UInt8], Int) = ([], 0)
        for place in places {
            result += text[position..<place.lowerBound]
            result += number.utf8
            position = place.upperBound
        }
        return result + text[position...]
    }

    private static func digitsEnd(_ text: [UInt8], from start: Int) -> Int {
        text[start...].firstIndex { !isDigit($0) } ?? text.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (65...90).contains(byte & 0xDF)
    }
}
