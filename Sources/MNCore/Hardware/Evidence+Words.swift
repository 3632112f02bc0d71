extension Evidence: CustomStringConvertible {
    /// Where the evidence lies: `file /proc/meminfo, line 1`.
    package var description: String { place.map { "\(access), \($0)" } ?? "\(access)" }
}

extension Gap: CustomStringConvertible {
    /// What is missing and why: `file /proc/meminfo: permission denied`.
    package var description: String { "\(access): \(reason)" }

    /// The same in few words, for a sentence: `docker info: no answer in time`.
    package var summary: String { "\(access.summary): \(reason)" }
}

extension Gap.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unrecorded: "not recorded"
        case .absent: "not there"
        case .denied: "permission denied"
        case .timedOut: "no answer in time"
        case .failed(let error): Sanitized.line(error)
        case .unreadable(let problem): Sanitized.line(problem)
        }
    }
}

extension Gap {
    /// How to get the missing evidence, as a command or a sentence.
    package var fix: String {
        switch reason {
        case .unrecorded: "Record that machine again: mn profile record --output FILE"
        case .denied: "Let this user read it: \(access)"
        case .timedOut, .failed, .unreadable:
            if case .command(let argv) = access {
                "See what it says: \(CommandWords.line(argv))"
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
    /// The question in few words: of a command the program and what it is to do.
    package var summary: String {
        guard case .command(let argv) = self, let program = argv.first else { return description }
        if program == "powershell" {
            let words = argv.last?.split(separator: " ") ?? []
            if words.contains("Get-Content") { return "settings of Docker Desktop" }
            if words.contains("Get-ItemProperty") { return "registry of display adapters" }
            return words.first { $0.hasPrefix("Win32_") }.map { "CIM \($0)" } ?? program
        }
        let rest = argv.dropFirst()
        let name = program.split { "/\\".contains($0) }.last.map(String.init) ?? program
        if let option = rest.first, option.hasPrefix("-"), program != "sysctl" {
            return "\(name) \(option.prefix { $0 != "=" })"
        }
        return ([name] + rest.filter { !$0.hasPrefix("-") }.prefix(name == "docker" ? 1 : 3))
            .joined(separator: " ")
    }
}
