import Testing

@testable import MNText

@Suite struct `A misspelt word` {
    @Test(arguments: [
        ("modle", "model"), ("Doctor", "doctor"), ("hardwrae", "hardware"), ("lst", "list"),
        ("bluprints", "blueprints"), ("m", nil), ("xyzzy", nil), ("", nil), ("l", nil),
        ("completely-different", nil),
    ])
    func `has a nearest word, or none`(word: String, nearest: String?) {
        let known = ["model", "hardware", "doctor", "list", "last", "blueprints"]
        #expect(Spelling.nearest(to: word, in: known) == nearest)
    }

    @Test func `shares a letter with what it stands for`() {
        #expect(Spelling.nearest(to: "x", in: ["y"]) == nil)
        #expect(Spelling.nearest(to: "x", in: ["xy"]) == "xy")
        #expect(Spelling.nearest(to: "", in: ["y"]) == nil)
        #expect(Spelling.nearest(to: "model", in: []) == nil)
    }

    @Test func `is the first of equally near ones`() {
        #expect(Spelling.nearest(to: "lst", in: ["list", "last"]) == "list")
        #expect(Spelling.nearest(to: "lst", in: ["last", "list"]) == "last")
        #expect(Spelling.nearest(to: "jsonx", in: ["jsonl", "json"]) == "json")
    }

    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1),
        ("abc", "abcd", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("e\u{301}", "e", 1),
    ])
    func `is as far away as it takes edits`(left: String, right: String, distance: Int) {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        #expect(Spelling.editDistance(left, right) == distance)
        #expect(Spelling.editDistance(right, left) == distance)
    }

    @Test func `may be very long`() {
        let long = String(repeating: "ab", count: 50_000)
        #expect(Spelling.nearest(to: long, in: ["model", long]) == long)
        let heap = "m" + String(repeating: "\u{301}\u{323}", count: 300_000)
        #expect(Spelling.nearest(to: heap, in: ["model", "m", "list"]) == nil)
        #expect(Spelling.nearest(to: "model", in: [heap, "modle"]) == "modle")
    }
}
