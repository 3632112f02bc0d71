#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import Dispatch
import MNCore
import Synchronization

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
