package import MNCore
package import MNSim

/// The verdict on a fleet as a page: classes of machines by models.
///
/// Where the classes are at hand it tells their facts and the rules that decide; of receipts it tells what
/// they carry.
package struct FleetReport: Sendable {
    private let verdict: FleetVerdict
    private var grid: ReportGrid
    /// Machines on which a model does not run, by the rule and the model.
    private var blocking: [Blocking: Int] = [:]
    private var sizes: GPUMemoryChart?

    private struct Blocking: Hashable {
        var words: String
        var model: String
        var tone: ReportPage.Tone
    }

    /// The most lines of a list.
    private static let listed = 8

    /// - Parameters:
    ///   - classes: those that were judged, in the order of the verdict.
    ///   - models: those of the verdict.
    package init(
        _ verdict: FleetVerdict, _ classes: [Fleet.Class], _ models: [Model], _ rules: RuleTable
    ) {
        self.init(
            verdict, labels: ["Class", "GPU memory", "memory", "system", "driver"])
        var judge = FleetJudge(models, rules)
        var chart = GPUMemoryChart(models, rules.policy)
        for (one, judged) in zip(classes, verdict.classes) {
            let grounds = judge.grounds(one.facts)
            chart.add(one.facts, one.count)
            add(
                judged, id: one.id, group: one.facts.family, facts: one.facts.labels,
                vendors: one.facts.vendorWords
            ) { index, outcome in
                one.facts.details(outcome, grounds[index])
            } rules: { index in
                grounds[index].map(\.rule.rawValue).joined(separator: " or ")
            }
        }
        sizes = chart
        grid.sort(isByCount: true)
    }

    /// Of receipts, which carry no facts.
    package init(merged verdict: FleetVerdict) {
        self.init(verdict, labels: ["Class"])
        for one in verdict.classes {
            add(one, id: one.id, group: "", facts: [one.id], vendors: "") { _, _ in
                []
            } rules: { _ in
                ""
            }
        }
        grid.sort(isByCount: true)
    }

    private init(_ verdict: FleetVerdict, labels: [String]) {
        self.verdict = verdict
        grid = ReportGrid(
            "Classes of machines by models; a family's row tells on how many of its machines one runs.",
            unit: .init("class", "classes"),
            counted: .init("machine", "machines"), columns: verdict.tallies.map(\.id),
            labels: labels, isJoined: true)
        grid.states = [
            ("runs", "runs", .good), ("after", "after an action", .warning),
            ("no", "does not run", .failed), ("unknown", "not known", .unknown),
        ]
    }

    private mutating func add(
        _ judged: FleetVerdict.Class, id: String, group: String, facts: [String], vendors: String,
        _ details: (Int, FleetOutcome) -> [ReportPage.Detail], rules: (Int) -> String
    ) {
        var cells: [ReportGrid.Cell?] = []
        for (index, outcome) in judged.outcomes.enumerated() {
            var details = [ReportPage.Detail("Outcome", outcome.words)] + details(index, outcome)
            let rules = rules(index)
            if !rules.isEmpty { details.append(ReportPage.Detail("Rule", rules)) }
            if let words = outcome.blocks {
                let why = rules.isEmpty || outcome.tone == .warning ? words : "\(words): \(rules)"
                let blocking = Blocking(
                    words: why, model: verdict.tallies[index].id, tone: outcome.tone)
                self.blocking[blocking, default: 0] += judged.count
            }
            cells.append(
                ReportGrid.Cell(outcome.tone, outcome.short, states: outcome.states, details))
        }
        grid.add(
            id: id, group: group, count: judged.count, facts: facts, vendors: vendors, cells: cells)
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - inputs: what else the verdict rests on.
    ///   - longest: sentences on contexts, where they were asked for.
    ///   - warnings: why this is not the whole.
    package func page(
        _ kind: String, warnings: [String] = [], longest: [String] = [],
        inputs: [ReportPage.Detail] = []
    ) -> ReportPage {
        let tallies = verdict.tallies
        let total = verdict.machines
        var page = ReportPage(
            kind,
            ReportPage.sentence(
                tallies.map { ($0.id, $0.runs) }, of: total, "runs on", "machine"),
            tallies.allSatisfy { $0.runs == total }
                ? .good : tallies.allSatisfy { $0.runs == 0 } ? .failed : .warning)
        page.summary = summary
        page.warnings = warnings
        let isOne = tallies.count == 1
        page.add(
            "What blocks most machines", note: "By what would lift it, or by the rule.",
            .counts(
                blocking.sorted {
                    ($1.value, $0.key.words, $0.key.model) < ($0.value, $1.key.words, $1.key.model)
                }.prefix(Self.listed).map { blocking, count in
                    ReportPage.Count(
                        count, isOne ? blocking.words : "\(blocking.model) \(blocking.words)",
                        blocking.tone)
                }, of: total, unit: "machines"))
        page.add(
            "What to ask the inventory for", note: "Facts that would tell about some model.",
            .counts(
                verdict.wanted.map { ReportPage.Count($0.machines, $0.fact.words, .unknown) },
                of: total, unit: "machines"))
        page.add("Longest contexts", .sentences(longest))
        page.add("Shares", shares)
        if let sizes {
            page.add(
                "GPU memory",
                note:
                    "Machines by the memory of their largest GPU, and the models for which it is enough.",
                .counts(sizes.counts, of: total, unit: "machines"))
        }
        page.add("Machines", .grid(grid))
        page.add("Inputs", .details(self.inputs + inputs))
        return page
    }

    private var summary: String {
        "\(Words.grouped(verdict.machines, "machine")) in "
            + "\(Words.grouped(verdict.classes.count, "class", "classes"))"
            + (verdict.asOf.map { ", as of \($0)" } ?? "")
            + ", by the driver data of \(verdict.dataDay)."
            + (verdict.tallies.contains { $0.runsAssumed > 0 }
                ? " Given Docker: nothing is told of it on some, and it is taken for Docker Engine on "
                    + "Linux, for Docker Desktop elsewhere." : "")
    }

    private var shares: ReportPage.Part {
        .bars(
            verdict.tallies.map { tally in
                var notes: [String] = []
                if tally.runsAssumed > 0 {
                    notes.append("\(tally.runsAssumed.grouped) run given Docker")
                }
                if tally.withForce > 0 { notes.append("\(tally.withForce.grouped) by force") }
                return ReportPage.Bar(
                    tally.id,
                    [
                        tally.runs, tally.afterAction.values.sum(), tally.doesNotRun,
                        tally.unknown.values.sum(),
                    ], note: notes.joined(separator: ", "))
            }, of: "Model", legend: grid.states.map { ($0.word, $0.tone) })
    }

    private var inputs: [ReportPage.Detail] {
        [
            ReportPage.Detail("Driver data", "of \(verdict.dataDay)"),
            ReportPage.Detail("Fleet as of", verdict.asOf.map { "\($0)" } ?? "not told"),
        ]
    }
}

extension Fleet.Source {
    /// The source as an input of a report.
    package var detail: ReportPage.Detail {
        ReportPage.Detail(
            "Inventory",
            "\(kind), \(Words.grouped(rows, "row")), \(Words.grouped(taken, "machine")), \(digest)")
    }
}

extension FleetOutcome {
    fileprivate var tone: ReportPage.Tone {
        switch self {
        case .runs: .good
        case .after: .warning
        case .doesNotRun: .failed
        case .unknown: .unknown
        }
    }

    /// In a cell.
    fileprivate var short: String {
        switch self {
        case .runs: "runs"
        case .after(.driver): "after driver update"
        case .after(.runtime): "after runtime change"
        case .after(.engine): "after Docker Engine"
        case .after(.dockerDesktop): "after Docker Desktop"
        case .doesNotRun: "does not run"
        case .unknown: "not known"
        }
    }

    fileprivate var states: String {
        switch self {
        case .runs: "runs"
        case .after(let action): "after after-\(action.rawValue) \(action.rawValue)"
        case .doesNotRun(let canBeForced): canBeForced ? "no does-not-run force" : "no does-not-run"
        case .unknown(let facts): (["unknown"] + facts.map(\.rawValue)).joined(separator: " ")
        }
    }

    /// What stands in the way; nil where nothing does, or it is not known.
    fileprivate var blocks: String? {
        switch self {
        case .after(let action): "runs after \(action.words)"
        case .doesNotRun: "does not run"
        case .runs, .unknown: nil
        }
    }
}
