import MNMachine

/// Times and durations as Go's standard library writes and reads them.
enum GoTime {
    /// `0001-01-01T00:00:00Z`, which stands for no time at all.
    static let never = "0001-01-01T00:00:00Z"

    /// RFC 3339 with as many decimals as are needed, in UTC.
    static func precise(_ time: Duration) -> String {
        let moment = Moment(time)
        var fraction = ""
        if moment.nanoseconds > 0 {
            let digits = String(moment.nanoseconds)
            fraction = "." + String(repeating: "0", count: 9 - digits.count) + digits
            while fraction.last == "0" { fraction.removeLast() }
        }
        return
            "\(year(moment))-\(two(moment.month))-\(two(moment.day))T\(clock(moment))\(fraction)Z"
    }

    /// RFC 3339 in whole seconds, in UTC.
    static func seconds(_ time: Duration) -> String {
        precise(Seconds(Seconds(time).whole).duration)
    }

    /// The form of HTTP headers: `Mon, 23 Nov 2026 20:58:29 GMT`.
    static func header(_ time: Duration) -> String {
        let moment = Moment(time)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[moment.weekday]), \(two(moment.day)) \(months[moment.month - 1]) "
            + "\(year(moment)) \(clock(moment)) GMT"
    }

    /// A duration as Go prints it: `10m0s`, `1.5s`, `300ms`.
    static func duration(_ duration: Duration) -> String {
        if duration < .zero {
            return "-" + self.duration((Seconds.zero - Seconds(duration)).duration)
        }
        let (seconds, nanoseconds) = (Seconds(duration).whole, Seconds(duration).fraction)
        if seconds == 0 {
            if nanoseconds == 0 { return "0s" }
            if nanoseconds < 1000 { return "\(nanoseconds)ns" }
            if nanoseconds < 1_000_000 { return decimal(nanoseconds, 1000) + "µs" }
            return decimal(nanoseconds, 1_000_000) + "ms"
        }
        var text = decimal(seconds % 60 * 1_000_000_000 + nanoseconds, 1_000_000_000) + "s"
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
        var sum = Seconds.zero
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
            guard let count = Double(number) else { return nil }
            sum += Seconds(nanoseconds: Int(saturating: count * nanoseconds))
            // Go holds nanoseconds in 64 bits.
            if sum.nanoseconds == .max { return nil }
        }
        return (isNegative ? Seconds.zero - sum : sum).duration
    }

    /// Go writes years with four digits at least.
    private static func year(_ moment: Moment) -> String {
        let digits = String(moment.year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func clock(_ moment: Moment) -> String {
        "\(two(moment.second / 3600)):\(two(moment.second / 60 % 60)):\(two(moment.second % 60))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func decimal(_ count: Int, _ unit: Int) -> String {
        let rest = count % unit
        if rest == 0 { return "\(count / unit)" }
        var digits = String(unit + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(count / unit).\(digits)"
    }

    /// The time that an RFC 3339 text in UTC names, since 1970; nil for none at all and for year 1.
    static func reading(_ text: String) -> Duration? {
        text == never ? nil : Timestamp.time(text)
    }
}
