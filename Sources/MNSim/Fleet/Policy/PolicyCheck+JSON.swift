package import MNCore
package import MNSim

extension PolicyCheck {
    package var json: JSON {
        [
            "schema": .string(Self.schema), "simulated": true, "file": .string(policy.file),
            "as_of": .string("\(asOf)"), "data": .string("\(board.dataDay)"),
            "fleets": .array(policy.fleets.map(\.json)),
            "ok": .bool(isMet),
            "promises": .integer(results.count), "met": .integer(count(.met)),
            "not_known": .integer(count(.notKnown)), "broken": .integer(count(.broken)),
            "results": .array(results.map(\.json)), "waivers": .array(waivers.map(\.json)),
        ]
    }
}

extension FleetPolicy.Named {
    package var json: JSON {
        [
            "file": .string(path), "name": .string(orNull: line.name),
            "as_of": .string(orNull: fleet.asOf.map { "\($0)" }),
            "machines": .integer(fleet.total), "classes": .integer(fleet.classes.count),
        ]
    }
}

extension PolicyPlace {
    /// The members that say where something stands.
    package var json: JSONObject {
        ["file": .string(file), "line": .integer(line), "column": .integer(column)]
    }
}

extension PolicyResult {
    fileprivate var json: JSON {
        var object = promise.place.json
        object["text"] = .string(promise.text)
        object["model"] = .string(model)
        object["result"] = .string(standing.rawValue)
        object["chosen"] = chosen.json
        object["not_chosen_unknown"] = open.json
        object["allowed"] = allowed.json
        object["runs"] = .integer(tally.runs)
        object["runs_assumed"] = .integer(tally.runsAssumed)
        object["after_action"] = .object(
            JSONObject(
                FleetAction.allCases.compactMap { action in
                    tally.afterAction[action].map { (action.rawValue, .integer($0)) }
                }))
        object["does_not_run"] = .integer(tally.doesNotRun)
        object["unknown"] = .integer(unknown)
        object["bounds"] = .array(
            bounds.map { bound in
                [
                    "text": .string(bound.bound.text),
                    "result": .string(bound.standing.rawValue), "count": .integer(bound.count),
                    "most": .integer(bound.most), "total": .integer(bound.total),
                ]
            })
        object["against"] = .array(
            against.map { one in
                [
                    "id": .string(one.id), "machines": .integer(one.machines),
                    "words": .string(one.words), "known": .bool(!one.isOpen),
                ]
            })
        return .object(object)
    }
}

extension PolicyWaiverUse {
    fileprivate var json: JSON {
        var object = waiver.place.json
        object["text"] = .string(waiver.text)
        object["until"] = .string("\(waiver.until)")
        object["reason"] = .string(waiver.reason)
        object["machines"] = .integer(machines)
        object["models"] = .strings(models.sorted())
        object["hidden"] = .array(
            hidden.map { ["id": .string($0.id), "machines": .integer($0.machines)] })
        return .object(object)
    }
}
