import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The width on a terminal` {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("日本語", 6), ("한국어", 6),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("ｆｕｌｌ", 8), ("…–“”", 4), ("😀", 2), ("👩‍👩‍👧‍👦", 2),
        ("🇩🇪", 2), ("👍🏽", 2), ("⚠", 1), ("⚠\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2), ("✓✗", 2),
        ("e\u{301}\u{302}\u{303}", 1), ("soft\u{AD}", 5), ("か\u{3099}", 2), ("\u{303F}㉈", 2),
        ("क्षि", 3), ("\u{1B}\n", 0),
    ])
    func `counts columns, not characters`(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(arguments: [
        ("plain", 5, "plain"), ("plain", 4, "pla…"), ("plain", 1, "…"), ("plain", 0, ""),
        ("plain", -1, ""), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("a 👩‍👩‍👧‍👦 b", 4, "a…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("one two", 5, "one…"), ("", 0, ""),
    ])
    func `cuts between characters and marks the cut`(text: String, columns: Int, cut: String) {
        #expect(DisplayWidth.cut(text, to: columns) == cut)
        #expect(DisplayWidth.of(cut) <= max(columns, 0))
    }

    @Test(arguments: ["e", "日", "🇩", ""]) func `is bounded in scalars too`(base: String) {
        let heap = base + String(repeating: "\u{301}", count: 1_000_000)
        for columns in [1, 2, 80] {
            let cut = DisplayWidth.cut(heap, to: columns)
            #expect(cut.unicodeScalars.count <= columns * 16 + 1)
            #expect(cut.hasSuffix("…"))
            #expect(DisplayWidth.of(cut) <= columns)
        }
        let shown = JSONFault.shown(heap)
        #expect(shown.unicodeScalars.count <= 1601)
        #expect(shown.hasSuffix("…"))
    }

    @Test func `takes the longest beginning that fits`() {
        #expect(DisplayWidth.prefix("日本語", columns: 5) == "日本")
        #expect(DisplayWidth.prefix("🇩🇪🇫🇷", columns: 3) == "🇩🇪")
        #expect(DisplayWidth.prefix("abc", columns: -1) == "")
    }
}
