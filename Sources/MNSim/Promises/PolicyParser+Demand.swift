import MNCore

extension PolicyParser {
    /// Statuses, of which a comma is 'or', or bounds, which `and` joins.
    mutating func demand() throws(PolicyFault) -> PolicyPromise.Demand {
        while try takes(.comma) {}
        guard case .word(let word) = try peek().kind else {
            throw try expected("A status or a bound")
        }
        return PolicyWords.bounds.contains(word)
            ? .bounds(try bounds()) : .statuses(try statuses())
    }

    private mutating func statuses() throws(PolicyFault) -> [Status] {
        var statuses: [Status] = []
        while case .word(let word) = try peek().kind {
            let place = lexer.place(try take().start)
            guard let status = Status(rawValue: word) else {
                if PolicyWords.bounds.contains(word) { throw .syntax(place, .statusAmongBounds) }
                let words = Status.allCases.map(\.rawValue) + PolicyWords.bounds
                throw .syntax(
                    place,
                    .noStatus(word, suggestion: Spelling.nearest(to: word, in: words)))
            }
            statuses.append(status)
            var isSeparated = false
            while try takes(.comma) { isSeparated = true }
            if !isSeparated { break }
        }
        return statuses
    }

    private mutating func bounds() throws(PolicyFault) -> [PolicyBound] {
        var bounds = [try bound()]
        while try takes("and") { bounds.append(try bound()) }
        let token = try peek()
        if token.kind == .comma { throw .syntax(lexer.place(token.start), .commaBetweenBounds) }
        return bounds
    }

    private mutating func bound() throws(PolicyFault) -> PolicyBound {
        let start = try peek()
        let outcome: PolicyBound.Outcome
        switch start.word {
        case "unknown":
            try take()
            outcome = .unknown
        case "does":
            try take()
            try expect("not")
            try expect("run")
            outcome = .doesNotRun
        case "runs":
            try take()
            outcome = .runs(orAfter: try takes("or") ? try actions() : [])
        case "after": outcome = .after(try actions())
        case let word? where Status(rawValue: word) != nil:
            throw .syntax(lexer.place(start.start), .statusAmongBounds)
        default: throw try expected("'runs', 'after ACTION', 'does not run' or 'unknown'")
        }
        let comparison = try comparison("'runs >= 70%'")
        let share = try share()
        return PolicyBound(
            outcome: outcome, comparison: comparison, share: share,
            text: try text(from: start.start))
    }

    /// Actions, each after `after`, with `or` between them.
    private mutating func actions() throws(PolicyFault) -> Set<PolicyAction> {
        var actions = try action()
        while try takes("or") { actions.formUnion(try action()) }
        return actions
    }

    private mutating func action() throws(PolicyFault) -> Set<PolicyAction> {
        try expect("after")
        if try takes("action") { return Set(PolicyAction.allCases) }
        let token = try peek()
        guard let action = PolicyAction.allCases.first(where: { $0.words[0] == token.word }) else {
            throw try expected(
                "'driver update', 'runtime change', 'engine change', 'desktop change' or 'action'")
        }
        try take()
        try expect(action.words[1])
        return [action]
    }
}
