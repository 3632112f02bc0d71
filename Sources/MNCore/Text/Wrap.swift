/// Breaks paragraphs into lines for a terminal.
package enum Wrap {
    /// The text in lines of at most `width` columns, broken at blanks.
    ///
    /// Line feeds in the text stay, runs of blanks become one. A word that is longer than a line, such as a path or a command,
    /// gets a line of its own and is not broken, so that it can be copied.
    ///
    /// - Parameter width: nil: each paragraph is one line.
    /// - Parameter indent: what begins each line.
    /// - Parameter hanging: what begins the lines after the first of a paragraph, if not `indent`.
    package static func lines(
        _ text: String, width: Int?, indent: String = "", hanging: String? = nil
    ) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            paragraph($0, width: width ?? .max, indent: indent, hanging: hanging ?? indent)
        }
    }

    private static func paragraph(
        _ text: Substring, width: Int, indent: String, hanging: String
    ) -> [String] {
        var lines: [String] = []
        var line = indent
        var columns = DisplayWidth.of(indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            let wordColumns = DisplayWidth.of(word)
            if !isEmpty, columns + 1 + wordColumns > width {
                lines.append(line)
                line = hanging
                columns = DisplayWidth.of(hanging)
                isEmpty = true
            }
            if !isEmpty {
                line += " "
                columns += 1
            }
            line += word
            columns += wordColumns
            isEmpty = false
        }
        // A paragraph without words is an empty line, without blanks at its end.
        lines.append(isEmpty ? "" : line)
        return lines
    }
}
