import MNCore

/// What almost every machine of an inventory has of its own, so that it may be a name.
struct OwnNames {
    /// Of fewer machines each may well have one of its own.
    private static let leastMachines = 20

    private let hasModels: Bool
    private let tags: Set<String>

    /// - Parameter givenTags: those of whoever imports.
    init(_ classes: [(facts: FleetFacts, count: Int)], givenTags: [String]) {
        var models: [String: Int] = [:]
        var tags: [String: Int] = [:]
        for (facts, count) in classes {
            if let model = facts.model { models[model] = [models[model] ?? 0, count].sum() }
            for tag in facts.tags where !givenTags.contains(tag) {
                tags[tag] = [tags[tag] ?? 0, count].sum()
            }
        }
        hasModels = Self.areOwn(models.values)
        self.tags = Self.areOwn(tags.values) ? Set(tags.filter { $0.value == 1 }.keys) : []
    }

    private static func areOwn(_ counts: some Collection<Int>) -> Bool {
        let all = counts.sum()
        return all >= leastMachines && counts.count { $0 == 1 } > all / 5 * 4
    }

    /// Whether nothing is.
    var isEmpty: Bool { !hasModels && tags.isEmpty }

    /// What is taken for granted, a sentence each.
    var sentences: [String] {
        var sentences: [String] = []
        if hasModels {
            sentences.append(
                "Almost every machine has a model of its own, so that it may be a name; it is left out."
            )
        }
        if !tags.isEmpty {
            sentences.append(
                "Almost every machine has a tag of its own, so that it may be a name; it is left out."
            )
        }
        return sentences
    }

    func removed(from facts: FleetFacts) -> FleetFacts {
        var facts = facts
        if hasModels { facts.model = nil }
        if !tags.isEmpty { facts.tags.removeAll(where: tags.contains) }
        return facts
    }
}
