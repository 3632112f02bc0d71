extension Evidence: CustomStringConvertible {
    /// Where the evidence lies: `file /proc/meminfo, line 1`.
    public var description: String { place.map { "\(access), \($0)" } ?? "\(access)" }
}

extension Gap: CustomStringConvertible {
    /// What is missing and why: `file /proc/meminfo: permission denied`.
    public var description: String { "\(access): \(reason)" }
}

extension Gap.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unrecorded: "not recorded"
        case .absent: "not there"
        case .denied: "permission denied"
        case .timedOut: "no answer in time"
        case .failed(let error): Printable.line(error)
        case .unreadable(let problem): Printable.line(problem)
        }
    }
}

extension Gap {
    /// How to get the missing evidence, as a command or a sentence.
    public var fix: String {
        switch reason {
        case .unrecorded: "Record that machine again: mn profile record --output FILE"
        case .denied: "Let this user read it: \(access)"
        case .timedOut, .failed, .unreadable:
            if case .command(let argv) = access {
                "See what it says: \(Access.command(argv).typed)"
            } else {
                "Look at \(access)"
            }
        case .absent:
            if case .command(let argv) = access {
                "Install \(argv.first ?? "it"), or put it on PATH"
            } else {
                "Look for \(access)"
            }
        }
    }
}

extension Access {
    /// A command as one would type it; for anything else its description.
    public var typed: String {
        if case .command = self { String(description.dropFirst("command ".count)) } else { description }
    }
}
