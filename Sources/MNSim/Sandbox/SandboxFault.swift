package import MNCore

/// Why a program was not started in a simulated machine.
package enum SandboxFault: DiagnosticError, Hashable {
    /// The profile is of another system than Linux.
    case otherSystem(machine: String, system: String)
    /// This system has no such machines.
    case wrongHost
    /// There is nothing here that programs could be run with: a scenario or a replay.
    case noPrograms
    /// The rest of the profile is not known, or it contradicts itself.
    case noMachine(machine: String, reason: String)
    /// What a machine is laid out in cannot be made: its folder, or who keeps that.
    case noFolder(reason: String)
    /// None of these engines works here, each with its reason.
    case noEngine([EngineFailure])
    /// The program is not there, or cannot be run; `isThere` tells of a file of this name.
    case noProgram(String, ProgramProblem, on: String, isThere: Bool)

    /// Why an engine does not work here.
    package struct EngineFailure: Hashable, Sendable {
        package var engine: SandboxEngine
        package var reason: String

        package init(_ engine: SandboxEngine, _ reason: String) {
            self.engine = engine
            self.reason = reason
        }
    }

    package var code: ErrorCode {
        switch self {
        case .noProgram: .programNotStarted
        default: .noSandbox
        }
    }

    package var exitCode: ExitCode {
        if case .noProgram(_, let problem, _, _) = self {
            return ExitCode(rawValue: problem == .absent ? 127 : 126) ?? .failed
        }
        return .notSimulated
    }

    package var problem: String {
        switch self {
        case .otherSystem(let machine, let system):
            "\(machine) runs \(system); only machines with Linux can be simulated around a program."
        case .wrongHost:
            "Programs can be run in a simulated machine on Linux alone, on x86-64 or ARM64."
        case .noPrograms: "There are no programs here: this world is simulated itself."
        case .noMachine(let machine, let reason): "\(machine) cannot be shown: \(reason)"
        case .noFolder(let reason): "No folder for the machine can be made: \(reason)."
        case .noEngine(let failures):
            "No engine works here: "
                + failures.map { "\($0.engine.rawValue) (\($0.reason))" }
                .joined(separator: ", ") + "."
        case .noProgram(let program, let problem, let machine, let isThere):
            Self.sentence(Sanitized.line(program), problem, machine, isThere)
        }
    }

    package var fixes: [String] {
        switch self {
        case .otherSystem: ["Choose one with Linux: mn profile list --tags linux"]
        case .wrongHost: ["Run it in a virtual machine or a container with Linux."]
        case .noPrograms: ["Run it outside of scenarios and replays."]
        case .noMachine(let machine, _):
            ["See what is wrong with it: mn profile lint \(CommandWords.line([machine]))"]
        case .noFolder(let reason) where Self.isOfProcesses(reason): [Self.moreProcesses]
        case .noFolder: ["Let it be made elsewhere: TMPDIR=FOLDER mn sim exec …"]
        case .noEngine(let failures) where failures.contains { Self.isOfProcesses($0.reason) }:
            [Self.moreProcesses]
        case .noEngine:
            [
                "Allow user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns=0",
                "In a container allow the calls: docker run --security-opt seccomp=unconfined",
                "Or let only commands stand in, and files be the host's: --partial",
            ]
        case .noProgram(let program, let problem, _, let isThere):
            Self.fixes(CommandWords.line([program]), problem, isThere)
        }
    }

    /// Whether there may be no more processes: EAGAIN of clone(2).
    private static func isOfProcesses(_ reason: String) -> Bool {
        reason.contains("Resource temporarily unavailable")
    }

    private static let moreProcesses = "Allow more processes: ulimit -u 4096"

    private static func sentence(
        _ program: String, _ problem: ProgramProblem, _ machine: String, _ isThere: Bool
    ) -> String {
        switch problem {
        case .absent where isThere:
            "'\(program)' is there, and what runs it is not: what its first line names behind "
                + "'#!', or the loader of its libraries."
        case .absent where program.contains("/"): "There is no '\(program)' in \(machine)."
        case .absent: "There is no program '\(program)' on PATH in \(machine)."
        case .denied: "'\(program)' may not be run: it is no program, or is not allowed to be one."
        case .otherFormat: "'\(program)' is of no kind that this system runs."
        case .tooLong: "The arguments and variables are longer than the system takes."
        case .other(let reason): "'\(program)' was not started: \(reason)."
        }
    }

    private static func fixes(
        _ program: String, _ problem: ProgramProblem, _ isThere: Bool
    ) -> [String] {
        switch problem {
        case .absent where isThere: ["See what it asks for: head -n 1 \(program); file \(program)"]
        case .absent: ["Name a program that is on PATH, or its path."]
        case .denied: ["Allow it: chmod +x \(program)"]
        case .otherFormat: ["See for which system and processor it is: file \(program)"]
        case .tooLong: ["Give it fewer arguments, or a file that lists them."]
        case .other: ["See whether it runs outside: \(program)"]
        }
    }
}

/// What makes a machine around a program.
package enum SandboxEngine: String, Hashable, Sendable, CaseIterable {
    /// Mounts of its own, and answers to system calls.
    case namespaces
    /// Answers to system calls alone.
    case notify
    /// Stand-ins on PATH and variables alone; files are the host's.
    case commands

    /// What shows the host with this engine, beside what does with all.
    package var leaks: [String] {
        switch self {
        case .namespaces:
            [
                "/proc/N/cgroup and /proc/N/mounts of a process by its number"
            ]
        case .notify:
            [
                "absolute paths of programs that the host lacks",
                "files in a folder that a program has gone into, and names in /dev and /proc",
                "files, for programs for 32 bits",
            ]
        case .commands: ["every file, uname, and the memory"]
        }
    }
}
