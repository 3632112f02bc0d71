/// A day, as `2026-11-26`; in order, days are as their texts are.
package struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String
    /// How many days it is after 1970-01-01.
    package let number: Int

    /// Reads year, month and day of a day that there is; nil for any other text.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == dash, bytes[7] == dash,
            let year = Self.number(bytes[..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8...]), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[month - 1]).contains(day) else { return nil }
        description = text
        number = Moment.days(year: year, month: month, day: day)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard digit.isASCIIDigit else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.number < right.number
    }
}
