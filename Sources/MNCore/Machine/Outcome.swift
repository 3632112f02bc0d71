/// Every way a machine can answer; a probe says what each of them means to it.
package enum Outcome: Hashable, Sendable {
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

extension Outcome {
    /// What a command came to.
    package init(_ result: CommandResult) {
        self =
            switch result.ending {
            case .exited, .signalled: .ended(result)
            case .timedOut: .timedOut
            case .absent: .absent
            case .denied: .denied
            case .failed(let error): .failed(error)
            case .interrupted: .failed("\(result.ending)")
            case .unrecorded: .unrecorded
            }
    }
}

/// A name in a directory.
package struct DirectoryEntry: Hashable, Sendable {
    package var name: String
    /// Where the name leads, if it is a symbolic link; as written, not resolved.
    package var target: String?

    package init(_ name: String, target: String? = nil) {
        self.name = name
        self.target = target
    }
}
