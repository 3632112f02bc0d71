/// A truth value that may be unknown, with the logic of Kleene.
public enum Truth: String, Hashable, Sendable {
    case no, unknown, yes

    public init(_ value: Bool) { self = value ? .yes : .no }

    /// The truth of something of which nil is not known.
    init<Value>(_ value: Value?, _ test: (Value) -> Bool) {
        self = value.map { test($0) ? .yes : .no } ?? .unknown
    }

    static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }
}
