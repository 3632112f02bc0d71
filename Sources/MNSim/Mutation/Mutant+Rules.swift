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
