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
