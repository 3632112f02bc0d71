import MNCore

/// `mn hardware`: what the machine is, as far as it can be told.
enum HardwareCommand {
    static let command = Command(
        CommandSpecification(
            "hardware", summary: "Show what is known about the machine.",
            options: [
                OptionSpecification("explain", help: "Show the raw evidence of each fact.")
            ],
            examples: [.init("mn hardware --explain", "where does each number come from?")]),
        isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try world.catalog()
        let hardware = await world.hardware()
        guard let facts = hardware.json.object else {
            throw InternalFault(error: "hardware is no object")
        }
        var members = JSONObject([("schema", "mn.hardware/1")]).merging(facts)
        members["simulated"] = .bool(world.simulatedMachine != nil)
        members["catalog_error"] = source.faultJSON
        members["notices"] = .strings(source.faultNotices)
        let isExplained = arguments.has("explain")
        if isExplained {
            members["facts"] = .array(
                hardware.rows.map { row in
                    [
                        "fact": .string(row.label), "value": .string(Sanitized.line(row.value)),
                        "evidence": .array(row.evidence.map(\.json)),
                        "missing": .array(row.gaps.map(\.json)),
                    ]
                })
        }
        return Report(
            json: .object(members), notices: source.faultNotices,
            exitCode: source.exitCode
        ) { page in
            var text = Machines.heading(world)
            if isExplained {
                for row in hardware.rows { text += explained(row, page) }
            } else {
                text += page.list(hardware.rows.map { ($0.label, value($0)) })
            }
            for note in hardware.notes {
                text += "Note: " + page.wrapped(Sanitized.line("\(note)"), hanging: 6)
            }
            return text
        }
    }

    private static func value(_ row: Hardware.Row) -> String {
        row.value == "unknown"
            ? "unknown (\(row.gaps.first.map(\.summary) ?? "not asked"))" : row.value
    }

    private static func explained(_ row: Hardware.Row, _ page: Page) -> String {
        let label = "\(row.label): "
        var text = label + page.wrapped(Sanitized.line(row.value), hanging: 2, first: label.count)
        for evidence in row.evidence {
            let words = "\(Sanitized.line("\(evidence)")): \"\(Sanitized.line(evidence.quote))\""
            let paragraph = page.wrapped(words, hanging: 4)
            text += "    " + page.styled(String(paragraph.dropLast()), .faint) + "\n"
        }
        for gap in row.gaps {
            text += "    " + page.wrapped("missing: \(Sanitized.line("\(gap)"))", hanging: 4)
        }
        return text
    }
}
