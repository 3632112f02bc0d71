import MNCore
import MNSim

/// Where the verdicts of a matrix go: to one of several forms on standard output, and to a JUnit file.
struct MatrixOutput {
    /// What is on standard output.
    private let form: OutputForm
    private let matrix: Matrix
    private let terminal: any Terminal
    private let discretion: Discretion
    private var table: MatrixTable
    private var document = MatrixDocument()
    private var lines: MatrixLines
    /// The report for a file so far; a file is replaced whole.
    private var report: String?
    /// The report as a page so far.
    private var page: MatrixReport?
    /// What makes the lines of a shard a receipt.
    private var writer: ReceiptWriter?
    /// The receipt for a file so far, likewise.
    private(set) var receipt: String?
    /// What another catalog gives otherwise, if that is asked.
    var against: CatalogComparison?
    private let extent: Extent
    /// Whether a blueprint wants to know of each machine as a whole.
    private let isOfBlueprint: Bool
    /// The verdicts for a trace; those of a form that streams stand in its lines.
    private(set) var rulings: [Report.Ruling] = []

    /// How much is shown to people and in a document; forms that stream say all.
    enum Extent: Hashable, Sendable {
        case all
        case differences
        /// The same, and nothing where there are none.
        case quiet

        init(_ arguments: ParsedArguments) {
            self =
                arguments.has("quiet")
                ? .quiet : arguments.has("only-differences") ? .differences : .all
        }
    }

    /// - Parameters:
    ///   - reports: whether a JUnit report is kept for a file.
    ///   - pages: whether a report is kept as a page.
    ///   - isOfBlueprint: whether each machine is told as a whole, too.
    ///   - shard: of which shard this is, if it is of one, and whether a receipt is kept for a file.
    init(
        _ form: OutputForm, _ matrix: Matrix, _ world: World, reports: Bool, pages: Bool = false,
        isOfBlueprint: Bool,
        extent: Extent = .all,
        shard: (head: ReceiptWriter.Head, isKept: Bool)? = nil
    ) {
        self.isOfBlueprint = isOfBlueprint
        self.form = form
        self.extent = extent
        self.matrix = matrix
        terminal = world.terminal
        discretion = Discretion(world)
        table = MatrixTable(matrix)
        lines = MatrixLines(matrix)
        report = reports ? MatrixJUnit.header(matrix.dataDay) : nil
        page = pages ? MatrixReport(matrix) : nil
        receipt = shard?.isKept == true ? "" : nil
        writer = shard.map { [discretion] in ReceiptWriter($0.head, shown: discretion.shown) }
        let header = MatrixLines.header(matrix.dataDay)
        let models = JSON.strings(matrix.subjects.map(\.id))
        let first =
            writer?.header(header.merging(["models": models])) ?? MatrixLines.line(header)
        put(first)
        if form == .junit { terminal.write(MatrixJUnit.header(matrix.dataDay)) }
    }

    /// Writes lines of JSON to whoever wants them.
    private mutating func put(_ lines: String) {
        if form == .lines { terminal.write(lines) }
        receipt?.append(lines)
    }

    /// Whether standard output is written while machines are judged.
    var isStreamed: Bool { form == .lines || form == .junit }

    /// Whether anybody wants lines of JSON.
    private var isLined: Bool { form == .lines || receipt != nil }

    private mutating func addLines(
        _ cells: [MatrixGate.Checked], _ slice: Matrix.Slice, _ machine: MatrixMachine?
    ) {
        let profile = slice.profile.id
        let text =
            lines.text(cells, profile: profile) + (machine.map(MatrixLines.machine) ?? "")
        guard writer != nil else { return put(text) }
        let reasons = cells.filter { !$0.differences.isEmpty }.map {
            MatrixLines.why(MatrixJUnit.Case($0, matrix, slice), profile: profile)
        }
        let subjects = matrix.subjects.map(\.id)
        writer?.judged(profile, subjects)
        let shown = Set(cells.map(\.cell.subject))
        let hidden = subjects.indices.filter { !shown.contains($0) }.map { subjects[$0] }
        let rest = reasons.joined() + MatrixLines.hidden(hidden, profile: profile)
        let told = writer?.lines(text + rest) ?? text
        put(told)
    }

    mutating func add(
        _ cells: [MatrixGate.Checked], _ slice: Matrix.Slice, to gate: inout MatrixGate
    ) {
        let judged = matrix
        let machine = isOfBlueprint ? MatrixMachine(slice, matrix) : nil
        if let machine { gate.add(machine) }
        let profile = slice.profile.id
        let told = extent == .all ? cells : cells.filter { !$0.differences.isEmpty }
        switch form {
        case .text, .markdown: table.add(told, profile: profile)
        case .json:
            document.add(told, matrix, slice)
            if let machine { document.add(machine) }
        case .junit: terminal.write(suite(cells, slice))
        case .lines, .html: break
        }
        page?.add(told, judged, slice)
        if isLined { addLines(cells, slice, machine) }
        if report != nil {
            let suite = suite(cells, slice)
            report?.append(suite)
        }
        guard form != .lines, form != .junit, rulings.count < MatrixTable.rowLimit else { return }
        rulings += cells.map { checked in
            Report.Ruling(
                model: matrix.subjects[checked.cell.subject].id,
                rule: checked.cell.rule, status: checked.cell.status.rawValue)
        }
    }

    private func suite(_ cells: [MatrixGate.Checked], _ slice: Matrix.Slice) -> String {
        MatrixJUnit.suite(
            cells.map { MatrixJUnit.Case($0, matrix, slice) }, profile: slice.profile.id,
            shown: discretion.shown)
    }

    private func end(_ gate: MatrixGate, _ error: (any DiagnosticError)? = nil) -> String {
        MatrixJUnit.end(gate.tally, error: error, shown: discretion.shown)
    }

    /// Writes what comes after the last verdict of a form that streams.
    ///
    /// - Parameter error: what ended it before all machines were judged.
    mutating func finish(_ gate: MatrixGate, _ error: (any DiagnosticError)? = nil) {
        if form == .junit { terminal.write(end(gate, error)) }
        guard isLined else { return }
        var rest = MatrixLines.gone(gate.tally)
        if let error { rest = MatrixLines.error(error, discretion.shown) + rest }
        rest = writer?.lines(rest) ?? rest
        rest +=
            writer?.end(MatrixLines.receiptEnd(gate.tally))
            ?? MatrixLines.line(MatrixLines.end(gate.tally))
        put(rest)
    }

    /// The whole report for a file; nil if none is kept.
    func report(_ gate: MatrixGate) -> String? { report.map { $0 + end(gate) } }

    /// The report as a page.
    func page(
        _ kind: String, _ gate: MatrixGate, warnings: [String], _ inputs: [ReportPage.Detail]
    ) -> ReportPage {
        (page ?? MatrixReport(matrix)).page(kind, gate.tally, warnings: warnings, inputs: inputs)
    }

    /// The document; null in another form.
    func json(_ gate: MatrixGate, baseline: JSON, notices: [String]) -> JSON {
        guard form == .json else { return .null }
        let json = document.json(gate.tally, baseline: baseline, notices: notices)
        guard let against, let members = json.object else { return json }
        return .object(members.merging(["against": against.json]))
    }

    /// The result for people; empty where a form that streams has said it.
    func text(_ gate: MatrixGate, _ page: Page) -> String {
        var text = ""
        let tally = gate.tally
        let summary = tally.summaryLine(isMarked: extent == .all)
        let shortened =
            table.omitted == 0
            ? "" : " \(table.omitted) more are not in the table; --jsonl lists them all."
        switch form {
        case .text:
            if extent == .quiet, tally.counts.isEmpty, against?.flips.isEmpty ?? true { return "" }
            if let against {
                text += page.wrapped(against.sentence, hanging: 0)
                if let table = against.table {
                    text += page.table(table)
                }
                text += "\n"
            }
            if let differences = tally.differenceTable {
                text += page.table(differences) + "\n"
            }
            // The differences have their table.
            if extent == .all {
                text += page.table(table.table) + "\n"
            }
            if let line = tally.machineLine { text += page.wrapped(line, hanging: 0) }
            text += page.wrapped(summary + shortened, hanging: 0)
        case .markdown:
            if extent == .quiet, tally.counts.isEmpty, against?.flips.isEmpty ?? true { return "" }
            if let against {
                text += against.sentence + "\n\n" + (against.table.map { $0.markdown + "\n" } ?? "")
            }
            if let differences = tally.differenceTable { text += differences.markdown + "\n" }
            if extent == .all { text += table.table.markdown + "\n" }
            if let line = tally.machineLine { text += line + "\n\n" }
            text += "\(summary)\(shortened)\n"
        case .json, .lines, .junit, .html: break
        }
        return text
    }
}

/// The reports of a command that could not judge: each is whole, and of its kind, and none is left as it was
/// before.
struct FailedReport {
    /// An error behind which the form on standard output is whole already.
    struct Streamed: Error {
        var cause: any DiagnosticError
    }

    private let world: World
    private let arguments: ParsedArguments

    init(_ arguments: ParsedArguments, _ world: World) {
        self.world = world
        self.arguments = arguments
    }

    /// Whether standard output was asked for a form that this writes.
    var isStreamed: Bool { [[.lines], [.junit], [.html]].contains(arguments.forms) }

    /// Writes the reports.
    ///
    /// - Parameter isStreamed: whether what stands on standard output is whole already.
    func write(_ cause: any DiagnosticError, isStreamed: Bool = false) {
        let discretion = Discretion(world)
        let report = MatrixJUnit.failure(
            of: arguments.command.words.joined(separator: " "), cause, shown: discretion.shown)
        switch arguments.forms {
        case [.lines] where !isStreamed:
            let kind = ReceiptKind(command: arguments.command.words)
            world.terminal.write(MatrixLines.failure(kind, cause, shown: discretion.shown))
        case [.junit] where !isStreamed: world.terminal.write(report)
        default: break
        }
        writePage(cause, isStreamed: isStreamed)
        guard let junit = arguments.reportFile(world.environment), !junit.isEmpty,
            (try? arguments.newReportFile(world)) != nil
        else { return }
        do throws(FileFault) {
            try world.files.replace(junit, with: Array(report.utf8))
        } catch {
            // It may be what the cause is about.
            if (cause as? FileFault)?.path == junit { return }
            tell(error)
        }
    }

    private func writePage(_ cause: any DiagnosticError, isStreamed: Bool) {
        do throws(FileFault) {
            let text = try PageFile.fail(cause, arguments, world)
            if !isStreamed { world.terminal.write(text) }
        } catch {
            tell(error)
        }
    }

    private func tell(_ error: FileFault) {
        world.terminal.say(
            TerminalMessage(.error, "The report was not written: \(error.problem)"))
    }
}
