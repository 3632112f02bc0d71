/// A truth value that may be unknown, with the logic of Kleene.
public enum Truth: String, Hashable, Sendable {
    case no, unknown, yes

    public init(_ value: Bool) { self = value ? .yes : .no }

    /// The truth of something that is known or not.
    init<Value>(_ fact: Fact<Value>, _ test: (Value) -> Bool) {
        switch fact {
        case .known(let value, _): self = test(value) ? .yes : .no
        case .unknown: self = .unknown
        }
    }

    static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }
}
