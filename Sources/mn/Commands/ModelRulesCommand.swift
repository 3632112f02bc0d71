import MNCore

/// `mn model rules`: the table that decides, printed from the code.
enum ModelRulesCommand {
    static let command = Command(
        CommandSpecification(
            "model rules", summary: "Print the rules that decide whether a model suits a machine.",
            discussion: "The first rule whose conditions all hold decides.",
            options: [
                OptionSpecification("document", help: "Print the document's ten rows instead."),
                OptionSpecification("markdown", help: "Print a Markdown table."),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try ModelCatalog(world)
        let rules = source.catalog.rules
        let isMarkdown = arguments.has("markdown")
        let rows = arguments.has("document") ? documentRows(rules) : ruleRows(rules)
        let titles =
            arguments.has("document")
            ? ["ROW", "HARDWARE", "RESULT", "RUNS ON", "RULES"]
            : ["RULE", "WHEN", "STATUS", "RUNS ON", "ROW"]
        return Report(
            json: json(rules, source), notices: source.faultNotices,
            exitCode: source.exitCode
        ) { page in
            if isMarkdown { return markdown(titles, rows) }
            var table = Table(
                zip(titles, [4, 2, 4, 1, 0]).map { title, priority in
                    .init(title, priority: priority, leastWidth: priority == 2 ? 20 : nil)
                })
            for row in rows { table.append(row.map { .init($0) }) }
            return table.text(width: page.width, colour: page.colour)
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
                rule.row.map { String($0.rawValue) } ?? "ours",
            ]
        }
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

    private static func json(_ table: RuleTable, _ source: ModelCatalog) -> JSON {
        [
            "schema": "mn.model.rules/1",
            "rules": .array(
                table.rules.map { rule in
                    [
                        "rule": .string(rule.id.rawValue),
                        "conditions": .strings(rule.conditions.map(\.description)),
                        "status": .string(rule.status.rawValue),
                        "forceable": .bool(rule.isForceable),
                        "accelerator": .string(orNull: rule.accelerator?.rawValue),
                        "document_row": .integer(orNull: rule.row?.rawValue),
                    ]
                }),
            "document": .array(
                DocumentRow.allCases.map { row in
                    [
                        "row": .integer(row.rawValue), "hardware": .string(row.hardware),
                        "status": .string(row.status.rawValue),
                        "rules": .strings(table.rules.filter { $0.row == row }.map(\.id.rawValue)),
                    ]
                }),
            "nominal_share": .number(table.policy.nominalShare),
            "catalog_error": source.faultJSON, "notices": .strings(source.faultNotices),
        ]
    }
}
