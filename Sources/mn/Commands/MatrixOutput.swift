import MNCore
import MNSim

/// Where the verdicts of a matrix go: to one of several forms on standard output, and to a JUnit file.
struct MatrixOutput {
    /// What is on standard output.
    enum Form: Hashable {
        case text, markdown, json, lines, junit
    }

    private let form: Form
    private let matrix: Matrix
    private let terminal: any Terminal
    private let discretion: Discretion
    private var table: MatrixTable
    private var document = MatrixDocument()
    private var lines: MatrixLines
    /// The report for a file so far; a file is replaced whole.
    private var report: String?
    /// The verdicts for a trace; those of a form that streams stand in its lines.
    private(set) var rulings: [Report.Ruling] = []

    /// - Parameter reports: whether a JUnit report is kept for a file.
    init(_ form: Form, _ matrix: Matrix, _ world: World, reports: Bool) {
        self.form = form
        self.matrix = matrix
        terminal = world.terminal
        discretion = Discretion(world)
        table = MatrixTable(matrix)
        lines = MatrixLines(matrix)
        report = reports ? MatrixJUnit.header(matrix) : nil
        if form == .lines { terminal.write(MatrixLines.header(matrix)) }
        if form == .junit { terminal.write(MatrixJUnit.header(matrix)) }
    }

    mutating func add(_ cells: [MatrixGate.Checked], _ slice: Matrix.Slice) {
        let profile = slice.profile.id
        switch form {
        case .text, .markdown: table.add(cells, profile: profile)
        case .json: document.add(cells, matrix, slice)
        case .lines: terminal.write(lines.text(cells, profile: profile))
        case .junit: terminal.write(suite(cells, slice))
        }
        if report != nil {
            let suite = suite(cells, slice)
            report?.append(suite)
        }
        guard form != .lines, form != .junit, rulings.count < MatrixTable.rowLimit else { return }
        rulings += cells.map { checked in
            Report.Ruling(
                model: matrix.models[checked.cell.model].id,
                rule: checked.cell.decision.rule.rawValue,
                status: checked.cell.decision.status.rawValue)
        }
    }

    private func suite(_ cells: [MatrixGate.Checked], _ slice: Matrix.Slice) -> String {
        MatrixJUnit.suite(cells, matrix, slice, shown: discretion.shown)
    }

    private func end(_ gate: MatrixGate) -> String {
        MatrixJUnit.end(gate, shown: discretion.shown)
    }

    /// Writes what comes after the last verdict of a form that streams.
    func finish(_ gate: MatrixGate) {
        if form == .lines { terminal.write(MatrixLines.end(gate)) }
        if form == .junit { terminal.write(end(gate)) }
    }

    /// The whole report for a file; nil if none is kept.
    func report(_ gate: MatrixGate) -> String? { report.map { $0 + end(gate) } }

    /// The document; null in another form.
    func json(_ gate: MatrixGate, baseline: JSON, notices: [String]) -> JSON {
        form == .json ? document.json(gate, baseline: baseline, notices: notices) : .null
    }

    /// The result for people; empty where a form that streams has said it.
    func text(_ gate: MatrixGate, _ page: Page) -> String {
        var text = ""
        let summary = gate.summaryLine
        let shortened =
            table.omitted == 0
            ? "" : " \(table.omitted) more are not in the table; --jsonl lists them all."
        switch form {
        case .text:
            if let differences = gate.differenceTable {
                text += differences.text(width: page.width, colour: page.colour) + "\n"
            }
            text += table.table.text(width: page.width, colour: page.colour) + "\n"
            text += page.wrapped(summary + shortened, hanging: 0)
        case .markdown:
            if let differences = gate.differenceTable { text += differences.markdown + "\n" }
            text += table.table.markdown + "\n\(summary)\(shortened)\n"
        case .json, .lines, .junit: break
        }
        return text
    }
}
