/// A moment as RFC 3339 writes it, in UTC.
public enum Timestamp {
    /// `2026-01-01T00:00:00.250000Z`, with microseconds as the programs before wrote it.
    ///
    /// - Parameter time: since 1970-01-01T00:00:00Z, in the years 1970 to 9999.
    public static func text(_ time: Duration) -> String {
        let (seconds, attoseconds) = time.components
        let (year, month, day) = date(Int(seconds) / 86_400)
        let second = Int(seconds) % 86_400
        let microseconds = Int(attoseconds / 1_000_000_000_000)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
            + ".\(padded(microseconds, 6))Z"
    }

    /// The date of the Gregorian calendar, so many days after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let sinceMarch0 = days + 719_468  // From 0000-03-01 to 1970-01-01.
        let era = sinceMarch0 / 146_097
        let dayOfEra = sinceMarch0 % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
