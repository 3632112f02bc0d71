package import MNCore

/// What a run depends on, part by part: runs of which all parts are equal come to the same result.
package struct RunParts: Hashable, Sendable {
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case version, rules, catalog, models, machines, scenarios, files, fleet, policy, selection

        /// As in `they differ in the catalog`.
        package var words: String {
            switch self {
            case .version: "the version of mn"
            case .rules: "the rules or the driver data"
            case .policy: "the baseline or the requirements"
            case .selection: "the rules that are shown"
            default: "the \(rawValue)"
            }
        }
    }

    /// The digest of each part, of the version itself; others are of a later mn.
    package private(set) var digests: [String: String]

    package init(version: String) { digests = [Name.version.rawValue: version] }

    /// Adds a part.
    package mutating func set(_ name: Name, _ value: JSON) {
        digests[name.rawValue] = Self.digest(value)
    }

    package static func digest(_ value: JSON) -> String {
        SHA256.hexadecimal(SHA256.digest(Array(value.text(.canonical).utf8)))
    }

    /// Of all parts.
    package var digest: String { Self.digest(json) }

    package var json: JSON {
        .object(JSONObject(digests.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// The names that any of them has, in a fixed order: those that are known first.
    package static func names(of runs: [RunParts]) -> [String] {
        let names = Set(runs.flatMap(\.digests.keys))
        let known = Name.allCases.map(\.rawValue).filter(names.contains)
        return known + names.subtracting(known).sorted()
    }

    package init(_ field: JSONField) throws(JSONFault) {
        digests = [:]
        for (key, part) in try field.anyObject().all { digests[key] = try part.name() }
    }
}
