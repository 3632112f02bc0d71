package import MNCore
package import MNSim

/// The documents of the shards of an exploration, put together.
///
/// Each shard is a run of its own, so that there is nothing to prove but that each is there once, and that all
/// looked for the same in the same.
package struct ExploreMerge: Sendable {
    /// The format of the documents; within it only optional keys are ever added.
    package static let schema = "mn.sim.explore/1"

    /// The document of one shard.
    private struct Part: Sendable {
        var file: String
        var shard: Shard
        var run: RunParts
        var command: [String]
        var members: JSONObject
    }

    /// What of a finding tells it from others.
    private static let identity = ["invariant", "kind", "command", "exit", "error"]

    private let parts: [Part]
    package let total: Int
    /// What the run depends on.
    package let run: RunParts
    /// The command line of the whole run.
    package let command: [String]
    package var merged: [Int] { parts.map(\.shard.index) }
    package let missing: [Int]

    /// The document, if it is of this family, or what is printed in its place where a run fails; nil for a
    /// receipt, which is of several documents.
    package static func document(_ bytes: [UInt8]) -> JSONObject? {
        guard let members = (try? JSON.parse(bytes))?.object else { return nil }
        let family = schema.prefix { $0 != "/" } + "/"
        let isOne = members["schema"]?.string?.hasPrefix(family) ?? (members["error"] != nil)
        return isOne ? members : nil
    }

    /// - Parameter documents: of each file, with its name.
    package init(_ documents: [(name: String, members: JSONObject)]) throws(ReceiptFault) {
        var parts: [Part] = []
        for (name, members) in documents { parts.append(try Self.part(members, name)) }
        parts.sort { ($0.shard.index, $0.file) < ($1.shard.index, $1.file) }
        guard let first = parts.first else { throw .notOne(file: "-") }
        func require(_ what: String, _ value: (Part) -> String) throws(ReceiptFault) {
            try ReceiptFault.requireSame(
                what, parts.map { (value($0), $0.shard.index, $0.file) })
        }
        try require("how many shards there are") { "\($0.shard.total)" }
        try require("the command line") { CommandWords.line($0.command) }
        for name in RunParts.names(of: parts.map(\.run)) {
            let words = RunParts.Name(rawValue: name)?.words ?? name
            try require(words) { $0.run.digests[name] ?? "nothing" }
        }
        for (one, next) in zip(parts, parts.dropFirst())
        where one.shard == next.shard && one.members != next.members {
            throw .conflict(shard: "\(one.shard)", one.file, next.file)
        }
        var there: Set<Int> = []
        self.parts = parts.filter { there.insert($0.shard.index).inserted }
        total = first.shard.total
        run = first.run
        command = first.command
        missing = (1...first.shard.total).filter { !there.contains($0) }
    }

    private static func part(
        _ members: JSONObject, _ file: String
    ) throws(ReceiptFault) -> Part {
        if let error = members["error"] {
            throw .failed(file: file, error["message"]?.string ?? "")
        }
        guard members["schema"]?.string == schema else {
            throw .newer(file: file, schema: members["schema"]?.string ?? "")
        }
        guard let told = members["shard"]?.object else { throw .whole(file: file) }
        let command = members["command"]?.array?.compactMap(\.string) ?? []
        guard let index = told["index"]?.integer, let total = told["total"]?.integer,
            let shard = Shard(index, of: total), let digests = members["parts"],
            let run = try? RunParts(JSONField(digests)), run.digest == members["run"]?.string,
            command.starts(with: ["mn", "sim", "explore"]),
            command.allSatisfy({ Sanitized.line($0) == $0 })
        else { throw .edited(file: file, why: "it does not say which shard it is of what") }
        guard let runs = members["runs"]?.integer, let steps = members["steps"]?.integer,
            runs >= 0, steps >= 0, let findings = members["findings"]?.array,
            findings.allSatisfy(isFinding), members["claims"]?["unmet"]?.array != nil
        else { throw .edited(file: file, why: "what it found is not all there") }
        return Part(file: file, shard: shard, run: run, command: command, members: members)
    }

    private static func isFinding(_ json: JSON) -> Bool {
        json["invariant"]?.string != nil && json["seen"]?.string != nil
            && (json["count"]?.integer ?? 0) > 0
    }

    /// That shards are missing, with the commands that make the first of them; nil if none is.
    package var fault: ReceiptFault? {
        guard !missing.isEmpty else { return nil }
        let commands = missing.prefix(3).map { index in
            CommandWords.line(command + ["--shard", "\(index)/\(total)", "--json"])
        }
        return .missing(missing, total: total, commands: commands)
    }

    /// Each finding once, with the shard and the situation in which it was first met.
    package var findings: [JSON] {
        var found: [JSON] = []
        var places: [[JSON?]: Int] = [:]
        for part in parts {
            for finding in part.members["findings"]?.array ?? [] {
                guard var members = finding.object else { continue }
                members["shard"] = .integer(part.shard.index)
                let key = Self.identity.map { members[$0] }
                guard let place = places[key], var first = found[place].object else {
                    places[key] = found.count
                    found.append(.object(members))
                    continue
                }
                for name in ["count", "tests"] {
                    let numbers = [first, members].map { $0[name]?.integer ?? 0 }
                    first[name] = .integer(numbers.sum())
                }
                // The smaller scenario shows it better.
                if Self.size(members) < Self.size(first) {
                    for name in ["scenario", "is_minimal", "seen"] { first[name] = members[name] }
                }
                found[place] = .object(first)
            }
        }
        return found
    }

    private static func size(_ finding: JSONObject) -> Int {
        let text = finding["scenario"]?.object.map { JSON.object($0).text(.canonical).utf8.count }
        return text ?? .max
    }

    private func sum(_ name: String) -> Int {
        parts.map { $0.members[name]?.integer ?? 0 }.sum()
    }

    package var runs: Int { sum("runs") }
    package var steps: Int { sum("steps") }

    /// What came up in no shard.
    package var unmetClaims: [String] {
        let unmet = parts.map { part in
            part.members["claims"]?["unmet"]?.array?.compactMap(\.string) ?? []
        }
        let others = unmet.dropFirst().map(Set.init)
        return (unmet.first ?? []).filter { claim in others.allSatisfy { $0.contains(claim) } }
    }

    /// Whether so much was explored that all that can come up must have.
    package var isLong: Bool {
        runs >= Exploration.longRun && parts.first?.members["only"]?.array?.isEmpty != false
    }
}
