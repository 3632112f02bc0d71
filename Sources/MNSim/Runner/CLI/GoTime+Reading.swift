import MNCore

extension GoTime {
    /// The time that an RFC 3339 text in UTC names, since 1970; nil for none at all and for year 1.
    static func reading(_ text: String) -> Duration? {
        text == never ? nil : Timestamp.time(text)
    }
}
