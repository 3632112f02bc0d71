/// A moment as RFC 3339 writes it, in UTC.
public enum Timestamp {
    /// `2026-01-01T00:00:00.250000Z`, with microseconds as the programs before wrote it.
    ///
    /// - Parameter time: since 1970-01-01T00:00:00Z; before the year 0 and after 9999 the first and
    ///   the last moment that can be written.
    public static func text(_ time: Duration) -> String {
        let moment = Moment(time)
        return "\(padded(moment.year, 4))-\(padded(moment.month, 2))-\(padded(moment.day, 2))"
            + "T\(padded(moment.second / 3600, 2)):\(padded(moment.second / 60 % 60, 2)):"
            + "\(padded(moment.second % 60, 2)).\(padded(moment.nanoseconds / 1000, 6))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
