import MNCore
import Testing

@Suite struct `The log of a CI job` {
    static let cases: [(text: String, defused: String)] = [
        ("::error::x\n", ": :error::x\n"), ("  ::add-mask::x", "  : :add-mask::x"),
        ("\t\u{A0}\u{3000}::x", "\t\u{A0}\u{3000}: :x"), ("a ::error::x", "a ::error::x"),
        ("a\n::x", "a\n: :x"), ("a\r::x", "a\n: :x"), ("a\r\n::x", "a\n: :x"),
        ("a\u{B}::x\u{C}::y\u{85}::z", "a\u{B}: :x\u{C}: :y\u{85}: :z"),
        ("\u{2028}::x\u{2029}::y", "\u{2028}: :x\u{2029}: :y"), (":::x", ": ::x"),
        (": :x", ": :x"), (":a::b", ":a::b"), (":\n:x", ":\n:x"),
        ("##[group]x", "## [group]x"), ("a ##[error]b", "a ## [error]b"),
        ("###[x]", "### [x]"), ("##vso[task.x]", "## vso[task.x]"),
        ("a##teamcity[x]", "a## teamcity[x]"), ("## Title\n# One", "## Title\n# One"),
        ("#[x]", "#[x]"),
        ("section_start:1:a\r\u{1B}[0K", "section_start:1:a\n\u{1B}[0K"), ("\r\n\r\n", "\n\n"),
        ("# #[x]", "# #[x]"), ("", ""), ("ä::x", "ä::x"),
        ("e\u{301}##\u{301}[x", "e\u{301}##\u{301}[x"),
    ]

    @Test(arguments: cases) func `has no command in what others said`(
        text: String, defused: String
    ) {
        var job = JobText()
        #expect(Array(job.defused(text).unicodeScalars) == Array(defused.unicodeScalars))
    }

    @Test(arguments: cases) func `is the same in pieces, and when it is done again`(
        text: String, defused: String
    ) {
        var job = JobText()
        let pieces = text.unicodeScalars.map { job.defused(String($0)) }.joined()
        #expect(Array(pieces.unicodeScalars) == Array(defused.unicodeScalars))
        job = JobText()
        #expect(Array(job.defused(defused).unicodeScalars) == Array(defused.unicodeScalars))
    }

    @Test(arguments: cases) func `takes documents as they are`(text: String, _: String) throws {
        for document in [JSON.string(text), ["##\(text)": .strings([text, "::" + text])]] {
            for layout in [JSON.Layout.indented, .canonical] {
                var job = JobText()
                #expect(try JSON.parse(job.defused(document.text(layout))) == document)
                job = JobText()
                #expect(job.defused(document.text(layout)) == document.text(layout))
            }
        }
    }
}
