import MNCore
import MNExplore
import MNSim

// What `mn sim explore` says, and what it writes.
extension SimExploreCommand {
    /// Holds scenarios that are given against what must always hold.
    static func given(
        _ arguments: ParsedArguments, _ invariants: [Invariant], _ laboratory: Laboratory,
        _ world: World
    ) async throws -> Report {
        var found: [(file: String, finding: Finding)] = []
        for path in arguments.all("FILE") {
            let bytes = try world.files.read(path, limit: Document.sizeLimit)
            // What is no scenario is told as everywhere.
            _ = try Scenario.read(bytes, name: path, offers: laboratory.material.offers)
            let members = try Document.read(bytes, kind: "scenario", name: path) {
                (field) throws(JSONFault) in try field.anyObject().object
            }
            let situation = Situation(members.listingWords)
            let findings = Exploration.findings(in: situation, invariants, laboratory) ?? []
            found += findings.map { (path, $0) }
        }
        let shown = found
        return Report(
            json: [
                "schema": "mn.sim.explore/1", "seed": .null,
                "runs": .integer(arguments.all("FILE").count), "steps": .null,
                "findings": .array(
                    found.map { file, finding in
                        var members = finding.json(laboratory).object ?? [:]
                        members["file"] = .string(file)
                        return .object(members)
                    }), "claims": .null, "notices": [],
            ], exitCode: found.isEmpty ? .done : .differs
        ) { page in
            if shown.isEmpty { return page.wrapped("All of it holds.", hanging: 0) }
            return shown.map { file, finding in
                page.wrapped(
                    "\(Sanitized.line(file)): \(finding.identity.invariant): \(Sanitized.line(finding.words))",
                    hanging: 2)
            }.joined()
        }
    }

    static func list(_ invariants: [Invariant]) -> Report {
        Report(
            json: [
                "schema": "mn.sim.explore.list/1",
                "invariants": .array(
                    invariants.map {
                        [
                            "name": .string($0.name), "area": .string($0.area.rawValue),
                            "holds": .string($0.words),
                        ]
                    }),
            ]
        ) { page in
            var table = Table([
                .init("NAME", priority: 2), .init("AREA", priority: 0),
                .init("WHAT ALWAYS HOLDS", priority: 1, leastWidth: 20),
            ])
            for invariant in invariants {
                table.append([
                    .init(invariant.name), .init(invariant.area.rawValue), .init(invariant.words),
                ])
            }
            return page.table(table)
        }
    }

    /// Writes each finding to the folder that was named: the scenario with its transcript, and as it was met.
    static func write(
        _ findings: [Finding], _ laboratory: Laboratory, _ arguments: ParsedArguments,
        _ world: World
    ) throws {
        guard let folder = arguments.value("output") else { return }
        for (index, finding) in findings.enumerated() {
            let path = "\(folder)/\(name(finding, index))"
            guard let (document, transcript) = finding.scenario(laboratory) else { continue }
            try world.files.replace("\(path).json", with: Array(document.utf8))
            try world.files.replace("\(path).txt", with: Array(transcript.utf8))
            let original = Scenario.text(
                finding.original.members, offers: laboratory.material.offers)
            try world.files.replace("\(path).original", with: Array(original.utf8))
        }
    }

    static func name(_ finding: Finding, _ index: Int) -> String {
        "explore-\(finding.identity.invariant)-\(index + 1)"
    }

    static func report(
        _ exploration: Exploration, _ unmet: [String], _ laboratory: Laboratory,
        _ arguments: ParsedArguments
    ) -> Report {
        let findings = exploration.findings
        let json: JSON = [
            "schema": "mn.sim.explore/1", "seed": .string(String(exploration.seed)),
            "runs": .integer(exploration.runs), "steps": .integer(exploration.steps),
            "findings": .array(findings.map { $0.json(laboratory) }),
            "claims": [
                "met": .integer(exploration.metClaims), "all": .integer(Claims.all.count),
                "unmet": .strings(exploration.unmetClaims),
            ], "notices": [],
        ]
        let folder = arguments.value("output")
        return Report(
            json: arguments.wantsDocument ? json : .null,
            exitCode: findings.isEmpty && unmet.isEmpty ? .done : .differs
        ) { page in
            var text = ""
            for (index, finding) in findings.enumerated() {
                text += page.wrapped(
                    "\(finding.identity.invariant): \(Sanitized.line(finding.words))", hanging: 2)
                text +=
                    "  "
                    + page.wrapped(
                        "Must hold: \(finding.invariant.words) Met in "
                            + "\(Words.count(finding.count, "situation")), first in run \(finding.run).",
                        hanging: 2)
                if let folder {
                    text +=
                        "  mn sim explore \(CommandWords.line(["\(folder)/\(name(finding, index)).json"]))\n"
                } else if let scenario = finding.scenario(laboratory) {
                    text += Sanitized.lines(scenario.document)
                }
                text += "\n"
            }
            if !unmet.isEmpty {
                text += page.wrapped("Never came up: \(unmet.joined(separator: ", ")).", hanging: 2)
            }
            text += page.wrapped(
                "\(Words.grouped(exploration.runs, "situation")), "
                    + "\(Words.grouped(exploration.steps, "step")): "
                    + (findings.isEmpty
                        ? "all that must hold held."
                        : "\(Words.count(findings.count, "thing")) that must hold did not."),
                hanging: 0)
            return text
        }
    }
}

extension JSONObject {
    /// A scenario in which each command line is a list of words.
    fileprivate var listingWords: JSONObject {
        var members = self
        members["steps"] = .array(
            (self["steps"]?.array ?? []).map { step in
                guard var step = step.object, let line = step["run"]?.string,
                    let words = try? ShellWords.words(of: line)
                else { return step }
                step["run"] = .strings(words)
                return .object(step)
            })
        return members
    }
}
