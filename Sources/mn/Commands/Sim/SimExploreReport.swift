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
        let machines = try Machines.library(world, folders: arguments.values("profiles"))
        var found: [(file: String, finding: Finding)] = []
        var unmet: [String] = []
        for path in arguments.all("FILE") {
            let bytes = try world.files.read(path, limit: Document.sizeLimit)
            // What is no scenario, or is on a machine that nobody knows, is told as everywhere.
            let scenario = try Scenario.read(bytes, name: path, offers: laboratory.material.offers)
            if let profile = scenario.profile { _ = try machines.profile(profile) }
            let members = try Document.read(bytes, kind: "scenario", name: path) {
                (field) throws(JSONFault) in try field.anyObject().object
            }
            let situation = Situation(members.listingWords)
            guard let played = laboratory.play(situation) else { throw Unplayed(path: path) }
            // What was to happen and did not shows nothing.
            unmet += played.run.failures.compactMap { failure in
                switch failure {
                case .notKilled, .unmetFault: "\(Sanitized.line(path)): \(failure)"
                default: nil
                }
            }
            let findings = Exploration.findings(in: played, invariants, laboratory)
            found += findings.map { (path, $0) }
        }
        let (shown, missed) = (found, unmet)
        return Report(
            json: [
                "schema": "mn.sim.explore/1", "seed": .null,
                "runs": .integer(arguments.all("FILE").count), "steps": .null,
                "findings": .array(
                    found.map { file, finding in
                        var members = finding.json(laboratory).object ?? [:]
                        members["file"] = .string(file)
                        return .object(members)
                    }), "claims": .null, "notices": .strings(unmet),
            ], notices: unmet, exitCode: found.isEmpty && unmet.isEmpty ? .done : .differs
        ) { page in
            if shown.isEmpty {
                let count = arguments.all("FILE").count
                return page.wrapped(
                    "\(Words.count(count, "scenario")), \(Words.count(invariants.count, "rule")): "
                        + (missed.isEmpty ? "all of it holds." : "not all of it came about."),
                    hanging: 0)
            }
            return shown.map { file, finding in
                page.wrapped(
                    "\(Sanitized.line(file)): \(head(finding.json(laboratory).object ?? [:]))",
                    hanging: 2)
            }.joined()
        }
    }

    /// What does not hold, of which command, and what was seen.
    private static func head(_ finding: JSONObject) -> String {
        let parts = [
            finding["command"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            finding["exit"]?.integer.map { "exit \($0)" }, finding["error"]?.string,
        ].compactMap(\.self)
        let place = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        return Sanitized.line(
            "\(finding["invariant"]?.string ?? "")\(place): \(finding["seen"]?.string ?? "")")
    }

    /// What was found, each with what shows it.
    ///
    /// - Parameter command: the command line that shows it, where it is in a file.
    static func text(
        _ findings: [JSON], unmet: [String], runs: Int, steps: Int, _ page: Page,
        command: (JSONObject) -> String? = { _ in nil }
    ) -> String {
        var text = ""
        for finding in findings.compactMap(\.object) {
            text += page.wrapped(head(finding), hanging: 2)
            let shard = finding["shard"]?.integer.map { " of shard \($0)" } ?? ""
            text +=
                "  "
                + page.wrapped(
                    "Must hold: \(Sanitized.line(finding["holds"]?.string ?? "")) Met in "
                        + "\(Words.count(finding["count"]?.integer ?? 1, "situation")), first in number "
                        + "\(finding["run"]?.integer ?? 1)\(shard)"
                        + (finding["is_minimal"] == false ? "; it was not made small." : "."),
                    hanging: 2)
            if let command = command(finding) {
                text += "  \(command)\n"
            } else if let scenario = finding["scenario"]?.object {
                let shown = Scenario.text(scenario, offers: RegistryOffer.offers(of: .builtin))
                text += Sanitized.lines(shown)
            }
            text += "\n"
        }
        if !unmet.isEmpty {
            text += page.wrapped(
                "Never came up: \(unmet.map { Sanitized.line($0) }.joined(separator: ", ")).",
                hanging: 2)
        }
        return text
            + page.wrapped(
                "\(Words.grouped(runs, "situation")), \(Words.grouped(steps, "step")): "
                    + (findings.isEmpty
                        ? "all that must hold held."
                        : "\(Words.count(findings.count, "thing")) that must hold did not."),
                hanging: 0)
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
        try writeOriginals(findings[...], laboratory, arguments, world)
        for finding in findings {
            let path = "\(folder)/\(name(finding))"
            guard let (document, transcript) = finding.scenario(laboratory) else { continue }
            try world.files.replace("\(path).json", with: Array(document.utf8))
            try world.files.replace("\(path).txt", with: Array(transcript.utf8))
        }
    }

    /// Writes findings as they were met to the folder that was named.
    static func writeOriginals(
        _ findings: ArraySlice<Finding>, _ laboratory: Laboratory, _ arguments: ParsedArguments,
        _ world: World
    ) throws {
        guard let folder = arguments.value("output") else { return }
        for finding in findings {
            let text = Scenario.text(
                finding.original.members, offers: laboratory.material.offers)
            try world.files.replace(
                "\(folder)/\(name(finding)).original", with: Array(text.utf8))
        }
    }

    static func name(_ finding: Finding) -> String {
        "explore-\(finding.identity.invariant)-\(finding.identity.digest)"
    }

    static func report(
        _ exploration: Exploration, _ unmet: [String], _ notices: [String],
        _ laboratory: Laboratory, _ arguments: ParsedArguments, of shard: JSONObject
    ) -> Report {
        let count = exploration.unplayed
        let notices =
            count == 0
            ? notices
            : notices + [
                "Nothing is known of \(Words.count(count, "situation")) that could not be played."
            ]
        let findings = exploration.findings.map { $0.json(laboratory) }
        let json: JSONObject = [
            "schema": .string(ExploreMerge.schema),
            "seed": .string(arguments.value("seed") ?? "1"),
            "only": .strings(arguments.values("only")),
            "runs": .integer(exploration.runs), "steps": .integer(exploration.steps),
            "findings": .array(findings),
            "claims": [
                "met": .integer(exploration.metClaims), "all": .integer(Claims.all.count),
                "unmet": .strings((exploration.unmetClaims + unmet).uniqued()),
            ], "notices": .strings(notices),
        ]
        let folder = arguments.value("output")
        // A scenario is shown again with what it was made of.
        let material = ["profiles", "catalog", "blueprint", "policy"].flatMap { option in
            arguments.values(option).flatMap { ["--\(option)", $0] }
        }
        let (runs, steps) = (exploration.runs, exploration.steps)
        return Report(
            json: .object(json.merging(shard)), notices: notices,
            exitCode: findings.isEmpty && unmet.isEmpty ? .done : .differs
        ) { page in
            text(findings, unmet: unmet, runs: runs, steps: steps, page) { finding in
                folder.map { folder in
                    let name = [finding["invariant"], finding["id"]].map { $0?.string ?? "" }
                    let file = "\(folder)/explore-\(name.joined(separator: "-")).json"
                    return "mn sim explore \(CommandWords.line(material + [file]))"
                }
            }
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

/// A scenario that cannot be played.
private struct Unplayed: DiagnosticError {
    var path: String

    var code: ErrorCode { .invalidFile }
    var problem: String { "\(path) cannot be played." }
    var fixes: [String] { ["mn sim run --scenarios FOLDER"] }
}
