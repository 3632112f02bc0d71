/// Small pieces of English.
package enum Words {
    /// A list as in a sentence: `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String], _ conjunction: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
    }

    /// A number and its noun: `1 model`, `2 models`, `0 models`.
    ///
    /// - Parameter plural: the plural, if it is not made with an `s`.
    package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number) " + (number == 1 ? noun : plural ?? noun + "s")
    }
}
