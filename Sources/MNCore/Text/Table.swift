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

extension Table {
    /// How a table is laid out.
    package struct Layout: Hashable, Sendable {
        /// The columns of the terminal, which no line exceeds; nil: nothing is cut.
        package var width: Int?
        /// Whether the styles of the cells are rendered.
        package var colour: Bool
        package var signs: Signs

        package init(width: Int?, colour: Bool = false, signs: Signs = .unicode) {
            self.width = width.map { max($0, 1) }
            self.colour = colour
            self.signs = signs
        }
    }

    private static let gap = 2
    /// The blanks before a row that stands under a heading.
    private static let indent = "  "

    /// The table as lines, each with a line feed and without blanks at its end.
    package func text(_ layout: Layout) -> String {
        let table = written(with: layout.signs)
        let shown = table.shownColumns(width: layout.width)
        var text = ""
        if columns.contains(where: { !$0.title.isEmpty }) {
            text += table.line(columns.map { Cell($0.title) }, isGrouped: false, shown, layout)
        }
        for (index, row) in table.rows.enumerated() {
            switch row {
            case .heading(let cell):
                if index > 0 { text += "\n" }
                let cut = layout.width.map { layout.cut(cell.text, to: $0) } ?? cell.text
                text += cell.style.applied(to: cut, colour: layout.colour) + "\n"
            case .cells(let cells, let isGrouped):
                text += table.line(cells, isGrouped: isGrouped, shown, layout)
            }
        }
        return text
    }

    /// The table as lines that fit into `width` columns; nil: nothing is cut.
    package func text(width: Int?, colour: Bool = false) -> String {
        text(Layout(width: width, colour: colour))
    }

    /// What does not fit: the titles of the columns for which there is no room, and whether what is in others
    /// is cut.
    package func leftOut(_ layout: Layout) -> (columns: [String], isCut: Bool) {
        let table = written(with: layout.signs)
        let shown = table.shownColumns(width: layout.width)
        let natural = table.naturalWidths()
        let left = Set(columns.indices).subtracting(shown.map(\.column))
        let names = left.sorted().compactMap { index -> String? in
            if !columns[index].title.isEmpty { return columns[index].title }
            // A column without a title belongs to the one before it.
            let parent = columns[..<index].lastIndex { !$0.title.isEmpty }
            return parent.flatMap { left.contains($0) ? nil : "more of \(columns[$0].title)" }
        }
        return (names, shown.contains { $0.width < natural[$0.column] })
    }

    /// The table with other signs in its cells.
    private func written(with signs: Signs) -> Table {
        if signs == .unicode { return self }
        var table = self
        table.rows = rows.map { row in
            switch row {
            case .heading(let cell): .heading(Cell(signs.shown(cell.text), cell.style))
            case .cells(let cells, let isGrouped):
                .cells(
                    cells.map { Cell(signs.shown($0.text), $0.style) }, isGrouped: isGrouped)
            }
        }
        return table
    }

    private func line(
        _ cells: [Cell], isGrouped: Bool, _ shown: [(column: Int, width: Int)], _ layout: Layout
    ) -> String {
        var line = ""
        // Blanks are written only before more text, so that none are left at the end.
        var blanks = 0
        for (column, width) in shown {
            var text = column < cells.count ? cells[column].text : ""
            if column == 0, isGrouped { text = Self.indent + text }
            text = layout.cut(text, to: width)
            let padding = width - DisplayWidth.of(text)
            if !text.allSatisfy({ $0 == " " }) {
                let before = columns[column].alignment == .right ? padding : 0
                line += String(repeating: " ", count: blanks + before)
                line += cells[column].style.applied(to: text, colour: layout.colour)
                blanks = padding - before + Self.gap
            } else {
                blanks += width + Self.gap
            }
        }
        return line + "\n"
    }

    /// The columns to show, from left to right, and how wide each is.
    private func shownColumns(width: Int?) -> [(column: Int, width: Int)] {
        var shown = naturalWidths().enumerated().map { (column: $0, width: $1) }
        guard let width else { return shown }
        for index in shown.indices { shown[index].width = min(shown[index].width, width) }
        while true {
            let needed = shown.reduce(-Self.gap) { $0 + $1.width + Self.gap }
            if needed <= width { return shown }
            let narrow = narrowed(shown, by: needed - width)
            if let narrow { return narrow }
            // The first column stays: it names the row. Of equals the one furthest right goes.
            guard
                let least = shown.dropFirst().min(by: { left, right in
                    (columns[left.column].priority, -left.column)
                        < (columns[right.column].priority, -right.column)
                })
            else { return [(0, width)] }
            shown.removeAll { $0.column == least.column }
        }
    }

    /// The columns after they gave up `excess` between them, or nil if they have not so much to give.
    private func narrowed(
        _ shown: [(column: Int, width: Int)], by excess: Int
    ) -> [(column: Int, width: Int)]? {
        var shown = shown
        for _ in 0..<excess {
            let giving = shown.indices.filter {
                shown[$0].width > max(1, columns[shown[$0].column].leastWidth ?? Int.max)
            }
            // Of columns with one priority, the widest gives.
            let next = giving.min { left, right in
                (columns[shown[left].column].priority, -shown[left].width)
                    < (columns[shown[right].column].priority, -shown[right].width)
            }
            guard let next else { return nil }
            shown[next].width -= 1
        }
        return shown
    }

    private func naturalWidths() -> [Int] {
        var widths = columns.map { DisplayWidth.of($0.title) }
        for case .cells(let cells, let isGrouped) in rows {
            for (column, cell) in cells.enumerated() {
                let indent = column == 0 && isGrouped ? Self.indent.count : 0
                widths[column] = max(widths[column], DisplayWidth.of(cell.text) + indent)
            }
        }
        return widths
    }
}

extension Table.Layout {
    fileprivate func cut(_ text: String, to columns: Int) -> String {
        DisplayWidth.cut(text, to: columns, ellipsis: signs.ellipsis)
    }
}
