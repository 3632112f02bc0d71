import MNCore
import Testing

@testable import MNSim

@Suite struct `A sum of digests` {
    private static func number(_ text: String) throws -> DigestSum {
        try #require(DigestSum(text: text))
    }

    private static let zeros = String(repeating: "0", count: 64)

    @Test(arguments: [
        ("0000000000000000000000000000000000000000000000000000000000000001", "1", "2"),
        (
            "00000000000000000000000000000000ffffffffffffffffffffffffffffffff", "1",
            "100000000000000000000000000000000"
        ),
        // What would be more than 256 bits begins again.
        ("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "1", "0"),
        (
            "8000000000000000000000000000000000000000000000000000000000000000",
            "8000000000000000000000000000000000000000000000000000000000000003", "3"
        ),
    ])
    func `carries, and stops at nothing`(left: String, right: String, sum: String) throws {
        func wide(_ text: String) throws -> DigestSum {
            try Self.number(Self.zeros.prefix(64 - text.count) + text)
        }
        #expect(try wide(left) + wide(right) == wide(sum))
        #expect(try wide(right) + wide(left) == wide(sum))
    }

    @Test func `is read as it is written`() throws {
        var sum = DigestSum()
        #expect(sum.text == Self.zeros)
        sum.add("m", "gemma4:e2b")
        #expect(sum == DigestSum(SHA256.digest(Array("m\u{1F}gemma4:e2b".utf8))))
        #expect(
            sum.text == SHA256.hexadecimal(SHA256.digest(Array("m\u{1F}gemma4:e2b".utf8))))
        #expect(DigestSum(text: sum.text) == sum)
        for text in [
            "", "0", Self.zeros + "0", Self.zeros.dropLast() + "G", Self.zeros.dropLast() + "A",
        ] {
            #expect(DigestSum(text: String(text)) == nil)
        }
    }

    @Test func `does not depend on the order, and does on how often`() {
        let names = (0..<50).map { "machine-\($0)" }
        func sum(_ names: [String]) -> DigestSum {
            names.reduce(into: DigestSum()) { $0.add($1, "model") }
        }
        #expect(sum(names) == sum(names.reversed()))
        #expect(sum(names) == sum(Array(names.prefix(20))) + sum(Array(names.dropFirst(20))))
        // One twice and another missing: as many, and another sum.
        #expect(sum(names) != sum(names.dropLast() + ["machine-0"]))
        // The names are apart.
        var (one, other) = (DigestSum(), DigestSum())
        one.add("ab", "c")
        other.add("a", "bc")
        #expect(one != other)
    }
}
