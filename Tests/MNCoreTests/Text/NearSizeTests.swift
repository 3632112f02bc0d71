import MNCore
import Testing

/// Numbers near a limit are written so that one sees on which side of it they are.
@Suite struct `A size near another` {
    struct Pair: Sendable {
        var sizes: (Int, Int)
        var texts: (String, String)

        init(_ left: Int, _ right: Int, _ leftText: String, _ rightText: String) {
            sizes = (left, right)
            texts = (leftText, rightText)
        }
    }

    private static let eight = 8 << 30

    static let pairs: [Pair] = [
        Pair(eight, eight, "8 GiB", "8 GiB"), Pair(6 << 30, eight, "6 GiB", "8 GiB"),
        Pair(eight - 1, eight, "7.9 GiB", "8 GiB"),
        Pair(eight + 1, eight, "8.0000000009 GiB", "8 GiB"),
        Pair(eight + 67_108_864, eight, "8.06 GiB", "8 GiB"),
        Pair(7_891_853_844, 7_902_740_644, "7.34 GiB", "7.36 GiB"),
        Pair(7_902_739_824, 7_902_739_825, "7.35 GiB", "7.36 GiB"),
        Pair(1023, 1024, "1023 B", "1 KiB"), Pair(1_073_741_823, 1 << 30, "1023.9 MiB", "1 GiB"),
        Pair(0, 1, "0 B", "1 B"),
    ]

    @Test(arguments: pairs) func `has as many decimals as tell them apart`(of: Pair) {
        let (one, two) = (ByteCount(of.sizes.0), ByteCount(of.sizes.1))
        #expect(one.words(beside: two) == of.texts.0)
        #expect(two.words(beside: one) == of.texts.1)
    }

    @Test func `differs from all that differ`() {
        for size in [1, 1024, 1_073_741_824, 1_099_511_627_776, Int.max - 1] {
            let (one, next) = (ByteCount(size), ByteCount(size + 1))
            #expect(one.words(beside: next) != next.words(beside: one))
        }
    }

    @Test func `is cut off, and has no zeros at its end`() {
        let size = ByteCount(7_902_740_644)
        #expect(size.words(decimals: 1) == "7.3 GiB" && size.words(decimals: 0) == "7.3 GiB")
        #expect(size.words(decimals: 2) == "7.36 GiB" && size.words(decimals: 6) == "7.36 GiB")
        #expect(ByteCount(8 << 30).words(decimals: 5) == "8 GiB")
        #expect(ByteCount(5).words(decimals: 5) == "5 B")
        #expect(ByteCount(3 << 29).words(decimals: 3) == "1.5 GiB")
    }

    /// The size of a card or of memory, what is needed of it, and both in words.
    struct Compared: Sendable {
        var size: MemorySize
        var gigabytes: Double
        var found: String
        var needed: String

        init(_ size: MemorySize, of gigabytes: Double, _ found: String, _ needed: String) {
            self.size = size
            self.gigabytes = gigabytes
            self.found = found
            self.needed = needed
        }
    }

    private static func nominal(mebibytes: Int) -> MemorySize {
        .nominal(ByteCount(mebibytes << 20))
    }
    private static func exact(_ bytes: Int) -> MemorySize { .exact(ByteCount(bytes)) }

    static let compared: [Compared] = [
        // One MiB below what 8 GB stand for, and one above.
        Compared(nominal(mebibytes: 7536), of: 8, "7.35 GiB", "8 GB (at least 7.36 GiB)"),
        Compared(nominal(mebibytes: 7537), of: 8, "7.3603 GiB", "8 GB (at least 7.36 GiB)"),
        Compared(nominal(mebibytes: 7526), of: 8, "7.34 GiB", "8 GB (at least 7.36 GiB)"),
        Compared(nominal(mebibytes: 8188), of: 8, "7.9 GiB", "8 GB (at least 7.36 GiB)"),
        Compared(nominal(mebibytes: 6144), of: 8, "6 GiB", "8 GB (at least 7.36 GiB)"),
        Compared(nominal(mebibytes: 8192), of: 8, "8 GiB", "8 GB"),
        Compared(nominal(mebibytes: 24_576), of: 8, "24 GiB", "8 GB"),
        Compared(nominal(mebibytes: 8193), of: 8, "8.0009 GiB", "8 GB"),
        // An exact size has no box.
        Compared(exact(eight - 1), of: 8, "7.9 GiB", "8 GB"),
        Compared(exact(eight), of: 8, "8 GiB", "8 GB"),
        Compared(exact(eight + 1), of: 8, "8.0000000009 GiB", "8 GB"),
        Compared(exact(7 << 30), of: 7.5, "7 GiB", "7.5 GB"),
        Compared(nominal(mebibytes: 1024), of: 0, "1 GiB", "0 GB"),
    ]

    @Test(arguments: compared) func `shows on which side of a minimum it is`(of: Compared) {
        let comparison = Verdict.Comparison(
            found: of.size,
            minimum: Requirements.Minimum(.videoMemory, gigabytes: of.gigabytes, isAssumed: false))
        #expect(comparison.foundWords == of.found)
        #expect(comparison.minimumWords == of.needed)
    }

    @Test func `is on the side on which the rules put it`() {
        let minimum = Requirements.Minimum(.videoMemory, gigabytes: 8, isAssumed: false)
        for mebibytes in 7500...7560 {
            let size = MemorySize.nominal(ByteCount(mebibytes << 20))
            let comparison = Verdict.Comparison(found: size, minimum: minimum)
            let isEnough = Policy.standard.suffices(size, minimum) == .yes
            #expect(isEnough == (mebibytes >= 7537))
            #expect((comparison.found.bytes >= comparison.least) == isEnough)
            #expect(comparison.foundWords != comparison.leastWords)
        }
    }
}
