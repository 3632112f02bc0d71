#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A program that was started as the leader of its own process group; its outputs come through pipes.
struct ChildProcess: ~Copyable {
    let group: pid_t
    /// The reading ends.
    let standardOutput: OwnedDescriptor
    let standardError: OwnedDescriptor

    /// Starts the program at an absolute path; it reads nothing and sees `variables` (`NAME=value`) only.
    ///
    /// - Parameter directory: where it runs; nil is where this program runs.
    static func start(
        _ path: String, argv: [String], variables: [String], directory: String? = nil
    ) throws(SystemFault) -> ChildProcess {
        guard !(argv + variables + [directory ?? ""]).contains(where: { $0.utf8.contains(0) })
        else {
            throw SystemFault("posix_spawn", code: EINVAL)
        }
        return try RunningCommands.start { groups throws(SystemFault) in
            let output = try Pipe()
            let error = try Pipe()
            let group = try spawn(
                path, argv, variables, directory, output: output.write.number,
                error: error.write.number)
            groups.insert(group)
            return ChildProcess(
                group: group, standardOutput: output.intoRead(), standardError: error.intoRead())
        }
    }

    private static func spawn(
        _ path: String, _ argv: [String], _ variables: [String], _ directory: String?,
        output: Int32, error: Int32
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
            let code = unsafe addDirectory(&actions, directory)
            guard code == 0 else { throw SystemFault("posix_spawn", code: code) }
        }

        // The threads of a dispatch queue block most signals, and this program ignores some.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(Int32(flags) | CLibrary.spawnFlags))

        let arguments = unsafe argv.map { unsafe strdup($0) } + [nil]
        let environment = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var group: pid_t = 0
        let code = unsafe posix_spawn(&group, path, &actions, &attributes, arguments, environment)
        guard code == 0 else { throw SystemFault("posix_spawn", code: code) }
        return group
    }

    /// Whether the program has ended; it stays as it is, so that its number is not given away.
    borrowing func hasEnded() throws(SystemFault) -> Bool {
        var information = unsafe siginfo_t()
        guard unsafe waitid(P_PID, id_t(group), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        else {
            throw SystemFault("waitid")
        }
        return unsafe information.si_signo != 0
    }

    /// Sends a signal to the program and everything it started that stayed in its group.
    ///
    /// A group that is gone or belongs to another user cannot be helped, so errors are passed over.
    borrowing func send(_ signal: Int32) { kill(-group, signal) }

    /// Frees the number of a program that has ended, and gives the status it left; nil if it still runs.
    consuming func reap() -> Int32? {
        RunningCommands.remove(group)
        var status: Int32 = 0
        return unsafe waitpid(group, &status, WNOHANG) == group ? status : nil
    }
}
