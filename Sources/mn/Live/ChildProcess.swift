#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
import Dispatch
import MNCore
import Synchronization

/// A program that was started in a process group of its own; its outputs come through pipes.
///
/// A guardian leads the group: a process without a program of its own (`mn_guardian`), forked just before
/// the program, which waits for this process to end, however that happens, and then ends the group. The
/// system offers Linux programs a signal at the end of their parent too (PR_SET_PDEATHSIG), but it reaches
/// the first child only and not what that starts, is lost where a program changes its user, and comes when
/// the *thread* ends that started the program, as threads of a dispatch queue do at any time. A guardian
/// lives by a pipe that the system closes with the process, knows the group before there is anything in it,
/// and keeps its number from being given away. What leaves the group is out of its reach.
struct ChildProcess: ~Copyable {
    /// What takes away that which a program started out of reach, such as a container.
    struct Cleanup: Sendable {
        /// The absolute path of the program.
        var path: String
        var argv: [String]
        /// How long it may take.
        var limit: Duration
    }

    let process: pid_t
    /// The number of the group, which is that of its guardian.
    let group: pid_t
    /// The reading ends.
    let standardOutput: OwnedDescriptor
    let standardError: OwnedDescriptor
    /// The end of this tells the guardian that nobody looks after the group any more.
    private let life: OwnedDescriptor

    /// Starts the program at an absolute path; it reads nothing and sees `variables` (`NAME=value`) only.
    ///
    /// - Parameters:
    ///   - directory: where it runs; nil is where this program runs.
    ///   - cleanup: what the guardian runs if this process ends before the program.
    static func start(
        _ path: String, argv: [String], variables: [String], directory: String? = nil,
        cleanup: Cleanup? = nil
    ) throws(SystemFault) -> ChildProcess {
        let words = argv + variables + (cleanup?.argv ?? []) + [directory ?? ""]
        guard !words.contains(where: { $0.utf8.contains(0) }) else {
            throw SystemFault("posix_spawn", code: EINVAL)
        }
        return try RunningCommands.start { groups throws(SystemFault) in
            let output = try Pipe()
            let error = try Pipe()
            let life = try Pipe()
            let group = try guardian(life.read.number, cleanup, variables)
            var process: pid_t
            do throws(SystemFault) {
                process = try spawn(
                    path, argv, variables, directory, in: group, output: output.write.number,
                    error: error.write.number)
            } catch {
                dismiss(group)
                throw error
            }
            // Should the program leave the group, the guardian still knows it.
            _ = unsafe write(life.write.number, &process, MemoryLayout<pid_t>.size)
            groups[group] = cleanup == nil ? .kill : .killAndCleanUp
            return ChildProcess(
                process: process, group: group, standardOutput: output.intoRead(),
                standardError: error.intoRead(), life: life.intoWrite())
        }
    }

    private static func guardian(
        _ life: Int32, _ cleanup: Cleanup?, _ variables: [String]
    ) throws(SystemFault) -> pid_t {
        let words = unsafe strings(cleanup?.argv ?? [])
        let environment = unsafe strings(cleanup == nil ? [] : variables)
        defer { unsafe (words + environment).forEach { unsafe free($0) } }
        let grace = Int32(clamping: Seconds(CommandRun.grace).milliseconds)
        let limit = Int32(clamping: Seconds(cleanup?.limit ?? .zero).milliseconds)
        let group = unsafe mn_guardian(life, grace, cleanup?.path, words, environment, limit)
        guard group > 0 else { throw SystemFault("fork") }
        return group
    }

    /// Ends a guardian, and frees its number.
    private static func dismiss(_ group: pid_t) {
        kill(group, SIGKILL)
        while waitpid(group, nil, 0) < 0, errno == EINTR {}
    }

    /// The texts as C takes them, with the null at the end; each is to be freed.
    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }

    private static func spawn(
        _ path: String, _ argv: [String], _ variables: [String], _ directory: String?,
        in group: pid_t, output: Int32, error: Int32
    ) throws(SystemFault) -> pid_t {
        var actions = unsafe CLibrary.makeSpawnActions()
        var attributes = CLibrary.makeSpawnAttributes()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, error, 2)
        if let directory {
            let code = unsafe mn_spawn_directory(&actions, directory)
            guard code == 0 else { throw SystemFault("posix_spawn", code: code) }
        }

        // The threads of a dispatch queue block most signals, and this program ignores some.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, group)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(Int32(flags) | CLibrary.spawnFlags))

        let arguments = unsafe strings(argv)
        let environment = unsafe strings(variables)
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawn(
            &process, path, &actions, &attributes, arguments, environment)
        guard code == 0 else { throw SystemFault("posix_spawn", code: code) }
        return process
    }

    /// Whether the program has ended; it stays as it is, so that its number is not given away.
    borrowing func hasEnded() throws(SystemFault) -> Bool {
        var information = unsafe siginfo_t()
        guard
            unsafe waitid(
                P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        else {
            throw SystemFault("waitid")
        }
        return unsafe information.si_signo != 0
    }

    /// Sends a signal to the program and everything it started that stayed in its group.
    ///
    /// A group that is gone or belongs to another user cannot be helped, so errors are passed over.
    borrowing func send(_ signal: Int32) {
        kill(-group, signal)
        // It may have left the group; its number is its own until it is reaped.
        kill(process, signal)
    }

    /// Frees the number of a program that has ended, and gives the status it left; nil if it still runs.
    ///
    /// Nothing of the group is looked after from here on.
    consuming func reap() -> Int32? {
        RunningCommands.remove(group)
        Self.dismiss(group)
        var status: Int32 = 0
        return unsafe waitpid(process, &status, WNOHANG) == process ? status : nil
    }
}

/// The process groups of the commands that run now, so that none outlives the program.
///
/// One for the process and not a value to pass, because what it guards is one for the process: its
/// children and its descriptor table.
enum RunningCommands {
    private static let groups = Mutex<[pid_t: Ending]>([:])

    /// What the end of a group needs.
    enum Ending: Sendable {
        case kill
        /// A program besides, which its guardian runs: what it started is out of reach.
        case killAndCleanUp
    }

    /// Starts a process group and keeps it in the list, as one step.
    ///
    /// No two start side by side: a child would inherit the pipes that another thread has made and not
    /// yet marked as its own. For the same reason tests write their stub programs in here.
    static func start<Started: ~Copyable>(
        _ body: (inout sending [pid_t: Ending]) throws(SystemFault) -> sending Started
    ) throws(SystemFault) -> sending Started {
        try groups.withLock(body)
    }

    /// Takes a group off the list; called before its leader is reaped, while its number is its own.
    static func remove(_ group: pid_t) {
        groups.withLock { $0[group] = nil }
    }

    /// Asks every running group to end, and kills those that have not after `grace`.
    static func interrupt(grace: Duration) {
        let asked = groups.withLock { groups in
            for group in groups.keys { kill(-group, SIGINT) }
            return groups.keys
        }
        let milliseconds = Seconds(grace).milliseconds
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            groups.withLock { groups in
                for group in asked where groups[group] != nil { kill(-group, SIGKILL) }
            }
        }
    }

    /// Kills every running group and ends this process; no command can start in between.
    ///
    /// A group that leaves something behind is left to its guardian, which begins as soon as this process
    /// has ended.
    ///
    /// A start that hangs, on a wedged disk, is waited for up to half a second.
    static func killAll(exitCode: Int32) -> Never {
        for _ in 0..<100 {
            groups.withLockIfAvailable { groups in
                for (group, ending) in groups where ending == .kill { kill(-group, SIGKILL) }
                _exit(exitCode)
            }
            _ = poll(nil, 0, 5)
        }
        _exit(exitCode)
    }
}
