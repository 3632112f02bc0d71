import MNCore
import Testing

@Suite struct `Text from outside` {
    @Test(arguments: [
        ("plain", "plain"),
        ("two words", "two words"),
        ("a\tb\nc\r\nd\re", "a b c d e"),
        ("  \n both ends \t", "both ends"),
        ("\n\t ", ""),
        ("\u{0}a\u{1}\u{8}\u{B}\u{C}\u{E}\u{1F}\u{7F}b", "ab"),
        ("a\u{80}\u{84}b", "ab"),
        ("a\u{85}b\u{2028}c\u{2029}d", "a b c d"),
        ("ﬁne – “quoted” é 日本 😀", "ﬁne – “quoted” é 日本 😀"),
        ("⚠\u{FE0F} ⚠\u{FE0E} ❤\u{FE0F}", "⚠\u{FE0F} ⚠\u{FE0E} ❤\u{FE0F}"),
        ("a\u{FE0F} 1\u{FE0E} ⚠\u{FE0F}\u{FE0F}", #"a\u{FE0F} 1\u{FE0E} ⚠\#u{FE0F}\u{FE0F}"#),
        ("👩\u{200D}👧", #"👩\u{200D}👧"#),
        ("\u{2066}a\u{2067}b\u{2068}c\u{2069}", #"\u{2066}a\u{2067}b\u{2068}c\u{2069}"#),
    ])
    func `is one line without control characters`(text: String, line: String) {
        #expect(Array(Sanitized.line(text).unicodeScalars) == Array(line.unicodeScalars))
    }

    @Test(arguments: HiddenScalars.all)
    func `shows what would hide or turn it`(scalar: Unicode.Scalar) {
        let number = String(scalar.value, radix: 16, uppercase: true)
        let text = "file\(Character(scalar))gnp.exe"
        #expect(Sanitized.line(text) == "file\\u{\(number)}gnp.exe")
        #expect(Sanitized.lines(text) == "file\\u{\(number)}gnp.exe")
    }

    @Test(arguments: [
        ("\u{1B}[31mred\u{1B}[0m", "red"),
        ("\u{1B}[2J\u{1B}[1;1Htop", "top"),
        ("\u{1B}[?25l\u{1B}[ qa", "a"),
        ("\u{9B}31mred", "red"),
        ("\u{1B}]0;title\u{7}text", "text"),
        ("\u{1B}]8;;https://a.example\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
        ("\u{9D}0;title\u{9C}text", "text"),
        ("\u{1B}Pq#0\u{1B}\\sixel", "sixel"),
        ("\u{1B}_app\u{1B}\\\u{1B}^pm\u{1B}\\\u{1B}Xsos\u{1B}\\a", "a"),
        ("\u{1B}(Bplain\u{1B}7\u{1B}c\u{1B}M", "plain"),
        ("\u{1B}", ""),
        ("\u{1B}[", ""),
        ("\u{1B}[31", "31"),
        ("\u{1B}]52;c;never ended", "52;c;never ended"),
        ("\u{1B}]0;a\nb\u{7}", "0;a b"),
        ("\u{1B}\u{1B}[31mred", "red"),
        ("\u{1B}é", "é"),
    ])
    func `loses whole terminal sequences, and nothing after one that never ends`(
        text: String, line: String
    ) {
        #expect(Sanitized.line(text) == line)
    }

    @Test func `keeps its lines if asked to`() {
        #expect(Sanitized.lines("a\r\n\tb\rc\n\n\u{7}d\n") == "a\n b\nc\n\nd\n")
        #expect(Sanitized.lines(Array("a\nb\n".utf8)) == "a\nb\n")
    }

    @Test func `may be any bytes`() {
        #expect(Sanitized.line([0xEF, 0xB7, 0x90, 0xEF, 0xBF, 0xBE]) == #"\u{FDD0}\u{FFFE}"#)
        #expect(Sanitized.line([0x61, 0xFF, 0x62, 0xC3]) == "a\u{FFFD}b\u{FFFD}")
        #expect(Sanitized.line([0xED, 0xA0, 0x80, 0x61]).hasSuffix("a"))
        #expect(Sanitized.line([0x61, 0x00, 0x62, 0x00]) == "ab")
        #expect(Sanitized.line([]) == "")
    }

    @Test func `is not changed by a second cleaning`() {
        var random = SplitMix64(seed: 1)
        let pieces: [String] = [
            "\u{1B}", "[", "]", "\u{9B}", "\u{9D}", "\u{7}", "\\", "3", "m", " ", "\n", "\r", "a",
            "é",
            "\u{301}", "\u{202E}", "\u{200D}", "\u{90}", ";", "\u{9C}", "日", "\u{FE0F}", "\u{E000}",
        ]
        for _ in 0..<500 {
            let text = (0..<random.below(20)).map { _ in pieces[random.below(pieces.count)] }
                .joined()
            let line = Sanitized.line(text)
            #expect(Sanitized.line(line) == line, "\(text.debugDescription)")
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }

    @Test(arguments: ["\u{1B}]", "\u{1B}[3", "\u{9D}", "\u{1B}P0", "\r", " "])
    func `takes time in proportion to its length`(piece: String) {
        _ = Sanitized.line(String(repeating: piece, count: 20_000))
    }
}
