import MNCore
package import MNSim

extension PolicyCheck {
    /// The most machines that a cell names.
    private static let reasonLimit = 20

    /// The check as a page: a row a promise and model.
    package func page(_ kind: String, inputs: [ReportPage.Detail]) -> ReportPage {
        var page = ReportPage(
            kind,
            "\(count(.met).grouped) of \(Words.grouped(results.count, "promise")) "
                + (count(.met) == 1 ? "is met." : "are met."),
            isMet ? .good : count(.broken) > 0 ? .failed : .unknown)
        page.summary = summaryLine
        let open = results.filter { $0.standing != .met }
        page.add(
            "Not met",
            .sentences(
                open.prefix(Self.reasonLimit).map {
                    "\($0.promise.place): \($0.model): \($0.sentence)"
                }
                    + (open.count > Self.reasonLimit
                        ? ["And \(open.count - Self.reasonLimit) more."] : [])))
        page.add(
            "Shares", note: "Of the machines that each promise means, how the model comes out.",
            .bars(
                results.map { result in
                    let tally = result.tally
                    return ReportPage.Bar(
                        "line \(result.promise.place.line): \(result.model)",
                        [
                            tally.runs, tally.afterAction.values.sum(), tally.doesNotRun,
                            result.unknown, result.allowed.machines,
                        ])
                }, of: "Promise",
                legend: [
                    ("runs", .good), ("after an action", .warning), ("does not run", .failed),
                    ("not known", .unknown), ("allowed", .plain),
                ]))
        page.add("Promises", .grid(grid))
        page.add("Allowed", .sentences(waivers.map(\.sentence)))
        page.add("Inputs", .details(inputs + own))
        return page
    }

    private var grid: ReportGrid {
        var grid = ReportGrid(
            "Promises of \(policy.file).", unit: .init("promise", "promises"),
            columns: ["Result"], labels: ["Line", "Promise", "Model", "Machines", "Run"])
        grid.states = PolicyStanding.allCases.map { ($0.rawValue, $0.words, $0.tone) }
        for result in results {
            let place = result.promise.place
            grid.add(
                id: "\(place.file):\(place.line) \(result.model)",
                facts: [
                    place.file == policy.file ? "\(place.line)" : "\(place.file):\(place.line)",
                    result.promise.text, result.model, result.chosen.machines.grouped,
                    result.tally.runs.grouped,
                ],
                cells: [
                    ReportGrid.Cell(
                        result.standing.tone, result.standing.words, note: result.sentence,
                        states: result.standing.rawValue, details(result))
                ])
        }
        return grid
    }

    private func details(_ result: PolicyResult) -> [ReportPage.Detail] {
        typealias Detail = ReportPage.Detail
        return [
            Detail("Promise", result.promise.text), Detail("Line", "\(result.promise.place)"),
            Detail(
                "Means",
                "\(Words.grouped(result.chosen.machines, "machine")) in "
                    + Words.grouped(result.chosen.classes, "class", "classes")),
        ]
            + result.bounds.map { bound in
                let perhaps = bound.most > bound.count ? ", at most \(bound.most.grouped)" : ""
                return Detail(
                    bound.bound.text,
                    "\(bound.count.grouped)\(perhaps) of \(bound.total.grouped): "
                        + bound.standing.words)
            } + result.reasons(Self.reasonLimit).map { Detail("Against it", $0) }
    }

    private var own: [ReportPage.Detail] {
        [
            ReportPage.Detail("Policy", policy.file), ReportPage.Detail("As of", "\(asOf)"),
            ReportPage.Detail("Driver data", "of \(board.dataDay)"),
        ]
            + policy.fleets.map { named in
                ReportPage.Detail(
                    "Fleet",
                    "\(named.path), \(Words.grouped(named.fleet.total, "machine"))"
                        + (named.fleet.asOf.map { ", as of \($0)" } ?? ""))
            } + policy.fleets.flatMap { $0.fleet.sources.map(\.detail) }
    }
}

extension PolicyStanding {
    fileprivate var tone: ReportPage.Tone {
        switch self {
        case .met: .good
        case .notKnown: .unknown
        case .broken: .failed
        }
    }
}
