/// NVIDIA's number for what a GPU can do: 7.5 for Turing.
package struct ComputeCapability: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `8.9`; nil for anything else, such as `[N/A]`.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]),
            (0...99).contains(major), (0...9).contains(minor)
        else { return nil }
        self.init(major, minor)
    }

    package static func < (left: ComputeCapability, right: ComputeCapability) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    package var description: String { "\(major).\(minor)" }
}
