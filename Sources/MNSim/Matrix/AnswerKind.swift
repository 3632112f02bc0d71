import MNCore

/// The ways to answer a question, as coverage tells them apart.
enum AnswerKind: String, CaseIterable {
    case ok
    /// A command ended with another code than 0.
    case exited
    /// A command was ended by a signal.
    case signalled
    case absent, denied, timedOut, failed, unrecorded

    init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .bytes, .entries, .value, .platform: .ok
            case .ended(let result):
                switch result.ending {
                case .exited(0): .ok
                case .exited: .exited
                default: .signalled
                }
            case .absent: .absent
            case .denied: .denied
            case .timedOut: .timedOut
            case .failed: .failed
            case .unrecorded: .unrecorded
            }
    }

    /// The ways in which a machine can answer.
    static func possible(for access: Access) -> [AnswerKind] {
        switch access {
        case .command: allCases
        case .file, .directory: [.ok, .absent, .denied, .failed, .unrecorded]
        // A program always has its environment, and a system its name.
        case .environment: [.ok, .absent, .unrecorded]
        case .platform: [.ok, .unrecorded]
        }
    }
}

extension Access {
    /// The question without what differs from machine to machine: numbers, and the options of commands.
    var kindOfQuestion: String {
        switch self {
        case .platform: "platform"
        case .file(let path):
            // Control groups are named as one likes; their files are not.
            if let name = path.split(separator: "/").last, name.hasPrefix("memory.") {
                "file …/\(name)"
            } else {
                "file \(Self.withoutNumbers(path))"
            }
        case .directory(let path): "directory \(Self.withoutNumbers(path))"
        case .command(let argv):
            "command " + argv.prefix(2).filter { !$0.hasPrefix("-") }.joined(separator: " ")
        case .environment(let name): "environment \(name)"
        }
    }

    /// A path in which `*` stands for each name with a digit in it.
    private static func withoutNumbers(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.utf8.contains { (48...57).contains($0) } ? "*" : String($0) }
            .joined(separator: "/")
    }
}
