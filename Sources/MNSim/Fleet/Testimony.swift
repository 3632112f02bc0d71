import MNCore

/// What an inventory says of one fact.
///
/// It is testimony: somebody wrote it down, and nobody asked the machine.
package enum Testimony<Value: Hashable & Sendable>: Hashable, Sendable {
    case value(Value)
    /// One of several, sorted; which of them is not told.
    case oneOf([Value])
    /// At least the first, and at most the second if there is one; both included.
    case between(Value, Value?)
    /// Not known, and why, in a few words.
    case unknown(String)

    /// The value, where there is one.
    package var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }

    /// Why it is not known; nil where something is told.
    package var reason: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }

    /// The same, by what each value stands for.
    func map<Other>(_ transform: (Value) -> Other) -> Testimony<Other> {
        switch self {
        case .value(let value): .value(transform(value))
        case .oneOf(let values): .oneOf(values.map(transform))
        case .between(let least, let most): .between(transform(least), most.map(transform))
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// The fact that it is taken for; only one value makes one that is known.
    func fact() -> Fact<Value> {
        switch self {
        case .value(let value): .known(value, [])
        case .unknown(let reason): .unknown([Testimony<Never>.gap(reason)])
        case .oneOf, .between: .unknown([Testimony<Never>.gap("more than one value is possible")])
        }
    }
}

extension Testimony<Never> {
    static func gap(_ reason: String) -> Gap { Gap(.file("the inventory"), .unreadable(reason)) }
}

extension Testimony<ByteCount> {
    /// The sizes to look at, of which one is on each side of every threshold that lies within.
    func points(_ thresholds: [ByteCount]) -> [Testimony] {
        switch self {
        case .value, .unknown: return [self]
        case .oneOf(let sizes): return sizes.map { .value($0) }
        case .between(let least, let most):
            var sizes = [least]
            for threshold in thresholds where least < threshold {
                if let most, most < threshold { break }
                sizes += [threshold - ByteCount(1), threshold]
            }
            if let most { sizes.append(most) }
            return sizes.uniqued().map { .value($0) }
        }
    }

    /// The same with the threshold that each size reaches in its place, which no rule can tell from it.
    func reached(_ thresholds: [ByteCount]) -> Testimony {
        map { size in
            var found = ByteCount(1)
            for threshold in thresholds {
                if size < threshold { break }
                found = threshold
            }
            return found
        }
    }
}

// MARK: - Words

extension Testimony: CustomStringConvertible {
    /// For tables: `16 GiB`, `8 GiB or 12 GiB`, `4 GiB or more`, `?`.
    package var description: String {
        switch self {
        case .value(let value): Self.words(value)
        case .oneOf(let values): Words.list(values.map(Self.words), "or")
        case .between(let least, nil): "\(Self.words(least)) or more"
        case .between(let least, let most?):
            Self.words(least) == Self.words(most)
                ? Self.words(least) : "\(Self.words(least)) to \(Self.words(most))"
        case .unknown: "?"
        }
    }

    /// Whether it is told as closely as words tell it: of a range, whether both ends are the same in words.
    package var isTold: Bool {
        switch self {
        case .value: true
        case .between(let least, let most?): Self.words(least) == Self.words(most)
        case .oneOf, .between, .unknown: false
        }
    }

    private static func words(_ value: Value) -> String {
        switch value {
        case let system as Hardware.System: system.words
        case let processor as Hardware.Processor: processor.words
        default: "\(value)"
        }
    }
}
