import MNCore
import MNSim
import Testing

struct `The table of a report` {
    private static func grid(_ rows: Int, cells: Int) -> ReportGrid {
        var grid = ReportGrid(
            "Rows.", unit: .init("row", "rows"), columns: ["one", "two"], labels: ["Row"])
        for row in 0..<rows {
            grid.add(
                id: "row \(row)", facts: ["row \(row)"],
                cells: [
                    ReportGrid.Cell(.good, "good \(row % cells)", states: "good", []), nil,
                ])
        }
        return grid
    }

    private static func page(_ grid: ReportGrid) -> String {
        var page = ReportPage("mn test", "A report.", .good)
        page.add("Rows", .grid(grid))
        return page.text()
    }

    @Test(arguments: [(3, "AA"), (63, "AA"), (64, "AAAA"), (5000, "AAAAAA")])
    func `names cells by as few digits as there must be`(cells: Int, none: String) throws {
        let page = Self.page(Self.grid(cells, cells: cells))
        let width = none.count / 2
        #expect(page.contains("\"width\":\(width)"))
        // The first cell is 1, and the second column has none.
        let first = String(repeating: "A", count: width - 1) + "B" + none.prefix(width)
        #expect(page.contains("\"patterns\":[\"\(first)\""))
    }

    @Test func `shows 500 rows without a script, and has all of them`() throws {
        let page = Self.page(Self.grid(501, cells: 3))
        #expect(page.ranges(of: "<th scope=\"row\">").count == 500)
        #expect(page.contains("Without a script: the first 500 of 501 rows."))
        #expect(page.contains("\"row 500\""))
        #expect(!Self.page(Self.grid(500, cells: 3)).contains("Without a script"))
    }

    @Test func `counts rows that it has no room for`() {
        var grid = ReportGrid(
            "Rows.", unit: .init("row", "rows"),
            columns: (0..<1000).map { "\($0)" }, labels: ["Row"])
        for row in 0..<202 {
            grid.add(
                id: "\(row)", facts: [""],
                cells: grid.columns.map { _ in ReportGrid.Cell(.good, "g", states: "g", []) })
        }
        #expect(grid.omitted == 2)
        #expect(Self.page(grid).contains("2 rows more are counted above, and not in this table."))
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-4812, "-4,812"), (1_234_567, "1,234,567"),
    ])
    func `groups digits`(number: Int, words: String) {
        #expect(number.grouped == words)
    }

    @Test func `says on how many machines models run`() {
        func say(_ models: [(String, Int)]) -> String {
            ReportPage.sentence(models, of: 4812, "runs on", "machine")
        }
        #expect(say([("a", 3512)]) == "a runs on 3,512 of 4,812 machines.")
        #expect(
            say([("a", 3), ("b", 2)]) == "Of 4,812 machines, a runs on 3 and b runs on 2.")
        #expect(
            say([("a", 3), ("b", 2), ("c", 9), ("d", 2)])
                == "Of 4 models on 4,812 machines, c runs on most, 9, and d runs on fewest, 2.")
        #expect(say([]) == "Nothing was judged on 4,812 machines.")
    }
}
