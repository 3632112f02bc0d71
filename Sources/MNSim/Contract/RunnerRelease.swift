/// The release of a Model Runner as it tells it, such as `v1.2.6`.
struct RunnerRelease: Hashable, Comparable, Sendable {
    private let numbers: [Int]

    /// Reads `v1.2.6` or `1.2.6`; nil for anything else, such as the `dev` of a private build.
    init?(_ text: String) {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let numbers = digits.split(separator: ".", omittingEmptySubsequences: false).map {
            Int($0).flatMap { $0 < 0 ? nil : $0 }
        }
        guard numbers.count == 3, !numbers.contains(nil) else { return nil }
        self.numbers = numbers.compactMap(\.self)
    }

    static func < (left: RunnerRelease, right: RunnerRelease) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    var text: String { "v" + numbers.map(String.init).joined(separator: ".") }
}
