package import MNCore
package import MNSim

/// What a line of a policy chooses, and what becomes of it.
package struct PolicyExplanation: Sendable {
    /// The format of the document; within it only optional keys are ever added.
    package static let schema = "mn.policy.explain/1"

    package let text: String
    package let place: PolicyPlace
    /// The models of the line; of a name none.
    package let models: [Model]
    /// Most machines first.
    package let chosen: [PolicyMachine]
    /// Of which it cannot be told whether they are meant; likewise.
    package let open: [PolicyMachine]
    /// The day of the driver data that is judged by.
    package let dataDay: CalendarDate
    /// The places of the models on the board.
    private let places: [Int]

    /// - Throws: where nothing stands on that line, or it names what is not there.
    package init(_ board: PolicyBoard, line: Int) throws(PolicyFault) {
        let policy = board.policy
        dataDay = board.dataDay
        let query: PolicyQuery
        var model: String?
        func isHere(_ place: PolicyPlace) -> Bool {
            place.line == line && place.file == policy.file
        }
        if let promise = policy.promises.first(where: { isHere($0.place) }) {
            (text, place, query) = (promise.text, promise.place, promise.query)
            model = promise.model
        } else if let name = policy.names.first(where: { isHere($0.place) }) {
            (text, place, query) = (name.text, name.place, name.query)
        } else if let waiver = policy.waivers.first(where: { isHere($0.place) }) {
            (text, place, query) = (waiver.text, waiver.place, waiver.query)
            model = waiver.model
        } else {
            throw .nothingAtLine(policy.file, line)
        }
        // A waiver may be about a model that nothing is promised of.
        let ids =
            if let model { Set(try policy.models(model, place).map(\.id)) } else { Set<String>() }
        let places = board.models.indices.filter { ids.contains(board.models[$0].id) }
        self.places = places
        models = places.map { board.models[$0] }
        let (group, truths) = try Self.choice(board, query).chosen(query, place)
        func machines(_ wanted: Ternary) -> [PolicyMachine] {
            zip(truths, board.machines(group)).filter { $0.0 == wanted }.map(\.1).byCount
        }
        chosen = machines(.yes)
        open = machines(.unknown)
    }

    private static func choice(
        _ board: PolicyBoard, _ query: PolicyQuery
    ) throws(PolicyFault) -> PolicyChoice {
        let choice = try PolicyChoice(board)
        try choice.requireKnown(query)
        return choice
    }

    /// What the models of the line come to on a machine, in their order.
    package func outcomes(_ machine: PolicyMachine) -> [FleetOutcome] {
        places.map { machine.outcomes[$0] }
    }

    /// - Parameter asOf: the day on which it is looked at.
    package func json(asOf: CalendarDate) -> JSON {
        var object = place.json
        object["schema"] = .string(Self.schema)
        object["simulated"] = true
        object["as_of"] = .string("\(asOf)")
        object["data"] = .string("\(dataDay)")
        object["text"] = .string(text)
        object["machines"] = .integer(chosen.map(\.count).sum())
        object["chosen"] = .array(chosen.map(json))
        object["not_chosen_unknown"] = .array(open.map(json))
        return .object(object)
    }

    private func json(_ machine: PolicyMachine) -> JSON {
        [
            "id": .string(machine.id), "machines": .integer(machine.count),
            "outcomes": .array(
                zip(models, outcomes(machine)).map { model, outcome in
                    ["model": .string(model.id), "outcome": .string(outcome.words)]
                }),
        ]
    }
}

/// The share of the fleets that promises speak of.
package struct PolicyCoverage: Sendable {
    /// The format of the document; within it only optional keys are ever added.
    package static let schema = "mn.policy.coverage/1"

    package let policy: FleetPolicy
    /// Classes that some promise is about.
    package let covered: [PolicyMachine]
    /// Classes of which no promise speaks; most machines first.
    package let missing: [PolicyMachine]
    /// Of which it cannot be told; likewise.
    package let open: [PolicyMachine]

    /// - Throws: where the policy names no fleet.
    package init(_ board: PolicyBoard) throws(PolicyFault) {
        policy = board.policy
        guard let first = policy.promises.first, !policy.fleets.isEmpty else {
            throw .nothingToCover(policy.file)
        }
        let choice = try PolicyChoice(board)
        var truths = board.fleet.map { _ in Ternary.no }
        for promise in [first] + policy.promises.dropFirst()
        where try choice.group(promise.query, promise.queryPlace) == .fleet {
            truths = zip(truths, choice.truths(promise.query, .fleet)).map {
                Ternary.any([$0, $1])
            }
        }
        func machines(_ wanted: Ternary) -> [PolicyMachine] {
            zip(truths, board.fleet).filter { $0.0 == wanted }.map(\.1).byCount
        }
        covered = machines(.yes)
        missing = machines(.no)
        open = machines(.unknown)
    }

    package var total: Int { [covered, missing, open].map { $0.map(\.count).sum() }.sum() }

    /// - Parameter asOf: the day on which it is looked at.
    package func json(asOf: CalendarDate) -> JSON {
        func list(_ machines: [PolicyMachine]) -> JSON {
            .array(machines.map { ["id": .string($0.id), "machines": .integer($0.count)] })
        }
        return [
            "schema": .string(Self.schema), "simulated": true, "file": .string(policy.file),
            "as_of": .string("\(asOf)"), "machines": .integer(total),
            "covered": .integer(covered.map(\.count).sum()),
            "not_covered": .integer(missing.map(\.count).sum()),
            "unknown": .integer(open.map(\.count).sum()),
            "classes_not_covered": list(missing), "classes_unknown": list(open),
        ]
    }
}

extension [PolicyMachine] {
    /// Most machines first; of equal ones the lesser id, which two fleets may have, and then the first.
    fileprivate var byCount: [PolicyMachine] {
        enumerated().sorted {
            ($1.element.count, $0.element.id, $0.offset) < (
                $0.element.count, $1.element.id, $1.offset
            )
        }.map(\.element)
    }
}
