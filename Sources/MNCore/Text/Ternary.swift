/// A truth value that may be unknown, with the logic of Kleene.
package enum Ternary: String, Hashable, Sendable {
    case no, unknown, yes

    package init(_ value: Bool) { self = value ? .yes : .no }

    /// The truth of something of which nil is not known.
    package init<Value>(_ value: Value?, _ test: (Value) -> Bool) {
        self = value.map { test($0) ? .yes : .no } ?? .unknown
    }

    /// Whether all hold; of none they do.
    package static func all(_ truths: some Sequence<Ternary>) -> Ternary {
        var result = Ternary.yes
        for truth in truths {
            if truth == .no { return .no }
            if truth == .unknown { result = .unknown }
        }
        return result
    }

    /// Whether one holds; of none it does not.
    package static func any(_ truths: some Sequence<Ternary>) -> Ternary {
        var result = Ternary.no
        for truth in truths {
            if truth == .yes { return .yes }
            if truth == .unknown { result = .unknown }
        }
        return result
    }

    package static prefix func ! (truth: Ternary) -> Ternary {
        switch truth {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }
}
