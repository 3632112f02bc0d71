import MNCore

extension Mutant {
    /// Rows that are gone, in another order, or give something else.
    static func ruleChanges(_ table: RuleTable) -> [Mutant] {
        var mutants: [Mutant] = []
        func add(
            _ kind: Operator, _ place: String, _ words: String, _ change: (inout RuleTable) -> Void
        ) {
            var changed = table
            change(&changed)
            mutants.append(Mutant(kind, place, words, .rules(changed)))
        }
        for (index, rule) in table.rules.enumerated() {
            let name = rule.id.rawValue
            add(.deleteRule, name, "\(name) is left out") { $0.rules.remove(at: index) }
            if index + 1 < table.rules.count {
                let next = table.rules[index + 1].id.rawValue
                add(.swapRules, name, "\(next) stands before \(name)") {
                    $0.rules.swapAt(index, index + 1)
                }
            }
            for status in Status.allCases where status != rule.status {
                let words = "\(name) gives \(status.rawValue), not \(rule.status.rawValue)"
                add(.changeStatus, "\(name)/\(status.rawValue)", words) {
                    $0.rules[index].status = status
                }
            }
            if !rule.status.isAccepted {
                add(.changeForce, name, "force \(rule.isForceable ? "cannot" : "can") lift \(name)")
                {
                    $0.rules[index].isForceable.toggle()
                }
            }
            let other = Accelerator.allCases.first { $0 != rule.accelerator } ?? .none
            add(.changeAccelerator, name, "\(name) runs on \(other.rawValue)") {
                $0.rules[index].accelerator = other
            }
            let measure: Rule.Measure? =
                rule.measure == nil ? .gpuMemory : rule.measure == .gpuMemory ? nil : .gpuMemory
            add(.changeMeasure, name, "\(name) shows \(measure == nil ? "no" : "another") size") {
                $0.rules[index].measure = measure
            }
        }
        for (index, listing) in table.listings.enumerated() {
            let vendor = listing.vendor
            add(.deleteListing, vendor.rawValue, "\(vendor.words) GPUs count nowhere") {
                $0.listings.remove(at: index)
            }
        }
        return mutants
    }

    /// Conditions of rows and listings that are negated, dropped, joined otherwise, or ask for
    /// something else.
    static func conditionChanges(_ table: RuleTable) -> [Mutant] {
        var mutants: [Mutant] = []
        for (index, rule) in table.rules.enumerated() {
            for (number, variant) in ConditionVariant.all(of: rule.conditions).enumerated() {
                var changed = table
                changed.rules[index].conditions = variant.conditions
                mutants.append(
                    Mutant(
                        variant.kind, "\(rule.id.rawValue)/\(number + 1)",
                        "\(rule.id.rawValue): \(variant.words)", .rules(changed)))
            }
        }
        for (index, listing) in table.listings.enumerated() {
            for (number, variant) in ConditionVariant.all(of: listing.conditions).enumerated() {
                var changed = table
                changed.listings[index].conditions = variant.conditions
                mutants.append(
                    Mutant(
                        variant.kind, "listing-\(listing.vendor.rawValue)/\(number + 1)",
                        "where \(listing.vendor.words) GPUs count: \(variant.words)",
                        .rules(changed)))
            }
        }
        return mutants
    }
}

/// The conditions of a rule with one change somewhere in them.
struct ConditionVariant {
    var kind: Mutant.Operator
    var words: String
    var conditions: [Condition]

    /// Every single change to a list of conditions that must all hold.
    static func all(of conditions: [Condition]) -> [ConditionVariant] {
        changes(of: conditions, keepsOne: false).map {
            ConditionVariant(kind: $0.kind, words: $0.words, conditions: $0.list)
        }
    }

    private typealias ListChange = (kind: Mutant.Operator, words: String, list: [Condition])
    private typealias Change = (kind: Mutant.Operator, words: String, condition: Condition)

    /// - Parameter keepsOne: whether the last of the list stays, since none would mean something else.
    private static func changes(of list: [Condition], keepsOne: Bool) -> [ListChange] {
        list.indices.flatMap { index in
            var found: [ListChange] = []
            if !keepsOne || list.count > 1 {
                var rest = list
                rest.remove(at: index)
                found.append((.dropCondition, "without '\(list[index])'", rest))
            }
            return found
                + (negations(of: list[index]) + changes(inside: list[index])).map { change in
                    var other = list
                    other[index] = change.condition
                    return (change.kind, change.words, other)
                }
        }
    }

    private static func negations(of condition: Condition) -> [Change] {
        if case .not(let inner) = condition {
            return [(.negateCondition, "'\(inner)', not its opposite", inner)]
        }
        return [(.negateCondition, "the opposite of '\(condition)'", .not(condition))]
    }

    /// Changes that keep the form of a condition, and those of its parts.
    private static func changes(inside condition: Condition) -> [Change] {
        switch condition {
        case .not(let inner):
            return changes(inside: inner).map { ($0.kind, $0.words, .not($0.condition)) }
        case .any(let list):
            return [(.joinConditions, "all of '\(condition)'", .all(list))]
                + changes(of: list, keepsOne: true).map { ($0.kind, $0.words, .any($0.list)) }
        case .all(let list):
            return [(.joinConditions, "any of '\(condition)'", .any(list))]
                + changes(of: list, keepsOne: true).map { ($0.kind, $0.words, .all($0.list)) }
        default:
            return values(beside: condition).map {
                (.changeValue, "'\($0)', not '\(condition)'", $0)
            }
        }
    }

    /// The same question about something else.
    private static func values(beside condition: Condition) -> [Condition] {
        let all: [Condition] =
            switch condition {
            case .system: Hardware.System.allCases.map { .system($0) }
            case .processor: Hardware.Processor.allCases.map { .processor($0) }
            case .gpu: GPU.Vendor.allCases.map { .gpu($0) }
            case .backend: [.backend(.llamaCpp), .backend(.vllm)]
            case .memorySuffices: Requirements.Kind.allCases.map { .memorySuffices($0) }
            case .gpuMemoryKnown, .gpuMemorySuffices, .gpuGenerationKnown, .gpuCodeKnown,
                .gpuUsable:
                [
                    .gpuMemoryKnown, .gpuMemorySuffices, .gpuGenerationKnown, .gpuCodeKnown,
                    .gpuUsable,
                ]
            case .imageForNVIDIA, .imageForAMD, .dockerDesktop, .engineGivesNVIDIA:
                [.imageForNVIDIA, .imageForAMD, .dockerDesktop, .engineGivesNVIDIA]
            case .driverDecided, .driverSuffices: [.driverDecided, .driverSuffices, .gpuUsable]
            default: []
            }
        return all.filter { $0 != condition }
    }
}
