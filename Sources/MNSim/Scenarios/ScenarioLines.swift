package import MNCore

/// How a scenario went, as reports say it.
package struct ScenarioResult: Hashable, Sendable {
    package struct Failure: Hashable, Sendable {
        package var step: Int?
        package var kind: String
        package var message: String
    }

    package var name: String
    /// Nil if its file cannot be read.
    package var title: String?
    /// Nil if its file does not say, or cannot be read.
    package var intent: String?
    package var steps: Int
    package var failures: [Failure]

    package init(_ run: ScenarioRun) {
        name = run.name
        title = run.scenario?.title
        intent = run.scenario?.intent
        steps = run.steps.count
        failures = run.failures.map {
            Failure(step: $0.step, kind: $0.kind, message: $0.description)
        }
    }

    package var passed: Bool { failures.isEmpty }

    /// What it is for, or why that is not known; nil if nobody has said.
    package var purpose: String? {
        intent ?? (title == nil ? "The file of the scenario cannot be read." : nil)
    }

    package var json: JSON {
        [
            "name": .string(name), "title": .string(orNull: title), "ok": .bool(passed),
            "steps": .integer(steps),
            "failures": .array(
                failures.map {
                    [
                        "step": .integer(orNull: $0.step), "kind": .string($0.kind),
                        "message": .string($0.message),
                    ]
                }),
        ]
    }

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        name = try members.required("name").string()
        title = try members.stated("title")?.string()
        intent = try members.stated("intent")?.string()
        steps = try members.required("steps").integer(in: 0...Int.max)
        failures = []
        for field in try members.required("failures").array() {
            let members = try field.anyObject()
            failures.append(
                Failure(
                    step: try members.stated("step")?.integer(),
                    kind: try members.required("kind").string(),
                    message: try members.required("message").string()))
        }
    }
}

/// Scenarios that were run as JSON Lines, each line canonical; the end says how many there were.
///
///     {"schema":"mn.sim.run.lines/1","simulated":true,"t":"header"}
///     {"failures":[],"intent":"…","name":"list","ok":true,"steps":1,"t":"scenario","title":"A list"}
///     {"failed":0,"passed":1,"t":"end"}
package enum ScenarioLines {
    package static let header: JSONObject = [
        "t": "header", "schema": .string(ReceiptKind.scenarios.schema), "simulated": true,
    ]

    package static func line(_ result: ScenarioResult) -> String {
        MatrixLines.line(
            (result.json.object ?? JSONObject()).merging([
                "t": "scenario", "intent": .string(orNull: result.intent),
            ]))
    }

    package static func end(_ results: [ScenarioResult]) -> JSONObject {
        let failed = results.count { !$0.passed }
        return [
            "t": "end", "passed": .integer(results.count - failed), "failed": .integer(failed),
        ]
    }

    /// All lines of a run without shards.
    package static func text(_ results: [ScenarioResult]) -> String {
        MatrixLines.line(header) + results.map(line).joined() + MatrixLines.line(end(results))
    }

    /// All lines of a shard.
    package static func receipt(
        _ results: [ScenarioResult], _ head: ReceiptWriter.Head,
        shown: @escaping @Sendable (String) -> String
    ) -> String {
        var writer = ReceiptWriter(head, shown: shown)
        var text = writer.header(header)
        for result in results {
            writer.judged(result.name, [""])
            text += writer.lines(line(result))
        }
        return text + writer.end(end(results))
    }

    /// The scenarios of all shards, by name.
    ///
    /// - Throws: `ReceiptFault.edited` for a receipt that holds what no run writes.
    package static func results(of merge: ReceiptMerge) throws(ReceiptFault) -> [ScenarioResult] {
        var results: [ScenarioResult] = []
        for receipt in merge.receipts {
            do throws(JSONFault) {
                try receipt.eachLine { (line) throws(JSONFault) in
                    guard line.word == "scenario" else { return }
                    results.append(try ScenarioResult(JSONField(.object(line.json))))
                }
            } catch {
                throw .edited(file: receipt.file, why: "\(error)")
            }
        }
        return results.sorted { $0.name < $1.name }
    }
}
