import MNCore
import Testing

@Suite struct `A span of seconds` {
    static let extremes: [Duration] = [
        .zero, .nanoseconds(1), .nanoseconds(-1), .seconds(1), .seconds(-1), .milliseconds(-1500),
        .seconds(Int64.max), .seconds(Int64.min), Duration(attoseconds: .max),
        Duration(attoseconds: .min), Duration(attoseconds: 1), Duration(attoseconds: -1),
    ]

    @Test(arguments: extremes)
    func `never leave their range`(time: Duration) {
        let span = Seconds(time)
        #expect(span.duration.magnitude <= .seconds(1_000_000_000_000))
        #expect((0..<1_000_000_000).contains(span.fraction))
        #expect(span.nanoseconds < .max || span.whole > 9_000_000_000)
        for other in Self.extremes.map({ Seconds($0) }) {
            let (sum, difference) = (span + other, span - other)
            #expect(sum.duration.magnitude <= .seconds(1_000_000_000_000))
            #expect(difference.duration.magnitude <= .seconds(1_000_000_000_000))
            #expect((span < other) == (span.duration < other.duration))
            #expect(Double(sum).isFinite)
        }
        for factor in [0, 1, -1, .max, .min] {
            #expect((span * factor).duration.magnitude <= .seconds(1_000_000_000_000))
        }
        _ = (span.milliseconds, span.json, Moment(time), Timestamp.text(time))
    }

    @Test(arguments: [
        (0.0, 0, 0), (1.5, 1, 500_000_000), (2.3, 2, 300_000_000), (-0.25, -1, 750_000_000),
        (1e-9, 0, 1), (.leastNonzeroMagnitude, 0, 0), (.nan, 0, 0), (1e12, 1_000_000_000_000, 0),
        (1e308, 1_000_000_000_000, 0), (-1e308, -1_000_000_000_000, 0),
        (.infinity, 1_000_000_000_000, 0), (1e11, 100_000_000_000, 0),
    ])
    func `are made of every floating-point number`(number: Double, whole: Int, fraction: Int) {
        let span = Seconds(number)
        #expect(span.whole == whole)
        #expect(span.fraction == fraction)
    }

    @Test func `are made of every whole number`() {
        #expect(Seconds(Int.max) == Seconds(Double.infinity))
        #expect(Seconds(UInt64.max) == Seconds(Double.infinity))
        #expect(Seconds(Int.min) == Seconds(-Double.infinity))
        #expect(Seconds(nanoseconds: Int.max).whole == 9_223_372_036)
        #expect(Seconds(nanoseconds: Int.max).nanoseconds == .max)
        #expect(Seconds(nanoseconds: Int.min).nanoseconds == .min)
    }

    @Test func `are JSON, whole where they can be`() {
        #expect(Seconds(5).json == 5)
        #expect(Seconds(0.5).json == .number(0.5))
        #expect(Seconds(.milliseconds(-500)).json == .number(-0.5))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.000000Z"),
            (-86_400, "1969-12-31T00:00:00.000000Z"), (951_782_400, "2000-02-29T00:00:00.000000Z"),
            (-62_167_219_200, "0000-01-01T00:00:00.000000Z"),
            (-62_167_219_201, "0000-01-01T00:00:00.000000Z"),
            (-62_162_035_201, "0000-02-29T23:59:59.000000Z"),
            (253_402_300_799, "9999-12-31T23:59:59.000000Z"),
            (253_402_300_800, "9999-12-31T23:59:59.999999Z"),
            (.max, "9999-12-31T23:59:59.999999Z"), (.min, "0000-01-01T00:00:00.000000Z"),
        ] as [(Int, String)])
    func `since 1970 are a moment that can be written`(seconds: Int, text: String) {
        #expect(Timestamp.text(.seconds(seconds)) == text)
    }

    @Test func `before 1970 have a fraction that goes forward`() {
        #expect(Timestamp.text(.milliseconds(-250)) == "1969-12-31T23:59:59.750000Z")
        #expect(Moment(.zero).weekday == 4)
        #expect(Moment(.seconds(-86_400)).weekday == 3)
    }
}

extension Duration {
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
