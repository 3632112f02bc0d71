import MNCore
import Testing

@Suite struct `A quantity` {
    /// The ends of every range that matters, and their neighbours.
    static let extremes = [
        0, 1, -1, 2, 1023, 1024, 1 << 31, (1 << 53) + 1, 1 << 55, 1 << 62, .max - 1, .max, .min,
        .min + 1,
    ]

    @Test(arguments: extremes)
    func `never leaves its range`(number: Int) {
        let whole = ByteCount(number)
        #expect(whole.rawCount == max(0, number))
        for other in Self.extremes.map({ ByteCount($0) }) {
            let (sum, isTooLarge) = whole.rawCount.addingReportingOverflow(other.rawCount)
            #expect((whole + other).rawCount == (isTooLarge ? .max : sum))
            #expect((whole - other).rawCount == max(0, whole.rawCount - other.rawCount))
            #expect((whole < other) == (whole.rawCount < other.rawCount))
            #expect((0...100).contains(whole.percent(of: other)))
            #expect(whole <= whole + other)
            var changed = whole
            changed += other
            changed -= other
            #expect(isTooLarge || changed == whole)
        }
        for factor in Self.extremes {
            let (product, isTooLarge) = whole.rawCount.multipliedReportingOverflow(by: factor)
            let most = factor < 0 && number > 0 ? 0 : Int.max
            #expect((whole * factor).rawCount == (isTooLarge ? most : max(0, product)))
            #expect((whole / factor).rawCount == (factor < 1 ? .max : whole.rawCount / factor))
        }
    }

    @Test(arguments: [
        (0, 0, 100), (0, 1, 0), (1, 2, 50), (29, 100, 29), (58, 100, 58), (99, 100, 99),
        (100, 100, 100), (200, 100, 100), (Int.max - 1, .max, 99), (1 << 55, 1 << 56, 50),
    ])
    func `is a share that is never rounded up`(part: Int, whole: Int, percent: Int) {
        #expect(Count(part).percent(of: Count(whole)) == percent)
    }

    @Test func `is added up, whatever there is to add`() {
        #expect([ByteCount]().sum() == .zero)
        #expect([ByteCount(1), ByteCount(2)].sum() == ByteCount(3))
        #expect([Count](repeating: .max, count: 3).sum() == .max)
        #expect([1, 2, 3].sum() == 6)
        #expect([Int.max, 1, 1].sum() == .max)
        #expect([Int.min, -1].sum() == .min)
    }

    @Test(arguments: [
        (0.0, 0), (-0.0, 0), (0.9, 0), (1.9, 1), (-1.9, -1), (.leastNonzeroMagnitude, 0),
        (0x1p62, 1 << 62),
        (0x1p63, .max), (-0x1p63, .min), (1e308, .max), (-1e308, .min), (.infinity, .max),
        (-.infinity, .min), (.nan, 0), (-.nan, 0), (.signalingNaN, 0),
        (0x1.fffffffffffffp62, 9_223_372_036_854_774_784),
    ])
    func `is made of every floating-point number`(number: Double, whole: Int) {
        #expect(Int(saturating: number) == whole)
        #expect(ByteCount(number).rawCount == max(0, whole))
        #expect(ByteCount(1).scaled(by: number).rawCount == max(0, whole))
    }

    @Test func `is made of every whole number`() {
        #expect(Count(clamping: UInt64.max) == .max)
        #expect(Count(clamping: Int8.min) == .zero)
        #expect(Count(clamping: Int128.max) == .max)
    }

    @Test func `is JSON, and read from it`() {
        #expect(JSON.integer(ByteCount(5)) == 5)
        #expect(JSON.integer(orNull: Count?.none) == .null)
        #expect(JSON.integer(-5).byteCount == .zero)
        #expect(JSON.number(0.5).count == nil)
        #expect(JSON.number(1e300).seconds == Seconds(Double.infinity))
        #expect(JSON.integer(.min).seconds == Seconds(-Double.infinity))
    }
}
