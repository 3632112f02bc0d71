import MNCore

/// When an inventory saw a machine: a day, and the time on it where that can be read.
struct SeenTime: Hashable {
    let day: CalendarDate
    /// Seconds into the day, in thousandths, where there is a time; in UTC if a zone is told.
    private let time: Int?
    private let hasZone: Bool

    /// Reads a text that begins with a day: `2026-11-26`, `2026-11-26T01:00:00Z`, `2026-11-26 01:00 +0100`.
    init?(_ text: String) {
        guard let day = CalendarDate(String(text.prefix(10))) else { return nil }
        self.day = day
        if text.utf8.count == 10 {
            (time, hasZone) = (nil, false)
            return
        }
        let rest = text.dropFirst(10)
        let clock = rest.drop { $0 == " " || $0 == "T" || $0 == "t" }
        let digits = clock.prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
        let zone = String(clock.dropFirst(digits.count)).trimmed.lowercased()
        let told = Self.time(digits)
        let offset = Self.offset(zone)
        time = told.flatMap { told in offset.map { told - $0.seconds * 1000 } }
        hasZone = time != nil && offset?.isTold == true
    }

    /// Whether one is before the other; nil where that is not told.
    func isBefore(_ other: SeenTime) -> Bool? {
        let days = other.day.number - day.number
        if let time, let then = other.time, hasZone == other.hasZone {
            let step = days * 86_400_000 + then - time
            return step == 0 ? nil : step > 0
        }
        // Beside a zone a time without one may be a day off.
        if days == 0 || hasZone != other.hasZone && (-1...1).contains(days) { return nil }
        return days > 0
    }

    /// `01:00`, `01:00:00`, `01:00:00.123`.
    private static func time(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = Int(parts[0]), (0...24).contains(hours),
            let minutes = Int(parts[1]), (0...59).contains(minutes)
        else { return nil }
        guard parts.count == 3 else { return (hours * 3600 + minutes * 60) * 1000 }
        guard let seconds = Double(parts[2]), (0..<61).contains(seconds) else { return nil }
        return (hours * 3600 + minutes * 60) * 1000 + Int((seconds * 1000).rounded(.down))
    }

    /// Of `z`, `utc`, `+01:00`, `-0530` in seconds; nil for a zone that is not known.
    private static func offset(_ zone: String) -> (seconds: Int, isTold: Bool)? {
        if zone.isEmpty { return (0, false) }
        if ["z", "utc", "gmt"].contains(zone) { return (0, true) }
        guard let sign = zone.first, sign == "+" || sign == "-" else { return nil }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard digits.utf8.allSatisfy(\.isASCIIDigit), [2, 4].contains(digits.count),
            let hours = Int(digits.prefix(2)), hours < 24,
            let minutes = Int("0" + digits.dropFirst(2))
        else { return nil }
        return ((hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1), true)
    }
}
