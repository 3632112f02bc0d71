import MNCore

/// Whether what an inventory calls a model tells who a machine is, and so must not leave the import.
enum ModelName {
    /// Shorter names stand in too many words.
    private static let leastLength = 4
    /// Of fewer machines each may well have a model of its own.
    private static let leastMachines = 20

    /// Whether a text names a machine or a person.
    ///
    /// - Parameter names: what else is told of who it is.
    static func isPersonal(_ text: String, besides names: [String]) -> Bool {
        let text = text.lowercased()
        if text.contains("@") || text.contains("\\") { return true }
        // "Ann's Mac", in the two ways to write it.
        if ["'s ", "\u{2019}s "].contains(where: (text + " ").contains) { return true }
        if isGivenByWindows(text) || isUUID(text) { return true }
        return names.contains { name in
            let name = name.lowercased().trimmed
            return name.utf8.count >= leastLength && text.contains(name)
        }
    }

    /// Whether almost each machine has a model that no other has.
    static func areOwn(_ counts: [FleetFacts: Int]) -> Bool {
        var machines: [String: Int] = [:]
        for (facts, count) in counts {
            if let model = facts.model { machines[model] = [machines[model] ?? 0, count].sum() }
        }
        let all = machines.values.sum()
        return all >= leastMachines && machines.values.count { $0 == 1 } > all / 5 * 4
    }

    /// A name of a machine that Windows made up: `DESKTOP-AB12CD3`.
    private static func isGivenByWindows(_ text: String) -> Bool {
        ["desktop-", "laptop-", "win-"].contains { prefix in
            let rest = text.dropFirst(prefix.count).utf8
            return text.hasPrefix(prefix) && (7...11).contains(rest.count)
                && rest.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}
