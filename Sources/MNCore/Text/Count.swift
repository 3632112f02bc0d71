/// A number of things that can be counted: tokens, layers, models.
package struct Count: Quantity {
    package let rawCount: Int

    package init(_ count: Int) { rawCount = Swift.max(0, count) }
}

extension Count: CustomStringConvertible {
    package var description: String { number }
}
