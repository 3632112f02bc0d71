/// A version as numbers with dots between: `580.95.05`, `13.3`.
package struct DottedVersion: Hashable, Sendable {
    /// At least one number, the most important first.
    package let numbers: [Int]

    /// Reads one to six numbers of at most nine digits each; nil for anything else, such as `[N/A]`.
    package init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...6).contains(parts.count) else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard (1...9).contains(part.count) else { return nil }
            var number = 0
            for byte in part {
                guard byte.isASCIIDigit else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
            numbers.append(number)
        }
        self.numbers = numbers
    }

    package init(_ numbers: Int...) { self.numbers = numbers }

    package var major: Int { numbers[0] }
}

extension DottedVersion: Comparable {
    /// Number by number; those that are missing are 0, so that 13.3 and 13.3.0 are equal in order.
    package static func < (left: DottedVersion, right: DottedVersion) -> Bool {
        for index in 0..<max(left.numbers.count, right.numbers.count) {
            let a = index < left.numbers.count ? left.numbers[index] : 0
            let b = index < right.numbers.count ? right.numbers[index] : 0
            if a != b { return a < b }
        }
        return false
    }
}

extension DottedVersion: CustomStringConvertible {
    package var description: String { numbers.map(String.init).joined(separator: ".") }
}
