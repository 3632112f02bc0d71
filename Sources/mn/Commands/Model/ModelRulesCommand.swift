import MNCore

/// `mn model rules`: the table that decides, printed from the code.
enum ModelRulesCommand {
    static let command = Command(
        CommandSpecification(
            "model rules",
            summary: "Print the rules that decide whether a model runs.",
            discussion: """
                The first rule whose conditions all hold decides. What is known of NVIDIA's drivers and \
                of the runner's images is data with a date: --drivers prints it, --data-as-of goes back \
                to an earlier day, and a catalog file may replace parts of it under "drivers", in the \
                form that --json prints.
                """,
            options: [
                OptionSpecification(
                    "drivers", help: "Print the data on drivers and images instead."),
                OptionSpecification("document", help: "Print the document's ten rows instead."),
                OptionSpecification("markdown", help: "Print a Markdown table."),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try world.catalog()
        let rules = source.catalog.rules
        let isMarkdown = arguments.has("markdown")
        if arguments.has("document"), arguments.has("drivers") {
            throw arguments.usage(.conflict("--document", "--drivers"))
        }
        let data = rules.policy.drivers
        let rows: [[String]]
        let titles: [String]
        let priorities: [Int]
        if arguments.has("document") {
            rows = documentRows(rules)
            titles = ["ROW", "HARDWARE", "RESULT", "RUNS ON", "RULES"]
            priorities = [4, 2, 4, 1, 0]
        } else if arguments.has("drivers") {
            rows = data.rows
            titles = ["WHAT", "OF", "IS", "SOURCE"]
            priorities = [4, 2, 2, 0]
        } else {
            rows = ruleRows(rules)
            titles = ["RULE", "WHEN", "STATUS", "RUNS ON", "ROW"]
            priorities = [4, 2, 4, 1, 0]
        }
        let isData = arguments.has("drivers")
        return Report(
            json: json(rules, source), notices: source.faultNotices,
            exitCode: source.exitCode
        ) { page in
            if isMarkdown { return markdown(titles, rows) }
            let words =
                isData
                ? "As of \(data.date)."
                : "With driver data of \(data.date), see: mn model rules --drivers"
            var table = Table(
                zip(titles, priorities).map { title, priority in
                    .init(title, priority: priority, leastWidth: priority == 2 ? 20 : nil)
                })
            for row in rows { table.append(row.map { .init($0) }) }
            // Of the rules what they ask is the point.
            let isWhole = isData || arguments.has("document") || page.fits(table)
            let text = isWhole ? page.table(table) : paragraphs(titles, rows, page)
            return text + "\n" + page.wrapped(words, hanging: 0)
        }
    }

    private static func ruleRows(_ table: RuleTable) -> [[String]] {
        table.rules.map { rule in
            [
                rule.id.rawValue,
                rule.conditions.isEmpty
                    ? "otherwise" : rule.conditions.map(\.description).joined(separator: ", "),
                rule.status.rawValue + (rule.isForceable ? "" : ", not forceable"),
                rule.accelerator?.rawValue ?? "rocm or vulkan",
                rule.row.map { String($0.rawValue) } ?? "not in the document",
            ]
        }
    }

    /// Each row as a paragraph, for a terminal that is too narrow for the table: nothing is cut.
    private static func paragraphs(_ titles: [String], _ rows: [[String]], _ page: Page) -> String {
        rows.map { row in
            page.wrapped(row[0], hanging: 2, first: 0)
                + page.list(zip(titles, row).dropFirst().map { ("  \($0.lowercased())", $1) })
        }.joined(separator: "\n")
    }

    private static func documentRows(_ table: RuleTable) -> [[String]] {
        DocumentRow.allCases.map { row in
            let rules = table.rules.filter { $0.row == row }
            let accelerators = rules.map { $0.accelerator?.rawValue ?? "rocm or vulkan" }
            return [
                String(row.rawValue), row.hardware, row.status.rawValue,
                accelerators.first ?? "-", rules.map(\.id.rawValue).joined(separator: ", "),
            ]
        }
    }

    private static func markdown(_ titles: [String], _ rows: [[String]]) -> String {
        let lines = [titles.map { $0.lowercased() }, titles.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    private static func json(_ table: RuleTable, _ source: LoadedCatalog) -> JSON {
        [
            "schema": "mn.model.rules/1",
            "rules": table.rowsJSON,
            "document": .array(
                DocumentRow.allCases.map { row in
                    [
                        "row": .integer(row.rawValue), "hardware": .string(row.hardware),
                        "status": .string(row.status.rawValue),
                        "rules": .strings(table.rules.filter { $0.row == row }.map(\.id.rawValue)),
                    ]
                }),
            "nominal_share": .number(table.policy.nominalShare),
            "drivers": table.policy.drivers.json,
            "catalog_error": source.faultJSON, "notices": .strings(source.faultNotices),
        ]
    }
}

extension DriverData {
    /// The data as rows for people: what, of what, its value, the source.
    fileprivate var rows: [[String]] {
        var rows = images.map { image in
            [
                "image", "since \(image.since)",
                "CUDA \(image.cuda), "
                    + (image.requirement.map(\.summary) ?? "asks for what is not on record"),
                image.source,
            ]
        }
        rows += driverCUDA.map { ["CUDA", "driver \($0.driver)", "\($0.cuda)", $0.source] }
        rows += driverSupport.map {
            ["generation", "driver \($0.driver)", "from \($0.capability) on", $0.source]
        }
        rows += toolkits.map {
            ["toolkit", "\($0.from) to before \($0.before)", "checks nothing", $0.source]
        }
        rows += code.map { ["code", "CUDA \($0.cuda)", "from \($0.capability) on", $0.source] }
        rows.append([
            "Docker Desktop", "Windows", "driver \(desktop.driver), from \(desktop.capability) on",
            desktop.source,
        ])
        rows += jetson.map {
            ["Jetson", "L4T \($0.release), kernel \($0.kernel)", "CUDA \($0.cuda)", $0.source]
        }
        rows += brands.map { row in
            [
                "brand", row.names.map(\.description).joined(separator: ", "),
                row.brands.joined(separator: " or "), row.source,
            ]
        }
        rows += capabilities.map { row in
            let devices =
                row.devices.isEmpty ? [] : ["10de:" + row.devices.joined(separator: ", 10de:")]
            return [
                "capability", (row.names.map(\.description) + devices).joined(separator: ", "),
                "\(row.capability)", row.source,
            ]
        }
        return rows
    }
}
