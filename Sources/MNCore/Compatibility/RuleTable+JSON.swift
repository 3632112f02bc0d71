extension RuleTable {
    /// The rows, in the order in which they are tried.
    package var rowsJSON: JSON {
        .array(
            rules.map { rule in
                [
                    "rule": .string(rule.id.rawValue),
                    "conditions": .strings(rule.conditions.map(\.description)),
                    "status": .string(rule.status.rawValue),
                    "forceable": .bool(rule.isForceable),
                    "accelerator": .string(orNull: rule.accelerator?.rawValue),
                    "document_row": .integer(orNull: rule.row?.rawValue),
                ]
            })
    }
}
