/// What a command left behind when it ended by itself.
public struct CommandResult: Hashable, Sendable {
    public enum Ending: Hashable, Sendable {
        case exited(Int)
        /// Killed by this signal, such as 11 for a crash.
        case signalled(Int)
    }

    /// The most bytes kept of each output.
    public static let outputLimit = 1 << 20

    public var ending: Ending
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]
    /// Whether more came than was kept; then nothing can be concluded from what is missing.
    public var isTruncated: Bool

    public init(
        _ ending: Ending, standardOutput: [UInt8] = [], standardError: [UInt8] = [],
        isTruncated: Bool = false
    ) {
        self.ending = ending
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.isTruncated = isTruncated
    }
}
