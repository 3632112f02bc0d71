extension Table {
    /// The table in Markdown: a table for each group, its heading above it.
    public var markdown: String {
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

    /// The text without meaning in Markdown.
    private static func markdown(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\`*_[]<>|#".contains(character) { result += "\\" }
            result.append(character)
        }
        return result
    }
}
