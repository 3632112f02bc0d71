import MNCore
import MNSim
import MNSupport
import Testing

@Suite("Pages")
struct HTMLTests {
    /// What would be markup, an attribute, a control or another direction.
    static let hostile = [
        "</script><script>x()</script>", "<img src=x onerror=x()>", "\" onclick=\"x()", "' x='",
        "</style>", "<!--", "\u{202E}gnp.exe\u{202C}", "\u{1B}[31mred\u{1B}[0m", "\u{0}\u{7}",
        "&lt;b&gt;", "\u{2066}a\u{2069}",
    ]

    private func text(_ piece: HTML) -> String { String(decoding: piece.bytes, as: UTF8.self) }

    @Test("Text is text, wherever it stands", arguments: hostile)
    func isEscaped(_ harm: String) {
        let page = text(HTML("p", [.of(.title, harm), .class("a")], .text(harm)))
        let inner = page.dropFirst("<p".count).dropLast("</p>".count)
        #expect(page.hasPrefix("<p title=\"") && page.hasSuffix("</p>"))
        #expect(inner.count { $0 == "<" } == 0)
        #expect(inner.count { $0 == ">" } == 1)
        #expect(inner.count { $0 == "\"" } == 4)
        #expect(!inner.contains("'"))
        for scalar in page.unicodeScalars {
            #expect(scalar.value >= 0x20 && scalar.value != 0x7F)
            #expect(
                !(0x202A...0x202E).contains(scalar.value)
                    && !(0x2066...0x2069).contains(scalar.value))
        }
    }

    @Test("An ampersand is written as one, and read back as it was")
    func keepsWords() {
        #expect(text(.text("a & b &lt; ü 漢")) == "a &amp; b &amp;lt; ü 漢")
        #expect(text(HTML("br", [])) == "<br>")
        #expect(
            text(HTML("input", [.of(.type, "search"), .flag(.hidden)]))
                == "<input type=\"search\" hidden>")
    }

    @Test("A page names the digests of its style and script, and allows nothing else")
    func hasPolicy() throws {
        let page = HTMLPage(
            title: "<a>", style: ["p { color: red }"], script: ["go()"], body: ["words"]
        ).text
        let style = Base64.encode(SHA256.digest(Array("p { color: red }".utf8)))
        let script = Base64.encode(SHA256.digest(Array("go()".utf8)))
        // The quotes of a policy are escaped in an attribute.
        let policy =
            "default-src &#39;none&#39;; style-src &#39;sha256-\(style)&#39;; "
            + "script-src &#39;sha256-\(script)&#39;"
        #expect(page.contains(policy))
        #expect(page.contains("<title>&lt;a&gt;</title>"))
        #expect(page.contains("<style>p { color: red }</style>"))
        #expect(page.contains("<script>go()</script>"))
    }

    @Test("Nothing in the style and the script of a page ends its element or loads anything")
    func isSelfContained() async {
        let page = await Pages.page(Pages.failing).text
        for name in ["style", "script"] {
            #expect(page.components(of: "<\(name)>") == 1)
            #expect(page.components(of: "</\(name)>") == 1)
        }
        let style = page.between("<style>", "</style>")
        let script = page.between("<script>", "</script>")
        #expect(!style.isEmpty && !script.isEmpty)
        for word in ["http:", "https:", "url(", "@import", "src=", "fetch(", "innerHTML", "eval("] {
            let isThere = (style + script).contains(word)
            #expect(!isThere, "\(word)")
        }
        let isSilent = Secrets().masked(style + script) == style + script
        #expect(isSilent)
    }
}

extension String {
    /// How often a word stands in the text.
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }

    /// What stands between two words.
    fileprivate func between(_ start: String, _ end: String) -> String {
        guard let from = firstRange(of: start)?.upperBound,
            let to = self[from...].firstRange(of: end)?.lowerBound
        else { return "" }
        return String(self[from..<to])
    }
}
