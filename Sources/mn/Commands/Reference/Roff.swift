import MNCore

/// A manual page in the language of `man`, written a part at a time.
///
/// It uses the macros that both groff and mandoc know: TH, SH, SS, PP, TP, EX and B.
struct Roff {
    private(set) var text = ""

    /// Begins a page of section 1; no day, so that the same program writes the same bytes.
    init(title: String, source: String, manual: String) {
        text = ".TH \(Self.quoted(title)) 1 \"\" \(Self.quoted(source)) \(Self.quoted(manual))\n"
    }

    mutating func section(_ title: String) { text += ".SH \(Self.quoted(title))\n" }

    mutating func subsection(_ title: String) { text += ".SS \(Self.quoted(title))\n" }

    /// Text in paragraphs, which empty lines separate.
    ///
    /// - Parameter isFirst: whether it is right under a title.
    mutating func paragraphs(_ words: String, isFirst: Bool = true) {
        var isFirst = isFirst
        for paragraph in words.replacing("\n\n", with: "\u{0}").split(separator: "\u{0}") {
            if !isFirst { text += ".PP\n" }
            isFirst = false
            add(String(paragraph))
        }
    }

    /// A line of its own that stands out, and what it means below, set in.
    mutating func item(_ label: String, _ meaning: String) {
        text += ".TP\n.B \(Self.escaped(label))\n"
        add(meaning)
    }

    /// How a command is called: its words stand out.
    mutating func usage(_ title: String, _ rest: String) {
        text += ".B \(Self.escaped(title))\n"
        if !rest.isEmpty { add(rest) }
    }

    /// A command line as it is typed, and what it means.
    mutating func example(_ line: String, _ meaning: String) {
        text += ".PP\n"
        add(meaning)
        text += ".PP\n.RS 4\n.EX\n\(Self.line(line))\n.EE\n.RE\n"
    }

    /// Lines of text, none of which is taken for a request.
    private mutating func add(_ words: String) {
        let words = words.replacing("\n", with: " ")
        for line in Wrap.lines(words, width: 76) { text += Self.line(line) + "\n" }
    }

    /// One line of text.
    static func line(_ words: String) -> String {
        let escaped = escaped(words)
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }

    /// One argument of a request.
    private static func quoted(_ words: String) -> String { "\"\(escaped(words))\"" }

    /// The text with its own meaning for every letter that roff takes otherwise.
    ///
    /// A dash is one that can be typed (`\-`), quotes are straight, and what is not ASCII has a name.
    static func escaped(_ words: String) -> String {
        var result = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "…": result += "..."
            case " "..."}": result.unicodeScalars.append(scalar)
            case _ where scalar.value >= 0xA0:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
                result += "\\[u\(zeros)\(digits)]"
            // A control character has no meaning in a page.
            default: break
            }
        }
        return result
    }
}
