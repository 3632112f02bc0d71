/// A span of time, or a time since 1970, on which no arithmetic can trap; exact to the nanosecond.
///
/// It is the way between `Duration`, whose own conversions trap, and everything else: numbers from
/// outside become a `Duration` here, and a `Duration` becomes numbers here. A `Duration` that came
/// from here can be added to others ten million times before it leaves its range.
package struct Seconds: Hashable, Comparable, Sendable {
    /// 10^12 s, some 31,700 years: beyond every date that can be written.
    private static let limit = Duration.seconds(1_000_000_000_000)

    /// The span, within 10^12 s on both sides of zero.
    package let duration: Duration

    /// The nearest that can be held.
    package init(_ duration: Duration) {
        self.duration = min(max(.zero - Self.limit, duration), Self.limit)
    }
    /// The nearest that can be held.
    package init(_ seconds: some BinaryInteger) {
        self.init(.seconds(Int64(clamping: seconds)))
    }
    /// The nearest that can be held; 0 for what is not a number.
    package init(_ seconds: Double) {
        // Nanoseconds in 64 bits reach some 292 years; beyond them fractions do not matter.
        self.init(
            seconds.magnitude < 9e9
                ? .nanoseconds(Int(saturating: seconds * 1e9)) : .seconds(Int(saturating: seconds)))
    }
    /// The nearest that can be held.
    package init(nanoseconds: some BinaryInteger) {
        self.init(.nanoseconds(Int64(clamping: nanoseconds)))
    }

    package static let zero = Seconds(Duration.zero)

    package static func < (left: Seconds, right: Seconds) -> Bool { left.duration < right.duration }
    package static func + (left: Seconds, right: Seconds) -> Seconds {
        Seconds(left.duration + right.duration)
    }
    package static func - (left: Seconds, right: Seconds) -> Seconds {
        Seconds(left.duration - right.duration)
    }
    package static func * (left: Seconds, factor: Int) -> Seconds {
        Seconds(Double(left) * Double(factor))
    }
    package static func += (left: inout Seconds, right: Seconds) { left = left + right }

    /// The whole seconds, rounded down, so that a time before 1970 has a fraction too.
    package var whole: Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) - (attoseconds < 0 ? 1 : 0)
    }
    /// What is beyond the whole seconds, in nanoseconds: 0 to 999,999,999.
    package var fraction: Int {
        let attoseconds = duration.components.attoseconds
        let rest = attoseconds < 0 ? attoseconds + 1_000_000_000_000_000_000 : attoseconds
        return Int(rest / 1_000_000_000)
    }
    /// The whole in milliseconds, rounded down.
    package var milliseconds: Int { whole * 1000 + fraction / 1_000_000 }
    /// The whole in nanoseconds, the nearest that `Int` holds: some 292 years.
    package var nanoseconds: Int {
        let (product, isTooLarge) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isStillTooLarge) = product.addingReportingOverflow(fraction)
        return isTooLarge || isStillTooLarge ? (whole < 0 ? .min : .max) : sum
    }

    /// In seconds, as an integer where it is one.
    package var json: JSON { fraction == 0 ? .integer(whole) : .number(Double(self)) }
}

extension Double {
    /// The number of seconds.
    package init(_ seconds: Seconds) {
        self = Double(seconds.whole) + Double(seconds.fraction) / 1e9
    }
}

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

extension Moment {
    /// How many days a day of the Gregorian calendar is after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year; 400 of them more are as long as
    /// all eras, and leave none below 0.
    ///
    /// - Precondition: the year and the day are of at most four digits, and not negative.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year + 399 : year + 400
        let yearOfEra = year % 400
        let ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        return (year / 400 - 1) * 146_097 + ofEra - 719_468
    }
}

/// A moment as RFC 3339 writes it, in UTC.
package enum Timestamp {
    /// `2026-01-01T00:00:00.250000Z`, with microseconds as the programs before wrote it.
    ///
    /// - Parameter time: since 1970-01-01T00:00:00Z; before the year 0 and after 9999 the first and
    ///   the last moment that can be written.
    package static func text(_ time: Duration) -> String {
        let moment = Moment(time)
        return "\(moment.year.digits(4))-\(moment.month.digits(2))-\(moment.day.digits(2))"
            + "T\((moment.second / 3600).digits(2)):\((moment.second / 60 % 60).digits(2)):"
            + "\((moment.second % 60).digits(2)).\((moment.nanoseconds / 1000).digits(6))Z"
    }

    /// The time that an RFC 3339 text in UTC names, since 1970, to the nanosecond; nil for any other text.
    package static func time(_ text: some StringProtocol) -> Duration? {
        guard text.utf8.count <= 64, text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split(omittingEmptySubsequences: false) { "-T:.".contains($0) }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers.count == 6 || numbers.count == 7,
            numbers.prefix(6).allSatisfy({ (0...9999).contains($0) })
        else { return nil }
        let days = Moment.days(year: numbers[0], month: numbers[1], day: numbers[2])
        let seconds = days * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        guard numbers.count == 7 else { return Seconds(seconds).duration }
        guard numbers[6] >= 0 else { return nil }
        let digits = parts[6].prefix(9)
        let nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
        return (Seconds(seconds) + Seconds(nanoseconds: nanoseconds)).duration
    }
}
