import MNCore

/// What text is laid out for.
struct Page: Hashable, Sendable {
    /// The columns of the terminal; nil if nothing need be cut.
    var width: Int?
    var colour: Bool
    var signs = Signs.unicode
    /// Whether what one could do next is left out.
    var isQuiet = false
    /// Whether a table is as wide as it is.
    var isWide = false

    init(width: Int?, colour: Bool) {
        self.width = width
        self.colour = colour
    }

    init(_ presentation: Presentation) {
        width = presentation.width
        colour = presentation.hasColour
        signs = presentation.signs
        isQuiet = presentation.isQuiet
        isWide = presentation.isWide
    }

    /// The fewest columns in which a text can be read.
    static let leastText = 20

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
        let text = signs.shown(text)
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
        style.applied(to: signs.shown(text), colour: colour)
    }

    /// Whether a table is shown whole.
    func fits(_ table: Table) -> Bool {
        if isWide { return true }
        let hidden = table.leftOut(Table.Layout(width: width, colour: colour, signs: signs))
        return hidden.columns.isEmpty && !hidden.isCut
    }

    /// A table that fits, and below it, in one line, what it leaves out.
    func table(_ table: Table) -> String {
        let layout = Table.Layout(width: isWide ? nil : width, colour: colour, signs: signs)
        let hidden = table.leftOut(layout)
        let text = table.text(layout)
        if hidden.columns.isEmpty, !hidden.isCut { return text }
        let columns = Words.count(hidden.columns.count, "column")
        let left =
            hidden.columns.isEmpty
            ? "Some texts are cut"
            : "\(columns) left out: \(hidden.columns.joined(separator: ", "))"
        let note = "\(left); --wide shows all."
        return text + styled(String(wrapped(note, hanging: 0).dropLast()), .faint) + "\n"
    }
}
