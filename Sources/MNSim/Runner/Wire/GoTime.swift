/// Times and durations as Go's standard library writes and reads them.
enum GoTime {
    /// `0001-01-01T00:00:00Z`, which stands for no time at all.
    static let never = "0001-01-01T00:00:00Z"

    /// RFC 3339 with as many decimals as are needed, in UTC.
    static func precise(_ time: Duration) -> String {
        let nanoseconds = Int(time.components.attoseconds / 1_000_000_000)
        var fraction = ""
        if nanoseconds > 0 {
            let digits = String(nanoseconds)
            fraction = "." + String(repeating: "0", count: 9 - digits.count) + digits
            while fraction.last == "0" { fraction.removeLast() }
        }
        let parts = Calendar(time)
        return "\(parts.year)-\(two(parts.month))-\(two(parts.day))T" + parts.clock + fraction + "Z"
    }

    /// RFC 3339 in whole seconds, in UTC.
    static func seconds(_ time: Duration) -> String {
        precise(.seconds(time.components.seconds))
    }

    /// The form of HTTP headers: `Mon, 23 Nov 2026 20:58:29 GMT`.
    static func header(_ time: Duration) -> String {
        let parts = Calendar(time)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[parts.weekday]), \(two(parts.day)) \(months[parts.month - 1]) "
            + "\(parts.year) \(parts.clock) GMT"
    }

    /// A duration as Go prints it: `10m0s`, `1.5s`, `300ms`.
    static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if duration < .zero { return "-" + self.duration(.zero - duration) }
        let nanoseconds = Int(attoseconds / 1_000_000_000)
        if seconds == 0 {
            if nanoseconds == 0 { return "0s" }
            if nanoseconds < 1000 { return "\(nanoseconds)ns" }
            if nanoseconds < 1_000_000 { return decimal(nanoseconds, 1000) + "µs" }
            return decimal(nanoseconds, 1_000_000) + "ms"
        }
        var text = decimal(Int(seconds % 60) * 1_000_000_000 + nanoseconds, 1_000_000_000) + "s"
        if seconds >= 60 { text = "\(seconds / 60 % 60)m" + text }
        if seconds >= 3600 { text = "\(seconds / 3600)h" + text }
        return text
    }

    /// Reads what Go's `ParseDuration` reads: `10m`, `1h30m`, `-1s`, `0`; nil for anything else.
    static func parseDuration(_ text: String) -> Duration? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return .zero }
        if rest.isEmpty { return nil }
        var sum = Duration.zero
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && $0.isNumber || $0 == ".") }
            rest = rest.dropFirst(unit.count)
            let nanoseconds: Double
            switch unit {
            case "h": nanoseconds = 3600e9
            case "m": nanoseconds = 60e9
            case "s": nanoseconds = 1e9
            case "ms": nanoseconds = 1e6
            case "us", "µs", "μs": nanoseconds = 1e3
            case "ns": nanoseconds = 1
            default: return nil
            }
            guard let count = Double(number), count * nanoseconds < 9e18 else { return nil }
            sum += .nanoseconds(Int64(count * nanoseconds))
        }
        return isNegative ? .zero - sum : sum
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func decimal(_ count: Int, _ unit: Int) -> String {
        let rest = count % unit
        if rest == 0 { return "\(count / unit)" }
        var digits = String(unit + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(count / unit).\(digits)"
    }

    /// The parts of a time in UTC, by the rules of the Gregorian calendar.
    private struct Calendar {
        var year: Int
        var month: Int
        var day: Int
        var weekday: Int
        var clock: String

        init(_ time: Duration) {
            let seconds = Int(time.components.seconds)
            let days = seconds / 86400
            let rest = seconds % 86400
            clock = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
            // 1 January 1970 was a Thursday.
            weekday = (days + 4) % 7
            // Years are counted from March, so that the leap day is the last of its year.
            let era = days + 719_468
            let ofEra = era % 146_097
            let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146_096) / 365
            let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let fromMarch = (5 * ofYear + 2) / 153
            day = ofYear - (153 * fromMarch + 2) / 5 + 1
            month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
            year = yearOfEra + era / 146_097 * 400 + (month <= 2 ? 1 : 0)
        }
    }
}
