package import MNCore
package import MNSim

/// What models come to on the classes of a fleet as JSON Lines, each line canonical.
///
///     {"as_of":null,"data":"2026-11-26","models":["gemma4:e2b"],"schema":"mn.fleet.verdict.lines/1",
///      "simulated":true,"t":"header"}
///     {"count":12,"id":"c-3f2a…","outcomes":[{"action":"driver","is":"after_action"}],"t":"class"}
///     {"classes":1,"machines":12,"t":"end"}
package enum FleetLines {
    package static func header(_ verdict: FleetVerdict) -> JSONObject {
        [
            "t": "header", "schema": .string(ReceiptKind.fleet.schema), "simulated": true,
            "data": .string("\(verdict.dataDay)"),
            "as_of": .string(orNull: verdict.asOf.map { "\($0)" }),
            "models": .strings(verdict.tallies.map(\.id)),
        ]
    }

    package static func end(_ verdict: FleetVerdict) -> JSONObject {
        [
            "t": "end", "machines": .integer(verdict.machines),
            "classes": .integer(verdict.classes.count),
        ]
    }

    package static func line(_ one: FleetVerdict.Class) -> String {
        MatrixLines.line([
            "t": "class", "id": .string(one.id), "count": .integer(one.count),
            "outcomes": .array(one.outcomes.map(\.json)),
        ])
    }

    /// All lines of a run without shards.
    package static func text(_ verdict: FleetVerdict) -> String {
        MatrixLines.line(header(verdict)) + verdict.classes.map(line).joined()
            + MatrixLines.line(end(verdict))
    }

    /// All lines of a shard.
    package static func receipt(
        _ verdict: FleetVerdict, _ head: ReceiptWriter.Head,
        shown: @escaping @Sendable (String) -> String
    ) -> String {
        var writer = ReceiptWriter(head, shown: shown)
        var text = writer.header(header(verdict))
        let models = verdict.tallies.map(\.id)
        var outcomes = OutcomeCounts(models: models.count)
        for one in verdict.classes {
            writer.judged(one.id, times: one.count, models)
            outcomes.add(one.outcomes.map(\.json), one.count)
            text += writer.lines(line(one))
        }
        return text + writer.end(end(verdict).merging(["outcomes": outcomes.json]))
    }
}

extension FleetVerdict {
    /// The shards of a fleet's verdict, put together.
    ///
    /// - Throws: `ReceiptFault.edited` for a receipt that holds what no verdict writes.
    package init(_ merge: ReceiptMerge) throws(ReceiptFault) {
        var classes: [Class] = []
        for receipt in merge.receipts {
            do throws(JSONFault) {
                try receipt.eachLine { (line) throws(JSONFault) in
                    guard line.word == "class" else { return }
                    classes.append(try Class(JSONField(.object(line.json))))
                }
            } catch {
                throw .edited(file: receipt.file, why: "\(error)")
            }
        }
        // The first lines of all receipts say the same.
        guard let first = merge.receipts.first else { throw .notOne(file: "-") }
        do throws(JSONFault) {
            let header = try JSONField(.object(first.header)).anyObject()
            self.init(
                asOf: try header.stated("as_of").map { (field) throws(JSONFault) in
                    try field.day()
                },
                dataDay: try header.required("data").day(),
                models: try header.required("models").strings())
        } catch {
            throw .edited(file: first.file, why: "\(error)")
        }
        for one in classes.sorted(by: { $0.id < $1.id }) { add(one) }
    }
}

extension FleetVerdict.Class {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        var outcomes: [FleetOutcome] = []
        for outcome in try members.required("outcomes").array() {
            outcomes.append(try FleetOutcome(outcome))
        }
        self.init(
            id: try members.required("id").string(),
            count: try members.required("count").integer(in: 1...Fleet.mostMachines),
            outcomes: outcomes)
    }
}

extension FleetOutcome {
    private static let words = ["runs", "after_action", "does_not_run", "unknown"]

    fileprivate var json: JSON {
        switch self {
        case .runs(let isEngineAssumed): ["is": "runs", "assumed": .bool(isEngineAssumed)]
        case .after(let action): ["is": "after_action", "action": .string(action.rawValue)]
        case .doesNotRun(let canBeForced): ["is": "does_not_run", "force": .bool(canBeForced)]
        case .unknown(let facts): ["is": "unknown", "facts": .strings(facts.map(\.rawValue))]
        }
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        let word = try members.required("is")
        switch try word.string() {
        case "runs": self = .runs(isEngineAssumed: try members.required("assumed").bool())
        case "after_action":
            self = .after(try members.required("action").word(FleetAction.self))
        case "does_not_run": self = .doesNotRun(canBeForced: try members.required("force").bool())
        case "unknown":
            var facts: [FleetFact] = []
            for fact in try members.required("facts").array() {
                facts.append(try fact.word(FleetFact.self))
            }
            self = .unknown(facts)
        default:
            throw word.fault(
                .breaksRule("one of \(Self.words.joined(separator: ", ")) is expected"))
        }
    }
}
