#ifndef MN_SANDBOX_H
#define MN_SANDBOX_H

// A program in a machine of our making, on Linux: what is made for it, and who stands beside it.

#include <stddef.h>
#include <sys/types.h>

/// What is done before the program starts, one after the other; the letter of a step.
///
/// A step is: letter, `!` or `?` (whether it may fail), mode in octal, blank, length, blank, path, NUL,
/// source, NUL, and that many bytes.
enum mn_step {
    MN_STEP_FOLDER = 'd',
    MN_STEP_FILE = 'f',
    MN_STEP_LINK = 'l',
    MN_STEP_MODE = 'm',
    MN_STEP_MEMORY = 't',
    MN_STEP_PROCESSES = 'p',
    MN_STEP_BIND = 'b',
    MN_STEP_ONTO = 'o',
    MN_STEP_OVERLAY = 'v',
    MN_STEP_HOLE = 'w',
    MN_STEP_ROOT = 'r',
};

/// A machine and the program in it.
struct mn_sandbox {
    /// Whether mounts and process numbers are its own; and whether a user namespace is needed for that.
    int has_mounts, has_users;
    /// Whether the program is only run: no call of it is answered.
    int is_plain;
    const char *steps;
    size_t length;
    /// What uname(2) says; null is what the system says.
    const char *system, *release, *machine;
    /// What sysinfo(2) says, in KiB; a total of 0 is what the system says.
    unsigned long long total, unused, buffers, swap, unused_swap;
    /// The file, inside, that is told of as `MN_TOLD_LOG`; null if there is none.
    const char *log;
    /// The folder of what stands in for files, where there are no mounts; null otherwise.
    const char *tree;
    /// Paths that are not there, each with a NUL, where there are no mounts.
    const char *gone;
    /// The capabilities that a program of root keeps, a bit each.
    unsigned long long capabilities;
    const char *directory;
    char *const *argv, *const *envp;
};

/// What is told of a machine.
enum mn_told {
    /// A step failed: `number` is its place, from 0; -1 is the namespaces, -2 the filter. The end.
    MN_TOLD_FAILED = 1,
    /// A step failed that may.
    MN_TOLD_MISSED,
    /// `descriptor` is the log.
    MN_TOLD_LOG,
    /// The program could not be started.
    MN_TOLD_NO_PROGRAM,
    /// The program has ended; `number` is what waitpid(2) says. The end.
    MN_TOLD_ENDED,
    /// Whoever stood beside the program was killed, and everything with it. The end.
    MN_TOLD_KILLED,
};

struct mn_news {
    int kind, number, code, descriptor;
};

/// Makes a machine and starts the program in it; what becomes of it comes at the descriptor.
///
/// Everything in the machine ends with the thread that calls this, and whatever ends this process. The
/// signals that ask a program to end go to the program from here on.
///
/// @returns the process beside the program, and -1 if there is none.
pid_t mn_sandbox_start(const struct mn_sandbox *sandbox, int *descriptor);

/// Waits for the next news, the last of which is one of those that are the end.
struct mn_news mn_sandbox_news(pid_t process, int descriptor);

/// Ends this process by a signal, without a core; comes back if the signal does not end it.
void mn_end_by(int signal);

/// The path by which this program was started, whatever it is called; null if the system does not tell.
const char *mn_started_as(void);

/// Starts a process that takes a folder away, with all that is in it, once nobody holds `life` any more:
/// this process and those beside the programs that it starts then, however they end.
///
/// @param others how many milliseconds other processes may still write there once this one has been killed.
/// @returns the process; -1 if there is none.
pid_t mn_keeper(const char *path, int *life, int others);

/// Lets go of a folder and waits until it is gone; takes it away itself where the keeper has been killed.
void mn_keeper_end(pid_t keeper, const char *path, int life);

/// Waits for ever.
void mn_pause(void);

#endif
