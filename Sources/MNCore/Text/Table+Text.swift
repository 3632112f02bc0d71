extension Table {
    private static let gap = 2
    /// The blanks before a row that stands under a heading.
    private static let indent = "  "

    /// The table as lines, each with a line feed and without blanks at its end.
    ///
    /// - Parameter width: the columns of the terminal, which no line exceeds; nil: nothing is cut.
    /// - Parameter colour: whether the styles of the cells are rendered.
    package func text(width: Int?, colour: Bool = false) -> String {
        let layout = layout(width: width.map { max($0, 1) })
        var text = ""
        if columns.contains(where: { !$0.title.isEmpty }) {
            text += line(columns.map { Cell($0.title) }, isGrouped: false, layout, colour)
        }
        for (index, row) in rows.enumerated() {
            switch row {
            case .heading(let cell):
                if index > 0 { text += "\n" }
                let cut = width.map { DisplayWidth.cut(cell.text, to: max($0, 1)) } ?? cell.text
                text += cell.style.applied(to: cut, colour: colour) + "\n"
            case .cells(let cells, let isGrouped):
                text += line(cells, isGrouped: isGrouped, layout, colour)
            }
        }
        return text
    }

    private func line(
        _ cells: [Cell], isGrouped: Bool, _ layout: [(column: Int, width: Int)], _ colour: Bool
    ) -> String {
        var line = ""
        // Blanks are written only before more text, so that none are left at the end.
        var blanks = 0
        for (column, width) in layout {
            var text = column < cells.count ? cells[column].text : ""
            if column == 0, isGrouped { text = Self.indent + text }
            text = DisplayWidth.cut(text, to: width)
            let padding = width - DisplayWidth.of(text)
            if !text.allSatisfy({ $0 == " " }) {
                let before = columns[column].alignment == .right ? padding : 0
                line += String(repeating: " ", count: blanks + before)
                line += cells[column].style.applied(to: text, colour: colour)
                blanks = padding - before + Self.gap
            } else {
                blanks += width + Self.gap
            }
        }
        return line + "\n"
    }

    /// The columns to show, from left to right, and how wide each is.
    private func layout(width: Int?) -> [(column: Int, width: Int)] {
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
