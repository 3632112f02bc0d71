/// A day, as `2026-11-26`; in order, days are as their texts are.
package struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String

    /// Reads year, month and day of a day that there is; nil for any other text.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        let numbers = parts.compactMap { part -> Int? in
            guard part.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
                return nil
            }
            return Int(String(decoding: part, as: UTF8.self))
        }
        guard numbers.count == 3, (1...12).contains(numbers[1]) else { return nil }
        let (year, month) = (numbers[0], numbers[1])
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[month - 1]).contains(numbers[2]) else { return nil }
        description = text
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.description < right.description
    }
}
