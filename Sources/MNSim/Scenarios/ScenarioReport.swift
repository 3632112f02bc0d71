import MNCore

/// Scenarios that were run as a page: a row each, with what was expected and what came.
package struct ScenarioReport: Sendable {
    private let results: [ScenarioResult]

    /// The most lines of a list.
    private static let listed = 12

    package init(_ results: [ScenarioResult]) { self.results = results }

    /// The page.
    ///
    /// - Parameters:
    ///   - warnings: why this is not the whole.
    ///   - inputs: what the run rests on.
    package func page(
        _ kind: String, warnings: [String] = [], inputs: [ReportPage.Detail] = []
    ) -> ReportPage {
        let passed = results.count(where: \.passed)
        var page = ReportPage(
            kind, "\(passed.grouped) of \(Words.grouped(results.count, "scenario")) passed.",
            passed == results.count ? .good : .failed)
        page.summary = "\(Words.grouped(results.map(\.steps).sum(), "step")) in all."
        page.warnings = warnings
        var kinds: [String: Int] = [:]
        for result in results {
            for kind in Set(result.failures.map(\.kind)) { kinds[kind, default: 0] += 1 }
        }
        page.add(
            "What fails", note: "By what a scenario expects; one may fail in several ways.",
            .counts(
                kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.listed).map {
                    ReportPage.Count($0.value, $0.key, .failed)
                }, of: results.count, unit: "scenarios"))
        page.add("Scenarios", .grid(grid))
        page.add("Inputs", .details(inputs))
        return page
    }

    private var grid: ReportGrid {
        var grid = ReportGrid(
            "Scenarios.", unit: .init("scenario", "scenarios"), columns: ["Result"],
            labels: ["Scenario", "What it shows", "Steps"])
        grid.states = [("passed", "passed", .good), ("failed", "failed", .failed)]
        for result in results {
            let more = result.failures.count - 1
            grid.add(
                id: result.name,
                facts: [result.name, result.title ?? "", result.steps.grouped],
                cells: [
                    ReportGrid.Cell(
                        result.passed ? .good : .failed, result.passed ? "passed" : "failed",
                        note: (result.failures.first?.message ?? "")
                            + (more > 0 ? " And \(more) more." : ""),
                        states: result.passed ? "passed" : "failed", Self.details(result))
                ])
        }
        return grid
    }

    private static func details(_ result: ScenarioResult) -> [ReportPage.Detail] {
        (result.purpose.map { [ReportPage.Detail("Intent", $0)] } ?? [])
            + result.failures.map { failure in
                ReportPage.Detail(
                    failure.step.map { "Step \($0), \(failure.kind)" } ?? failure.kind,
                    failure.message)
            }
    }
}
