import MNCore
import Testing

@Suite struct `A byte count` {
    static let written: [(Int, String)] = [
        (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1 KiB"), (1025, "1 KiB"),
        (1536, "1.5 KiB"), (1 << 20, "1 MiB"), ((1 << 20) - 1, "1023.9 KiB"),
        (8 << 30, "8 GiB"), ((8 << 30) - 1, "7.9 GiB"), (8_585_740_288, "7.9 GiB"),
        ((8 << 30) + (1 << 20), "8 GiB"), ((8 << 30) + 103 * (1 << 20), "8.1 GiB"),
        (1 << 40, "1 TiB"), (Int.max, "8388607.9 TiB"),
    ]

    @Test(arguments: written)
    func `is written in the largest unit and never rounded up`(bytes: Int, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func `is made from units`() {
        #expect(ByteCount.gibibytes(1.5).rawCount == 1_610_612_736)
        #expect(ByteCount.mebibytes(exactly: 24_564)?.rawCount == 25_757_220_864)
        #expect(ByteCount.kibibytes(exactly: 32_768_000)?.rawCount == 33_554_432_000)
        #expect(ByteCount.kibibytes(exactly: 0) == ByteCount(0))
        #expect(ByteCount.mebibytes(exactly: -1) == nil)
        #expect(ByteCount.mebibytes(exactly: .max) == nil)
        #expect(ByteCount.kibibytes(exactly: Int.max / 1024) != nil)
        #expect(ByteCount.kibibytes(exactly: Int.max / 1024 + 1) == nil)
        #expect(ByteCount(12 << 30).gibibytes == 12)
    }

    @Test func `is ordered by size`() {
        #expect(ByteCount(1) < ByteCount(2))
        #expect(!(ByteCount(2) < ByteCount(2)))
    }
}
