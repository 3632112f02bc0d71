/// The hardware seam: something that answers questions about a machine, real or not.
///
/// What every implementation keeps to:
/// - It changes nothing on the machine it speaks for.
/// - It answers each access with an outcome that fits it: a file with `bytes`, a directory with
///   `entries`, a command with `ended`, a variable with `value`, the platform with `platform`; or,
///   for any of them, with one of the other five. `timedOut` is for commands only.
/// - Commands run without a shell, with `LC_ALL=C`.
/// - What does not come within the limit of its question is given up; how long ago others were asked
///   does not matter. A command that has no time at all is `timedOut` and is not started.
/// - It may be asked from several tasks at once, and gives equal questions equal answers.
package protocol Machine: Sendable {
    func answer(_ access: Access, within limit: Duration) async -> Outcome
}

/// How long an answer may be waited for; whoever asks says it.
package enum TimeLimit: Sendable {
    /// For what answers at once or never.
    case short
    case usual
    /// For programs that are known to be slow: every verdict comes within 12 s.
    case long

    package var duration: Duration {
        switch self {
        case .short: .seconds(2)
        case .usual: .seconds(5)
        case .long: .seconds(10)
        }
    }
}

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

/// What `uname` says, in its words.
package struct Platform: Hashable, Sendable {
    /// The system's own name: `Linux`, `Darwin`, `Windows_NT`, or another.
    package var system: String
    /// The release of the kernel: `6.8.0-45-generic`.
    package var release: String
    /// The processor in the words of the kernel: `x86_64`, `aarch64`, `AMD64` and others.
    package var machine: String
    /// The processor this program was built for; differs under emulation (Rosetta, Windows on ARM).
    package var process: String

    package init(system: String, release: String, machine: String, process: String) {
        self.system = system
        self.release = release
        self.machine = machine
        self.process = process
    }
}
