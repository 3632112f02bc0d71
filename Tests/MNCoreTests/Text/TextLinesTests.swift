import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `Lines of an answer` {
    private static let text = "Name: GPU\r\nSize: 8 Gib – ∞ 😀\n"
    private static let units = Array(text.utf16)
    private static let little = units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    private static let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }

    static let encodings: [(name: String, bytes: [UInt8])] = [
        ("UTF-8", Array(text.utf8)), ("UTF-8, marked", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
        ("UTF-16, little-endian", [0xFF, 0xFE] + little),
        ("UTF-16, big-endian", [0xFE, 0xFF] + big), ("UTF-16, unmarked", little),
        ("UTF-16, padded with NUL", [0xFF, 0xFE] + little + [0, 0]),
    ]

    @Test(arguments: encodings)
    func `are the same in every encoding`(name: String, bytes: [UInt8]) {
        let lines = TextLines(bytes)
        #expect(lines.lines == ["Name: GPU", "Size: 8 Gib – ∞ 😀", ""] && lines.isWhole)
        #expect(lines.value(of: "Size")?.line == 2)
    }

    @Test func `are read up to a byte that is left over`() {
        #expect(TextLines([0xFF, 0xFE] + Self.little + [65]).lines.first == "Name: GPU")
        for bytes: [UInt8] in [[], [0xFF, 0xFE], [0xFF, 0xFE, 65], [0xFE, 0xFF]] {
            #expect(TextLines(bytes).lines == [""])
        }
    }

    @Test func `are trimmed of every white space, and of nothing else`() {
        let blanks = [" ", "\t", "\r\n", "\n", "\u{A0}", "\u{3000}", "\u{2028}", "\u{85}"]
        for core in ["a", "a b", "é", "\u{200B}", "\u{7F}", "e\u{301}", "😀"] {
            #expect(core.trimmed == core && core[...].trimmed == core)
            for blank in blanks {
                for text in [blank + core, core + blank, blank + core + blank] {
                    #expect(
                        text.trimmed == core && text[...].trimmed == core,
                        "\(text.debugDescription)")
                }
            }
        }
        #expect(blanks.joined().trimmed == "" && "".trimmed == "")
    }

    @Test func `hold a control character where Unicode says so`() {
        for value in UInt32(0)...0x3000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(
                scalar.isControl == (scalar.properties.generalCategory == .control), "\(value)")
        }
    }
}
