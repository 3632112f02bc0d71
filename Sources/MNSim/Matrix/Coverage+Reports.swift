package import MNCore

extension Coverage {
    /// How much of each area is reached, and by whom.
    package var table: Table {
        var table = Table([
            .init("AREA", priority: 3), .init("REACHED", .right, priority: 3),
            .init("OF", .right, priority: 3), .init("BY PROFILES", .right, priority: 1),
            .init("BY SCENARIOS", .right, priority: 1), .init("REAL", .right, priority: 2),
        ])
        for area in Area.allCases {
            let all = names(area).map { reach(area, $0) }
            table.append(
                [area.words]
                    + [
                        all.count(where: \.isReached), all.count,
                        all.count { !$0.profiles.isEmpty }, all.count { !$0.scenarios.isEmpty },
                        names(area).count { isReal(area, $0) },
                    ].map { Table.Cell(String($0)) })
        }
        return table
    }

    /// How much rests on real machines, a sentence.
    package var realLine: String {
        func words(_ share: Share, _ noun: String) -> String {
            "\(share.real) of \(Words.count(share.all, noun))"
        }
        return
            "Real machines: \(words(realMachines, "profile")), \(words(realVerdicts, "verdict")), "
            + "\(words(realRules, "rule"))."
    }

    /// What is not reached, a line a name; of probes a line a question, with the answers never seen.
    package var unreachedLines: [(label: String, text: String)] {
        Area.allCases.flatMap { area -> [(label: String, text: String)] in
            guard area == .probes else {
                return unreached(area).map { (area.rawValue, $0) }
            }
            var lines: [(label: String, text: String)] = []
            for name in unreached(area) {
                // The answer is the last word of the name.
                guard let colon = name.lastIndex(of: ":") else { continue }
                let (question, answer) = (name[..<colon], name[name.index(colon, offsetBy: 2)...])
                if let last = lines.last, last.text.hasPrefix("\(question): ") {
                    lines[lines.count - 1].text += ", \(answer)"
                } else {
                    lines.append((area.rawValue, name))
                }
            }
            return lines
        }
    }

    package var json: JSON {
        [
            "schema": "mn.coverage/1", "simulated": true,
            "real_machines": [
                "profiles": realMachines.json, "verdicts": realVerdicts.json,
                "rules": realRules.json,
            ],
            "areas": .array(
                Area.allCases.map { area in
                    [
                        "area": .string(area.rawValue), "items": .integer(names(area).count),
                        "reached": .integer(names(area).count - unreached(area).count),
                        "real": .integer(names(area).count { isReal(area, $0) }),
                    ]
                }),
            "items": .array(
                Area.allCases.flatMap { area in
                    names(area).map { name in
                        let reach = reach(area, name)
                        return [
                            "area": .string(area.rawValue), "name": .string(name),
                            "reached": .bool(reach.isReached),
                            "real": .bool(isReal(area, name)),
                            "provenance": .string(orNull: reach.provenance?.rawValue),
                            "profiles": .strings(reach.profiles.sorted()),
                            "scenarios": .strings(reach.scenarios.sorted()),
                        ]
                    }
                }),
        ]
    }
}

extension Coverage.Share {
    fileprivate var json: JSON { ["real": .integer(real), "all": .integer(all)] }
}

extension Coverage.Area {
    fileprivate var words: Table.Cell {
        switch self {
        case .rules: "rules"
        case .thresholds: "thresholds"
        case .probes: "probes"
        case .warnings: "warnings"
        case .errors: "errors"
        case .exitCodes: "exit codes"
        }
    }
}
