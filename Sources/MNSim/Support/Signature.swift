package import MNCore
package import MNSim

/// What tells one failure from another: nothing of it is free text, and equal failures have equal ones.
///
/// Taken by playing a run with the program, so that it is always that of the program that asks.
package struct Signature: Hashable, Sendable {
    /// What a rule said.
    package struct Ruling: Hashable, Sendable {
        package var rule: String
        package var status: String

        package init(rule: String, status: String) {
            self.rule = rule
            self.status = status
        }
    }

    /// How a check came out.
    package struct Check: Hashable, Sendable {
        package var name: String
        package var state: String

        package init(name: String, state: String) {
            self.name = name
            self.state = state
        }
    }

    /// The words of the command, such as `model install`.
    package var command: [String] = []
    /// Nil if it does not come to an end.
    package var exitCode: Int?
    /// The code of the error that it ended with.
    package var error: String?
    package var rulings: [Ruling] = []
    /// In the order in which they were made.
    package var checks: [Check] = []
    /// The command that the first fix names, such as `docker model install-runner`.
    package var fix: String?
    /// The kind of the last thing that was asked.
    package var lastCall: String?

    /// - Parameter exitCode: nil if it does not come to an end.
    package init(_ findings: RunFindings, events: [Trace.Event], exitCode: Int?) {
        self.exitCode = exitCode
        lastCall = events.last(where: { $0.seamKind != nil })?.seamKind
        command = findings.command
        error = findings.complaint?.word
        rulings = findings.rulings.map { Ruling(rule: $0.rule, status: $0.status) }
        checks = findings.checks.map { Check(name: $0.name, state: $0.status) }
        let fixes =
            findings.checks.filter(\.isFailure).map(\.fixes.first)
            + [findings.complaint?.fixes.first]
        fix = fixes.lazy.compactMap { $0.flatMap(Self.fixWords) }.first
    }

    /// The programs that fixes begin with.
    private static let programs: Set<Substring> = [
        "mn", "docker", "sudo", "export", "unset", "ssh",
    ]

    /// The command of a fix without what it is about; nil if the fix is no command.
    private static func fixWords(_ fix: String) -> String? {
        let words = fix.split(separator: " ")
        guard let program = words.first, programs.contains(program) else { return nil }
        let plain = words.prefix(program == "mn" || program == "docker" ? 3 : 4).prefix { word in
            word.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 45
            }
                && !word.hasPrefix("-")
        }
        return plain.joined(separator: " ")
    }
}

extension Signature: CustomStringConvertible {
    /// The signature on one line: `model install, exit 5, runner_unreachable, docker model install-runner`.
    package var description: String {
        var parts = [command.isEmpty ? "no command" : command.joined(separator: " ")]
        parts.append(exitCode.map { "exit \($0)" } ?? "no end")
        if let error { parts.append(error) }
        parts += rulings.map { "\($0.rule) \($0.status)" }
        parts += checks.filter { $0.state != "ok" && $0.state != "passed" }.map {
            "\($0.name) \($0.state)"
        }
        if let fix { parts.append("fix '\(fix)'") }
        if let lastCall { parts.append("last \(lastCall)") }
        return parts.joined(separator: ", ")
    }

    package var json: JSON {
        [
            "command": .string(command.joined(separator: " ")),
            "exit": .integer(orNull: exitCode), "error": .string(orNull: error),
            "rulings": .array(
                rulings.map { ["rule": .string($0.rule), "status": .string($0.status)] }),
            "checks": .array(
                checks.map { ["name": .string($0.name), "status": .string($0.state)] }),
            "fix": .string(orNull: fix), "last_call": .string(orNull: lastCall),
        ]
    }
}
