import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `Sizes and ages as docker writes them` {
    @Test(arguments: [
        (0, "0.00B"), (42, "42.00B"), (999, "999.00B"), (1000, "1.00kB"), (497_920, "497.92kB"),
        (12_503_592, "12.50MB"), (4_000_000_000, "4.00GB"),
    ])
    func `have two decimals in tables`(bytes: Int, text: String) {
        #expect(GoUnits.size(ByteCount(bytes)) == text)
    }

    @Test(arguments: [
        (0, "0B"), (880, "880B"), (16384, "16.38kB"), (278_528, "278.5kB"), (2_900_000, "2.9MB"),
        (4_194_528, "4.195MB"), (46_718_016, "46.72MB"), (37_500_000, "37.5MB"),
        (999_950, "1000kB"), (100_000_000, "100MB"),
    ])
    func `have four digits in bars`(bytes: Int, text: String) {
        #expect(GoUnits.shortSize(ByteCount(bytes)) == text)
    }

    @Test(arguments: [
        (0, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"),
        (119, "About a minute"), (120, "2 minutes"), (3599, "59 minutes"),
        (3600, "About an hour"), (5399, "About an hour"), (5400, "2 hours"),
        (47 * 3600, "47 hours"), (48 * 3600, "2 days"), (13 * 86400, "13 days"),
        (14 * 86400, "2 weeks"), (59 * 86400, "8 weeks"), (60 * 86400, "2 months"),
        (729 * 86400, "24 months"), (730 * 86400, "2 years"),
    ])
    func `are ages of one unit`(seconds: Int, text: String) {
        #expect(GoUnits.age(.seconds(seconds)) == text)
    }

    @Test(arguments: ["1970-01-01T00:00:00Z", "2026-11-23T20:56:39.5Z", "2028-02-29T23:59:59Z"])
    func `times are read as they are written`(text: String) throws {
        #expect(GoTime.precise(try #require(GoTime.reading(text))) == text)
    }

    @Test func `no time is no time`() { #expect(GoTime.reading(GoTime.never) == nil) }
}
