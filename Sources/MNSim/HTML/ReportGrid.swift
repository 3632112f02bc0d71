import MNCore

/// The table of a report: machines, promises or scenarios, with cells that can be opened.
///
/// What cells say is kept once for each column.
package struct ReportGrid: Sendable {
    package typealias Tone = ReportPage.Tone
    package typealias Detail = ReportPage.Detail

    /// What stands in a cell, and what it rests on.
    package struct Cell: Hashable, Sendable {
        package var tone: Tone
        package var word: String
        /// A second line in small letters; empty if there is none.
        package var note: String
        /// The words for `s:` of the filter, separated by blanks.
        package var states: String
        package var details: [Detail]
        /// Whether its machines are among those of which a family's row tells.
        package var isCounted: Bool

        package init(
            _ tone: Tone, _ word: String, note: String = "", states: String,
            isCounted: Bool? = nil, _ details: [Detail]
        ) {
            self.tone = tone
            self.word = word
            self.note = note
            self.states = states
            self.details = details
            self.isCounted = isCounted ?? (tone == .good)
        }
    }

    package struct Row: Sendable {
        /// Names the row in links.
        package var id: String
        /// The family that it stands in; empty if there are none.
        package var group: String
        /// How many machines it stands for.
        package var count: Int
        /// What is told of it, by the labels of the grid.
        package var facts: [String]
        /// The words for `v:` of the filter, separated by blanks.
        package var vendors: String
        /// By column the number of its cell from 1; 0 for none.
        fileprivate(set) var cells: [Int]
    }

    /// A noun with its plural.
    package struct Noun: Hashable, Sendable {
        package var one: String
        package var many: String

        package init(_ one: String, _ many: String) {
            self.one = one
            self.many = many
        }

        func words(_ count: Int) -> String { Words.grouped(count, one, many) }
    }

    package var caption: String
    /// What a row is.
    package var unit: Noun
    /// What the counts of rows count; nil if each row stands for itself.
    package var counted: Noun?
    package var columns: [String]
    /// The labels of what is told of each row.
    package var labels: [String]
    /// Whether that stands in one column, the first of it large.
    package var isJoined: Bool
    /// What the filter offers: the word for `s:`, and what cells call it.
    package var states: [(state: String, word: String, tone: Tone)] = []
    /// Rows that are counted and not kept.
    package var omitted = 0

    private(set) var rows: [Row] = []
    /// By column.
    private(set) var cells: [[Cell]]
    private var places: [[Cell: Int]]

    /// The most cells that are kept; a page is to be opened.
    package static let cellLimit = 200_000

    package init(
        _ caption: String, unit: Noun, counted: Noun? = nil, columns: [String], labels: [String],
        isJoined: Bool = false
    ) {
        self.caption = caption
        self.unit = unit
        self.counted = counted
        self.columns = columns
        self.labels = labels
        self.isJoined = isJoined
        cells = columns.map { _ in [] }
        places = columns.map { _ in [:] }
    }

    /// Whether the next row would be left out.
    package var isFull: Bool { (rows.count + 1) * columns.count > Self.cellLimit }

    /// Adds a row.
    ///
    /// - Parameters:
    ///   - facts: as many as there are labels.
    ///   - cells: as many as there are columns; nil for none.
    package mutating func add(
        id: String, group: String = "", count: Int = 1, facts: [String], vendors: String = "",
        cells: [Cell?]
    ) {
        if isFull {
            omitted += 1
            return
        }
        var numbers: [Int] = []
        for (column, cell) in cells.enumerated() {
            numbers.append(cell.map { number($0, column) } ?? 0)
        }
        rows.append(
            Row(
                id: id, group: group, count: count, facts: facts, vendors: vendors, cells: numbers))
    }

    private mutating func number(_ cell: Cell, _ column: Int) -> Int {
        if let known = places[column][cell] { return known }
        cells[column].append(cell)
        places[column][cell] = cells[column].count
        return cells[column].count
    }

    /// What stands in a cell; nil for none.
    func cell(_ row: Row, _ column: Int) -> Cell? {
        row.cells[column] == 0 ? nil : cells[column][row.cells[column] - 1]
    }

    /// Sorts by family, then the rows with most machines first.
    ///
    /// - Parameter isByCount: otherwise the rows of a family stay as they came.
    package mutating func sort(isByCount: Bool) {
        let order = rows.enumerated().sorted { left, right in
            let (one, two) = (left.element, right.element)
            if one.group != two.group { return one.group < two.group }
            if isByCount, one.count != two.count { return one.count > two.count }
            return left.offset < right.offset
        }
        rows = order.map(\.element)
    }

    /// The rows by family, in their order.
    var families: [(name: String, rows: Range<Int>)] {
        var families: [(name: String, rows: Range<Int>)] = []
        for (index, row) in rows.enumerated() {
            if let last = families.last, last.name == row.group {
                families[families.count - 1].rows = last.rows.lowerBound..<index + 1
            } else {
                families.append((row.group, index..<index + 1))
            }
        }
        return families
    }

    /// How many machines all rows stand for.
    var total: Int { rows.map(\.count).sum() }
}
