import MNCore

extension GoTime {
    /// The time that an RFC 3339 text in UTC names, since 1970; nil for none at all and for year 1.
    static func reading(_ text: String) -> Duration? {
        guard text.hasSuffix("Z"), text != never else { return nil }
        let parts = text.dropLast().split { "-T:.".contains($0) }
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
        let digits = parts[6].prefix(9)
        let nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
        return (Seconds(seconds) + Seconds(nanoseconds: nanoseconds)).duration
    }
}
