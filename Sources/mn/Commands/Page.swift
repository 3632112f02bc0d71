import MNCore

/// What text is laid out for.
struct Page: Hashable, Sendable {
    /// The columns of the terminal; nil if nothing need be cut.
    var width: Int?
    var colour: Bool

    /// The fewest columns in which a text can be read.
    private static let leastText = 20

    /// Lines of labels and texts, the texts in one column: `Model    ai/gemma4:E2B`.
    ///
    /// On a terminal too narrow for both, each text stands below its label.
    func list(_ rows: [(label: String, text: String)]) -> String {
        let column = (rows.map { DisplayWidth.of($0.label) }.max() ?? 0) + 2
        return rows.map { label, text in
            if let width, width < column + Self.leastText {
                return "\(label)\n    " + wrapped(Sanitized.line(text), hanging: 4)
            }
            let pad = String(repeating: " ", count: column - DisplayWidth.of(label))
            return "\(label)\(pad)" + wrapped(Sanitized.line(text), hanging: column)
        }.joined()
    }

    /// A paragraph, in lines that fit, each after the first set in by `hanging` columns.
    ///
    /// - Parameter first: the columns that are taken already before the first line, if not `hanging`.
    func wrapped(_ text: String, hanging: Int, first: Int? = nil) -> String {
        let margin = String(repeating: " ", count: hanging)
        let taken = String(repeating: " ", count: first ?? hanging)
        // A word that fits nowhere stands out; a text in a ribbon of a few columns cannot be read.
        let room = width.map { max($0, hanging + Self.leastText) }
        // What fits is printed as it is: the blanks of a raw line are part of it.
        if room.map({ (first ?? hanging) + DisplayWidth.of(text) <= $0 }) ?? true,
            !text.contains("\n")
        {
            return text + "\n"
        }
        let lines = Wrap.lines(text, width: room, indent: taken, hanging: margin)
        return lines.joined(separator: "\n").dropFirst(taken.count) + "\n"
    }

    /// A text in a style, if there are colours.
    func styled(_ text: String, _ style: TextStyle) -> String {
        style.applied(to: text, colour: colour)
    }
}
