extension Table {
    /// The table in Markdown: a table for each group, its heading above it.
    package var markdown: String {
        var text = ""
        var isOpen = false
        for row in rows {
            switch row {
            case .heading(let cell):
                text += (text.isEmpty ? "" : "\n") + "### \(Self.markdown(cell.text))\n"
                isOpen = false
            case .cells(let cells, _):
                if !isOpen {
                    if !text.isEmpty { text += "\n" }
                    text += Self.line(columns.map(\.title))
                    text += Self.line(columns.map { $0.alignment == .right ? "---:" : "---" })
                    isOpen = true
                }
                text += Self.line(
                    columns.indices.map {
                        $0 < cells.count ? Self.markdown(cells[$0].text) : ""
                    })
            }
        }
        return text
    }

    private static func line(_ texts: [String]) -> String {
        "| \(texts.joined(separator: " | ")) |\n"
    }

    /// The text without meaning in Markdown, for the middle of a line.
    ///
    /// Characters are written as numbers where they could begin anything: a number never does (CommonMark
    /// 2.5), and parts no cell. A mention of somebody is one by what is read, so `@` stands in a span of code.
    private static func markdown(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar = " "
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case "@":
                if previous != "@" { result += "`" }
                result += "@"
                if next != "@" { result += "`" }
            // Inside a word it is a letter.
            case "_" where isWordPart(previous) && isWordPart(next): result += "_"
            // Addresses become links.
            case ":" where next == "/", "." where "wW".unicodeScalars.contains(previous):
                fallthrough
            case "!", "#", "$", "&", "*", "<", ">", "[", "\\", "]", "^", "_", "`", "{", "|", "}",
                "~":
                result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return result
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }
}
