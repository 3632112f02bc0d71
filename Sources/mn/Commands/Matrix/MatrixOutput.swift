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
    /// Whether a blueprint wants to know of each machine as a whole.
    private let isOfBlueprint: Bool
    /// The verdicts for a trace; those of a form that streams stand in its lines.
    private(set) var rulings: [Report.Ruling] = []

    /// - Parameters:
    ///   - reports: whether a JUnit report is kept for a file.
    ///   - isOfBlueprint: whether each machine is told as a whole, too.
    init(
        _ form: Form, _ matrix: Matrix, _ world: World, reports: Bool, isOfBlueprint: Bool
    ) {
        self.isOfBlueprint = isOfBlueprint
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

    mutating func add(
        _ cells: [MatrixGate.Checked], _ slice: Matrix.Slice, to gate: inout MatrixGate
    ) {
        let machine = isOfBlueprint ? MatrixMachine(slice, matrix) : nil
        if let machine { gate.add(machine) }
        let profile = slice.profile.id
        switch form {
        case .text, .markdown: table.add(cells, profile: profile)
        case .json:
            document.add(cells, matrix, slice)
            if let machine { document.add(machine) }
        case .lines:
            terminal.write(lines.text(cells, profile: profile))
            if let machine { terminal.write(MatrixLines.machine(machine)) }
        case .junit: terminal.write(suite(cells, slice))
        }
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
        MatrixJUnit.suite(cells, matrix, slice, shown: discretion.shown)
    }

    private func end(_ gate: MatrixGate, _ error: (any DiagnosticError)? = nil) -> String {
        MatrixJUnit.end(gate, error: error, shown: discretion.shown)
    }

    /// Writes what comes after the last verdict of a form that streams.
    ///
    /// - Parameter error: what ended it before all machines were judged.
    func finish(_ gate: MatrixGate, _ error: (any DiagnosticError)? = nil) {
        if form == .lines {
            terminal.write(MatrixLines.end(gate, error: error, shown: discretion.shown))
        }
        if form == .junit { terminal.write(end(gate, error)) }
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
            if let line = gate.machineLine { text += page.wrapped(line, hanging: 0) }
            text += page.wrapped(summary + shortened, hanging: 0)
        case .markdown:
            if let differences = gate.differenceTable { text += differences.markdown + "\n" }
            text += table.table.markdown + "\n"
            if let line = gate.machineLine { text += line + "\n\n" }
            text += "\(summary)\(shortened)\n"
        case .json, .lines, .junit: break
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
    private let command: String
    /// The forms that standard output was asked for.
    private let forms: [String]
    /// The file of the JUnit report; `-` is standard output.
    private let junit: String?

    /// - Parameter words: the command line, which may be wrong. Nil if the command makes no reports.
    init?(_ words: some Sequence<String>, _ world: World) {
        let words = Array(words.prefix { $0 != "--" })
        let names = words.prefix { !$0.hasPrefix("-") }
        guard let command = Self.commands.first(where: { Array(names.prefix(2)) == $0 }) else {
            return nil
        }
        self.world = world
        self.command = command.joined(separator: " ")
        forms = Self.allForms.filter { words.contains("--\($0)") }
        var junit: String?
        for (index, word) in words.enumerated() {
            if word.hasPrefix("--junit=") { junit = String(word.dropFirst(8)) }
            if word == "--junit", index + 1 < words.count { junit = words[index + 1] }
        }
        self.junit = junit.flatMap { $0.isEmpty || $0 != "-" && $0.hasPrefix("-") ? nil : $0 }
    }

    init(_ arguments: ParsedArguments, _ world: World) {
        self.world = world
        command = arguments.command.words.joined(separator: " ")
        forms = Self.allForms.filter(arguments.has)
        junit = arguments.value("junit")
    }

    private static let allForms = ["json", "jsonl", "markdown"]
    private static let commands = [["sim", "matrix"], ["sim", "run"], ["blueprint", "validate"]]

    /// Whether standard output was asked for a form that this writes.
    var isStreamed: Bool { forms == ["jsonl"] || forms.isEmpty && junit == "-" }

    /// Writes the reports.
    ///
    /// - Parameter isStreamed: whether what stands on standard output is whole already.
    func write(_ cause: any DiagnosticError, isStreamed: Bool = false) {
        let discretion = Discretion(world)
        let report = MatrixJUnit.failure(of: command, cause, shown: discretion.shown)
        // Standard output can hold one thing only.
        switch (forms, junit == "-") {
        case (["jsonl"], false) where !isStreamed && command != "sim run":
            world.terminal.write(MatrixLines.failure(cause, shown: discretion.shown))
        case ([], true) where !isStreamed && command != "sim run": world.terminal.write(report)
        default: break
        }
        guard let junit, junit != "-" || command == "sim run" else { return }
        do throws(FileFault) {
            try world.files.replace(junit, with: Array(report.utf8))
        } catch {
            // It may be what the cause is about.
            if (cause as? FileFault)?.path == junit { return }
            world.terminal.writeError(
                "mn: The report was not written: \(Sanitized.line(error.problem))\n")
        }
    }
}
