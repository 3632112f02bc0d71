/// Every way a machine can answer; a probe says what each of them means to it.
public enum Outcome: Hashable, Sendable {
    /// The content of a file.
    case bytes([UInt8])
    /// The content of a directory, sorted by name.
    case entries([DirectoryEntry])
    /// The end of a command.
    case ended(CommandResult)
    /// The value of an environment variable; an empty one is set.
    case value(String)
    case platform(Platform)

    /// There is no such file, directory, program or variable.
    case absent
    /// It is there, and may not be read or run.
    case denied
    /// The command did not end within its time limit.
    case timedOut
    /// The system gave another error, in its words.
    case failed(String)
    /// A replayed machine that was never asked this: neither present nor absent.
    case unrecorded
}

/// A name in a directory.
public struct DirectoryEntry: Hashable, Sendable {
    public var name: String
    /// Where the name leads, if it is a symbolic link; as written, not resolved.
    public var target: String?

    public init(_ name: String, target: String? = nil) {
        self.name = name
        self.target = target
    }
}

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

/// What `uname` says, in its words.
public struct Platform: Hashable, Sendable {
    /// The system's own name: `Linux`, `Darwin`, `Windows_NT`, or another.
    public var system: String
    /// The release of the kernel: `6.8.0-45-generic`.
    public var release: String
    /// The processor in the words of the kernel: `x86_64`, `aarch64`, `AMD64` and others.
    public var machine: String
    /// The processor this program was built for; differs under emulation (Rosetta, Windows on ARM).
    public var process: String

    public init(system: String, release: String, machine: String, process: String) {
        self.system = system
        self.release = release
        self.machine = machine
        self.process = process
    }
}
