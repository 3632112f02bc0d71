/// A moment in the parts of the Gregorian calendar, in UTC, in the years 0 to 9999.
package struct Moment: Hashable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int
    /// 0 for Sunday.
    package let weekday: Int
    /// Of the day: 0 to 86,399.
    package let second: Int
    /// Of the second: 0 to 999,999,999.
    package let nanoseconds: Int

    /// 0000-01-01 and 10000-01-01, in seconds since 1970.
    private static let years = -62_167_219_200..<253_402_300_800

    /// The moment so long after 1970-01-01T00:00:00Z; before the year 0 and after 9999 the first and
    /// the last there is.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    package init(_ time: Duration) {
        let time = Seconds(time)
        let whole = min(max(Self.years.lowerBound, time.whole), Self.years.upperBound - 1)
        nanoseconds =
            whole == time.whole ? time.fraction : whole < time.whole ? 999_999_999 : 0
        // From -0400-03-01 to 1970-01-01 there are 865,565 days: no number below is negative.
        let days = whole + 865_565 * 86_400
        second = days % 86_400
        let sinceMarch = days / 86_400
        let era = sinceMarch / 146_097
        let dayOfEra = sinceMarch % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = (era - 1) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        // 1970-01-01 was a Thursday.
        weekday = (sinceMarch - 865_565 % 7 + 7 + 4) % 7
    }
}
