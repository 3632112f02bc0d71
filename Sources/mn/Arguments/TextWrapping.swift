/// Breaks text at its spaces.
enum TextWrapping {
    /// The text in lines of at most `width` columns; a longer word gets a line of its own.
    ///
    /// - Parameter hanging: the spaces before every line but the first.
    static func lines(_ text: String, width: Int, hanging: Int) -> [String] {
        // Too little would be left beside a long first word; then the rest is indented a little only.
        let margin = String(repeating: " ", count: hanging * 2 <= width ? hanging : 4)
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if line.isEmpty {
                line = (lines.isEmpty ? "" : margin) + word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = margin + word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
