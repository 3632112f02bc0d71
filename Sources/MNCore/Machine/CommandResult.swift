/// What a command left behind when it ended by itself.
package struct CommandResult: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        case exited(Int)
        /// Killed by this signal, such as 11 for a crash.
        case signalled(Int)
    }

    /// The most bytes kept of each output.
    package static let outputLimit = 1 << 20

    package var ending: Ending
    package var standardOutput: [UInt8]
    package var standardError: [UInt8]
    /// Whether more came than was kept; then nothing can be concluded from what is missing.
    package var isTruncated: Bool

    package init(
        _ ending: Ending, standardOutput: [UInt8] = [], standardError: [UInt8] = [],
        isTruncated: Bool = false
    ) {
        self.ending = ending
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.isTruncated = isTruncated
    }
}
