/// Rows of short texts under a header, for people: no boxes, and nothing cut when it goes to a file.
package struct Table: Sendable {
    package enum Alignment: Hashable, Sendable {
        case left
        case right
    }

    /// One column and how it gives way on a narrow terminal.
    package struct Column: Hashable, Sendable {
        package var title: String
        package var alignment: Alignment
        /// Columns of the lowest priority are cut first, and left out first.
        package var priority: Int
        /// The fewest columns of the terminal it may be cut to; nil: it is never cut.
        package var leastWidth: Int?

        package init(
            _ title: String, _ alignment: Alignment = .left, priority: Int = 0,
            leastWidth: Int? = nil
        ) {
            self.title = title
            self.alignment = alignment
            self.priority = priority
            self.leastWidth = leastWidth
        }
    }

    /// The text in one place of the table, always safe to print.
    package struct Cell: Hashable, Sendable, ExpressibleByStringInterpolation {
        package let text: String
        package let style: TextStyle

        /// Creates a cell; control characters are taken out of `text`, see `Sanitized.line`.
        package init(_ text: String, _ style: TextStyle = .plain) {
            self.text = Sanitized.line(text)
            self.style = style
        }

        package init(stringLiteral text: String) { self.init(text) }
    }

    enum Row: Sendable {
        case heading(Cell)
        case cells([Cell], isGrouped: Bool)
    }

    package let columns: [Column]
    private(set) var rows: [Row] = []

    /// Creates an empty table; it has no header line if all titles are empty.
    ///
    /// - Precondition: there is at least one column.
    package init(_ columns: [Column]) {
        precondition(!columns.isEmpty, "a table needs a column")
        self.columns = columns
    }

    /// Adds a row; cells that are missing at its end are empty.
    ///
    /// - Precondition: there are not more cells than columns.
    package mutating func append(_ cells: [Cell]) {
        precondition(
            cells.count <= columns.count, "\(cells.count) cells in \(columns.count) columns")
        rows.append(.cells(cells, isGrouped: hasHeadings))
    }

    /// Begins a group: a line of its own, under which the rows that follow are indented.
    package mutating func append(heading: Cell) {
        hasHeadings = true
        rows.append(.heading(heading))
    }

    private var hasHeadings = false
}
