import MNCore

extension ContractCheck {
    /// All checks, in the order in which they are made.
    package static let all =
        service + routes + origins + models + engines + inference + faces + changing

    /// The checks whose names match, with those that have to be made before them; without patterns,
    /// all.
    ///
    /// - Parameter patterns: names in which `*` stands for any letters.
    package static func selected(
        _ patterns: [String], changing: Bool
    ) throws(ContractFault) -> [ContractCheck] {
        let possible = all.filter { changing || !$0.isChanging }
        if patterns.isEmpty { return possible }
        var names: Set<String> = []
        for pattern in patterns {
            let glob = Glob(pattern)
            let found = possible.filter { glob.matches($0.name) }.map(\.name)
            if found.isEmpty {
                throw .unknownCheck(
                    pattern, suggestion: Spelling.nearest(to: pattern, in: possible.map(\.name)))
            }
            names.formUnion(found)
        }
        // What a check needs stands before it.
        for check in possible.reversed() where names.contains(check.name) {
            names.formUnion(check.after)
        }
        return possible.filter { names.contains($0.name) }
    }
}
