package import MNCore

/// What decides, changed in one place: the rules, a number, or how the facts are taken.
///
/// Facts are changed before they are judged: to take the first of several GPUs is to judge a machine
/// that has no other.
package struct Mutant: Sendable {
    /// The way in which it is changed.
    package enum Operator: String, Hashable, Sendable, CaseIterable {
        case deleteRule = "delete-rule"
        case swapRules = "swap-rules"
        case changeStatus = "change-status"
        case changeForce = "change-force"
        case changeAccelerator = "change-accelerator"
        case changeMeasure = "change-measure"
        case deleteListing = "delete-listing"
        case negateCondition = "negate-condition"
        case dropCondition = "drop-condition"
        case joinConditions = "join-conditions"
        case changeValue = "change-value"
        case changeShare = "change-share"
        case changeThreshold = "change-threshold"
        case changeUnit = "change-unit"
        case changeData = "change-data"
        case dropData = "drop-data"
        case takeUnknown = "take-unknown"
        case takeGPUs = "take-gpus"
        case takeFact = "take-fact"
    }

    enum Change: Sendable {
        case rules(RuleTable)
        case model(@Sendable (inout Model) -> Void)
        case hardware(@Sendable (inout Hardware) -> Void)
    }

    package let kind: Operator
    /// The operator and the place, by which it can be named: `swap-rules/cuda`.
    package let id: String
    /// What is different, for people: `status pass becomes fail`.
    package let words: String
    let change: Change

    init(_ kind: Operator, _ place: String, _ words: String, _ change: Change) {
        self.kind = kind
        id = "\(kind.rawValue)/\(place)"
        self.words = words
        self.change = change
    }
}

extension Mutant {
    /// Every mutant of a table and of the thresholds of some models, in a fixed order.
    package static func all(of table: RuleTable, models: [Model]) -> [Mutant] {
        let mutants =
            ruleChanges(table) + conditionChanges(table) + numberChanges(table)
            + driverChanges(table) + factChanges
        return mutants.filter { mutant in
            guard case .model(let change) = mutant.change else { return true }
            return models.contains { model in
                var changed = model
                change(&changed)
                return changed != model
            }
        }
    }
}
