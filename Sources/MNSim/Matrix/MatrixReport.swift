package import MNCore

/// A matrix as a page: machines by models, with what each verdict rests on.
package struct MatrixReport: Sendable {
    /// One verdict.
    struct Entry: Sendable {
        var column: Int
        var status: Status
        var rule: String
        var details: [ReportPage.Detail]
        var differences: [MatrixDifference]
    }

    private var grid: ReportGrid
    /// By column.
    private var statuses: [[Status: Int]]
    /// How many verdicts that are not accepted each rule gives.
    private var blocking: [String: Int] = [:]
    /// Of how many machines an answer is missing.
    private var missing: [String: Int] = [:]
    private var machines = 0

    /// The most lines of a list.
    private static let listed = 8

    init(columns: [String]) {
        grid = ReportGrid(
            "Machines by models; a vendor's row tells on how many of its machines a model runs.",
            unit: .init("machine", "machines"), columns: columns,
            labels: ["Machine", "What it is"], isJoined: true)
        statuses = columns.map { _ in [:] }
    }

    /// Adds the verdicts on a machine.
    ///
    /// - Parameter missing: the answers that are missing of it, each once.
    mutating func add(
        _ entries: [Entry], id: String, title: String, group: String, vendors: String,
        missing: [String] = []
    ) {
        if entries.isEmpty { return }
        machines += 1
        var cells: [ReportGrid.Cell?] = grid.columns.map { _ in nil }
        for entry in entries {
            statuses[entry.column][entry.status, default: 0] += 1
            if !entry.status.isAccepted { blocking[entry.rule, default: 0] += 1 }
            cells[entry.column] = Self.cell(entry)
        }
        for gap in missing { self.missing[gap, default: 0] += 1 }
        grid.add(
            id: id, group: group, facts: [id, title], vendors: vendors, cells: cells)
    }

    /// Whether the cells of the next machine would be left out.
    var isFull: Bool { grid.isFull }

    private static let unknownRules: Set<String> = [
        Rule.ID.insufficientEvidence.rawValue, Rule.ID.cudaUnknown.rawValue,
        Rule.ID.amdUnknown.rawValue, Rule.ID.adrenoUnknown.rawValue,
        BlueprintIssue.Code.requirementsUnknown.rawValue,
        BlueprintIssue.Code.modelNotJudged.rawValue,
    ]

    private static func cell(_ entry: Entry) -> ReportGrid.Cell {
        let isUnknown = unknownRules.contains(entry.rule)
        let tone: ReportPage.Tone = isUnknown ? .unknown : entry.status.tone
        var states = [entry.status.rawValue]
        if isUnknown { states.append("unknown") }
        if !entry.differences.isEmpty { states.append("differs") }
        return ReportGrid.Cell(
            tone, entry.status.words,
            note: entry.differences.isEmpty ? entry.rule : "\(entry.rule) – not as wanted",
            states: states.joined(separator: " "), isCounted: entry.status.isAccepted,
            [ReportPage.Detail("Rule", "\(entry.rule), \(entry.status.words)")]
                + entry.differences.map { ReportPage.Detail("Not as wanted", $0.sentence) }
                + entry.details)
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - inputs: what else the verdicts rest on.
    ///   - warnings: why this is not the whole.
    package func page(
        _ kind: String, _ tally: MatrixTally, warnings: [String] = [],
        inputs: [ReportPage.Detail] = []
    ) -> ReportPage {
        let accepted = statuses.map { counts in
            counts.filter(\.key.isAccepted).values.sum()
        }
        let isOne = grid.columns.count == 1
        var page = ReportPage(
            kind,
            ReportPage.sentence(
                Array(zip(grid.columns, accepted)), of: machines, "runs on", "simulated machine"),
            tally.counts.isEmpty ? .good : .failed)
        page.summary =
            ([tally.machineLine].compactMap(\.self)
            + [tally.summaryLine(isMarked: false)]).joined(separator: " ")
        page.warnings = warnings
        page.add("Not as it should be", .sentences(Self.sentences(tally)))
        let total = statuses.map { $0.values.sum() }.sum()
        page.add(
            "What blocks most", note: "By the rule that decides.",
            .counts(
                Self.counts(blocking, .failed), of: total,
                unit: isOne ? "machines" : "verdicts"))
        page.add(
            "What is not told", note: "Answers that are missing, by the machines that lack them.",
            .counts(Self.counts(missing, .unknown), of: machines, unit: "machines"))
        page.add(
            "Shares",
            .bars(
                zip(grid.columns, statuses).map { name, counts in
                    ReportPage.Bar(name, Status.allCases.map { counts[$0] ?? 0 })
                }, of: "Model", legend: Status.allCases.map { ($0.words, $0.tone) }))
        var grid = grid
        grid.sort(isByCount: false)
        grid.states =
            Status.allCases.map { ($0.rawValue, $0.words, $0.tone) }
            + [("unknown", "not known", .unknown)]
            + (tally.counts.isEmpty ? [] : [("differs", "not as wanted", .failed)])
        page.add("Machines", .grid(grid))
        page.add(
            "Inputs",
            .details([ReportPage.Detail("Driver data", "of \(tally.dataDay)")] + inputs))
        return page
    }

    private static func sentences(_ tally: MatrixTally) -> [String] {
        MatrixDifference.Kind.allCases.flatMap { kind -> [String] in
            let shown = tally.differences.filter { $0.kind == kind }.prefix(listed).map(\.sentence)
            let rest = (tally.counts[kind] ?? 0) - shown.count
            return shown + (rest > 0 ? ["And \(kind.words(rest)) more."] : [])
        }
    }

    private static func counts(
        _ counts: [String: Int], _ tone: ReportPage.Tone
    ) -> [ReportPage.Count] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(listed)
            .map { ReportPage.Count($0.value, $0.key, tone) }
    }
}

extension Status {
    package var words: String { self == .forceOnly ? "by force" : rawValue }

    fileprivate var tone: ReportPage.Tone {
        switch self {
        case .pass: .good
        case .warning, .forceOnly: .warning
        case .fail: .failed
        }
    }
}

// MARK: - Of a run

extension MatrixReport {
    package init(_ matrix: Matrix) {
        self.init(
            columns: matrix.subjects.map { subject in
                let isAlone = matrix.subjects.count { $0.id == subject.id } == 1
                return subject.id
                    + (isAlone ? "" : subject.model.map { " on \($0.backend)" } ?? "")
            })
    }

    /// Adds the verdicts on a machine that are shown.
    package mutating func add(
        _ cells: [MatrixGate.Checked], _ matrix: Matrix, _ slice: Matrix.Slice
    ) {
        let suitable = isFull ? [] : matrix.suitable(on: slice)
        var missing: [String] = []
        let entries = cells.map { checked in
            var entry = Entry(
                column: checked.cell.subject, status: checked.cell.status, rule: checked.cell.rule,
                details: [], differences: checked.differences)
            guard !isFull else { return entry }
            guard let advice = matrix.advice(checked.cell, on: slice, suitable: suitable) else {
                entry.details = [.init("Demanded", slice.demandSentence)]
                return entry
            }
            if checked.cell.status != .pass { missing += advice.verdict.gaps.map(\.summary) }
            entry.details = Self.details(advice, matrix.boundary(checked.cell, on: slice))
            return entry
        }
        let vendors = slice.hardware.gpus.map(\.vendor).uniqued()
        add(
            entries, id: slice.profile.id, title: slice.profile.title,
            group: vendors.first.map { "\($0.words) GPU" } ?? "No supported GPU",
            vendors: vendors.isEmpty ? "none" : vendors.map(\.rawValue).joined(separator: " "),
            missing: missing.uniqued())
    }

    /// What a verdict rests on, down to the line that was read, and what is on its other side.
    private static func details(
        _ advice: RuleTable.Advice, _ boundary: Boundary?
    ) -> [ReportPage.Detail] {
        typealias Detail = ReportPage.Detail
        return [Detail("Verdict", advice.message)]
            + advice.warnings.map { Detail("Warning", $0) }
            + advice.verdict.evidence.map { Detail("Read from", "\($0): \($0.quote)") }
            + advice.verdict.gaps.map { Detail("Not told", "\($0)") }
            + (boundary?.foremost ?? []).map { Detail("Next threshold", $0.words) }
            + (advice.verdict.status == .pass ? [] : advice.fixes.map { Detail("To do", $0) })
    }
}

// MARK: - Of shards

extension MatrixReport {
    /// - Parameter machines: what receipts carry of each machine.
    init(merged machines: [(profile: String, cells: [MergedCell])]) {
        let columns = machines.flatMap { $0.cells.map(\.case.model) }.uniqued()
        let places = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
        self.init(columns: columns)
        for (profile, cells) in machines {
            let entries = cells.compactMap { cell -> Entry? in
                guard let column = places[cell.case.model] else { return nil }
                return Entry(
                    column: column, status: cell.status, rule: cell.rule,
                    details: cell.details, differences: cell.case.differences)
            }
            add(entries, id: profile, title: "", group: "", vendors: "")
        }
    }

    /// A verdict as a receipt carries it: its rule and numbers, and no line of evidence.
    struct MergedCell: Sendable {
        var `case`: MatrixJUnit.Case
        var status: Status
        var rule: String
        var found: ByteCount?
        var needed: ByteCount?

        fileprivate var details: [ReportPage.Detail] {
            `case`.reasons.map { ReportPage.Detail("Verdict", $0) }
                + [
                    found.map { ReportPage.Detail("Found", "\($0)") },
                    needed.map { ReportPage.Detail("Needed", "\($0)") },
                ].compactMap(\.self)
        }
    }
}
