/// A number of things that can be counted: tokens, layers, models.
public struct Count: Quantity {
    public let rawCount: Int

    public init(_ count: Int) { rawCount = Swift.max(0, count) }
}

extension Count: CustomStringConvertible {
    public var description: String { number }
}
