package import MNCore

/// On how many machines of a fleet each model comes to what.
package struct OutcomeCounts: Hashable, Sendable {
    /// For each model, by the canonical text of what it comes to.
    private var machines: [[String: Int]]

    package init(models: Int) { machines = Array(repeating: [:], count: models) }

    /// Counts a class.
    ///
    /// - Parameters:
    ///   - outcomes: of each model, in their order.
    ///   - count: its machines.
    package mutating func add(_ outcomes: [JSON], _ count: Int) {
        for (model, outcome) in zip(machines.indices, outcomes) {
            let text = outcome.text(.canonical)
            machines[model][text] = [machines[model][text] ?? 0, count].sum()
        }
    }

    /// For each model an object.
    package var json: JSON {
        .array(
            machines.map { counts in
                .object(
                    JSONObject(
                        counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
            })
    }
}
