/// A moment as RFC 3339 writes it, in UTC.
package enum Timestamp {
    /// `2026-01-01T00:00:00.250000Z`, with microseconds as the programs before wrote it.
    ///
    /// - Parameter time: since 1970-01-01T00:00:00Z; before the year 0 and after 9999 the first and
    ///   the last moment that can be written.
    package static func text(_ time: Duration) -> String {
        let moment = Moment(time)
        return "\(padded(moment.year, 4))-\(padded(moment.month, 2))-\(padded(moment.day, 2))"
            + "T\(padded(moment.second / 3600, 2)):\(padded(moment.second / 60 % 60, 2)):"
            + "\(padded(moment.second % 60, 2)).\(padded(moment.nanoseconds / 1000, 6))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The time that an RFC 3339 text in UTC names, since 1970, to the nanosecond; nil for any other text.
    package static func time(_ text: some StringProtocol) -> Duration? {
        guard text.utf8.count <= 64, text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split(omittingEmptySubsequences: false) { "-T:.".contains($0) }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers.count == 6 || numbers.count == 7,
            numbers.prefix(6).allSatisfy({ (0...9999).contains($0) })
        else { return nil }
        // Years are counted from March, so that the leap day is the last of its year; 400 of them more
        // are as long as all eras, and leave none below 0.
        let year = numbers[1] <= 2 ? numbers[0] + 399 : numbers[0] + 400
        let month = (numbers[1] + 9) % 12
        let era = year / 400 - 1
        let yearOfEra = year % 400
        let ofYear = (153 * month + 2) / 5 + numbers[2] - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        let days = era * 146_097 + ofEra - 719_468
        let seconds = days * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        guard numbers.count == 7 else { return Seconds(seconds).duration }
        guard numbers[6] >= 0 else { return nil }
        let digits = parts[6].prefix(9)
        let nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
        return (Seconds(seconds) + Seconds(nanoseconds: nanoseconds)).duration
    }
}
