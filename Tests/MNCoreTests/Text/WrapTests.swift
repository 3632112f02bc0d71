import MNCore
import Testing

@Suite struct `A wrapped paragraph` {
    @Test func `is broken at blanks`() {
        #expect(Wrap.lines("one two three four", width: 9) == ["one two", "three", "four"])
        #expect(Wrap.lines("one two three", width: 13) == ["one two three"])
        #expect(Wrap.lines("one two three", width: nil) == ["one two three"])
        #expect(Wrap.lines("  one   two ", width: nil) == ["one two"])
    }

    @Test func `keeps its line feeds and has no blanks at an end`() {
        #expect(Wrap.lines("a b\n\nc", width: 80, indent: "  ") == ["  a b", "", "  c"])
        #expect(Wrap.lines("", width: 80, indent: "  ") == [""])
    }

    @Test func `hangs under its first line`() {
        #expect(
            Wrap.lines("one two three", width: 9, indent: "- ", hanging: "  ")
                == ["- one two", "  three"])
    }

    @Test func `never breaks a word`() {
        #expect(
            Wrap.lines("see /a/very/long/path now", width: 6) == [
                "see", "/a/very/long/path", "now",
            ])
        #expect(Wrap.lines("a b", width: 0) == ["a", "b"])
        #expect(Wrap.lines("a b", width: -1, indent: "    ") == ["    a", "    b"])
    }

    @Test(arguments: [
        ("Look at it: mn model list --all", ["Look at it:", "mn model list --all"]),
        ("Say why, with: mn model show", ["Say why,", "with:", "mn model show"]),
        ("Next: a && b: docker desktop start", ["Next: a && b:", "docker desktop start"]),
        ("Do: mn model list, or so: mn a b c", ["Do:", "mn model list,", "or so:", "mn a b c"]),
        ("mn model list --all", ["mn model list --all"]),
        ("Look: mn a b c d. It is", ["Look:", "mn a b c d.", "It is"]),
        ("mn list says it is.", ["mn list says", "it is."]),
        ("A mn b c d e f g", ["A mn b c d e", "f g"]), ("Do: mn list", ["Do: mn list"]),
    ])
    func `never breaks a command that it says to run`(text: String, lines: [String]) {
        #expect(Wrap.lines(text, width: 13) == lines)
    }

    @Test func `measures wide characters`() {
        #expect(Wrap.lines("日本 日本 日本", width: 9) == ["日本 日本", "日本"])
    }
}
