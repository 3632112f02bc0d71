package import MNCore

// What the verdicts of a matrix depend on, and what a receipt of some of them holds besides.
extension RunParts {
    /// The parts that are the same on every machine.
    ///
    /// - Parameters:
    ///   - models: what is judged.
    ///   - policy: what verdicts are held against.
    package init(version: String, _ catalog: Catalog, models: [Model], policy: JSON) {
        self.init(version: version)
        let rules = catalog.rules
        set(
            .rules,
            [
                "rules": rules.rowsJSON, "drivers": rules.policy.drivers.json,
                "nominal_share": .string("\(rules.policy.nominalShare)"),
            ])
        set(.catalog, .array(catalog.models.map(\.identity)))
        set(.models, .array(models.map(\.identity)))
        set(.policy, policy)
    }

    /// Adds the machines, by id, each with the digest of its evidence.
    package mutating func setMachines(_ digests: [(id: String, digest: String)]) {
        set(.machines, .array(digests.map { .strings([$0.id, $0.digest]) }))
    }
}

extension Model {
    /// What verdicts and advice say of it.
    fileprivate var identity: JSON {
        [
            "id": .string(id), "name": .string(name), "provider": .string(provider),
            "reference": .string(reference), "backend": .string(backend.name),
            "backends": .strings(backends.map(\.name)), "requirements": requirements.json,
            "capabilities": .strings(requiredCapabilities),
        ]
    }
}

extension MatrixLines {
    /// The line of a receipt that tells why a verdict is not as wanted; behind those of its machine.
    ///
    ///     {"differences":[{"found":"fail (cuda-small)","kind":"flip",…}],"model_id":"qwen3:8b",
    ///      "profile":"ID","reasons":["…"],"t":"why"}
    package static func why(_ one: MatrixJUnit.Case, profile: String) -> String {
        line([
            "t": "why", "profile": .string(profile), "model_id": .string(one.model),
            "differences": .array(one.differences.map(\.json)), "reasons": .strings(one.reasons),
        ])
    }

    /// The members of the last line of a receipt.
    package static func receiptEnd(_ tally: MatrixTally) -> JSONObject {
        end(tally).merging([
            "wishes": .strings(
                MatrixTally.Wish.allCases.filter(tally.wishes.contains).map(\.rawValue))
        ])
    }
}

/// The shards of a matrix, put together as the run without shards would have written them.
package struct MatrixMerge: Sendable {
    package let tally: MatrixTally
    private let machines: [Machine]

    private struct Machine: Sendable {
        var profile: String
        var lines: [String] = []
        var cases: [MatrixJUnit.Case] = []
    }

    /// - Throws: `ReceiptFault.edited` for a receipt that holds what no matrix writes.
    package init(_ merge: ReceiptMerge) throws(ReceiptFault) {
        guard let first = merge.receipts.first,
            let day = first.header["data"]?.string.flatMap({ CalendarDate($0) })
        else { throw .edited(file: merge.receipts.first?.file ?? "-") }
        var tally = MatrixTally(day)
        var machines: [Machine] = []
        var gone: [MatrixDifference] = []
        var goneCount = 0
        for receipt in merge.receipts {
            do throws(JSONFault) {
                try Self.read(receipt, into: &machines, &gone)
                let end = try JSONField(.object(receipt.end)).anyObject()
                for wish in try end.required("wishes").texts() {
                    MatrixTally.Wish(rawValue: wish).map { _ = tally.wishes.insert($0) }
                }
                let count = try end.required("differences").anyObject().optional("gone")
                goneCount = [goneCount, try count?.integer(in: 0...Int.max) ?? 0].sum()
            } catch {
                throw .edited(file: receipt.file)
            }
        }
        machines.sort { $0.profile < $1.profile }
        for one in machines.lazy.flatMap(\.cases) {
            if let status = one.status { tally.count(status) }
            for difference in one.differences { tally.keep(difference) }
        }
        for difference in gone { tally.keep(difference) }
        tally.count(.gone, more: goneCount - gone.count)
        self.tally = tally
        self.machines = machines
    }

    private static func read(
        _ receipt: Receipt, into machines: inout [Machine], _ gone: inout [MatrixDifference]
    ) throws(JSONFault) {
        for line in receipt.lines {
            let members = try JSONField(.object(line.json)).anyObject()
            let profile = try members.required("profile").string()
            switch line.word {
            case "verdict":
                if machines.last?.profile != profile { machines.append(Machine(profile: profile)) }
                let entry = Baseline.Entry(
                    try members.required("status").word(Status.self).rawValue,
                    try members.required("rule").string())
                machines[machines.count - 1].lines.append(line.text)
                machines[machines.count - 1].cases.append(
                    MatrixJUnit.Case(
                        model: try members.required("model_id").string(), verdict: "\(entry)",
                        differences: [], reasons: []))
            case "why":
                let model = try members.required("model_id").string()
                guard let last = machines.indices.last, machines[last].profile == profile,
                    let place = machines[last].cases.firstIndex(where: { $0.model == model })
                else { throw members.fault(.breaksRule("there is no such verdict before it")) }
                for field in try members.required("differences").array() {
                    machines[last].cases[place].differences.append(try MatrixDifference(field))
                }
                machines[last].cases[place].reasons = try members.required("reasons").texts()
            case "gone":
                gone.append(
                    MatrixDifference(
                        .gone, model: try members.required("model_id").string(), profile: profile,
                        wanted: try members.required("wanted").string(), found: nil))
            default: break  // Of a later mn, which adds only what need not be read.
            }
        }
    }

    /// The lines of the whole run.
    package var lines: String {
        MatrixLines.line(MatrixLines.header(tally.dataDay))
            + machines.lazy.flatMap(\.lines).map { $0 + "\n" }.joined() + MatrixLines.gone(tally)
            + MatrixLines.line(MatrixLines.end(tally))
    }

    /// The JUnit report of the whole run.
    ///
    /// - Parameters:
    ///   - error: that it is not whole.
    ///   - shown: what of a text may be told.
    package func junit(
        _ error: (any DiagnosticError)? = nil, shown: (String) -> String = { $0 }
    ) -> String {
        MatrixJUnit.header(tally.dataDay)
            + machines.map { MatrixJUnit.suite($0.cases, profile: $0.profile, shown: shown) }
            .joined() + MatrixJUnit.end(tally, error: error, shown: shown)
    }

    /// How many machines are in it.
    package var machineCount: Int { machines.count }
}

extension MatrixJUnit.Case {
    /// The status in `pass (cuda)`.
    fileprivate var status: Status? { Status(rawValue: String(verdict.prefix { $0 != " " })) }
}

extension MatrixDifference {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        self.init(
            try members.required("kind").word(Kind.self),
            model: try members.required("model_id").string(),
            profile: try members.required("profile").string(),
            wanted: try members.stated("wanted")?.string(),
            found: try members.stated("found")?.string(),
            requirement: try members.stated("requirement")?.string())
        isByNewerData = try members.optional("newer_data")?.bool() ?? false
    }
}
