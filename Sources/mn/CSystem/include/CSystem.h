#ifndef MN_CSYSTEM_H
#define MN_CSYSTEM_H

// The system calls that Swift cannot make: fork, and those that the C library shows to GNU programs only.
// All of them give -1 and set errno when they fail. At the end, what only the compiler knows: the build.

#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>

#include "Sandbox.h"

/// The time since 1970 (UTC, without leap seconds) in nanoseconds; 0 where there is no clock.
///
/// Swift's importer finds the fields of `timespec` or not, by what else a module imports.
int64_t mn_nanoseconds_since_epoch(void);

/// Makes a pipe that no program inherits; on Linux at once, elsewhere with a moment between.
int mn_pipe(int ends[2]);

/// Makes a socket that no program inherits and whose calls return at once.
int mn_socket(int family, int type);

/// Takes the next client of a listening socket, as `mn_socket` makes sockets.
int mn_accept(int listener);

/// Lets a program start in a directory; gives an error number.
int mn_spawn_directory(posix_spawn_file_actions_t *actions, const char *directory);

/// Whether a signal is ignored now, as `nohup` makes it.
int mn_is_ignored(int number);

/// Lets the number of each signal that is heard come at a pipe, until a program runs that gets it instead.
int mn_requests(int pipe);

/// Hears a signal from here on, in place of what it does otherwise.
void mn_hear(int number);

/// Sends a signal to the program that runs in a machine, or to the next one as soon as it does.
void mn_pass(int number);

/// Starts a process that leads a new group and ends the group once this program is gone; gives its number.
///
/// It waits for the end of the pipe `life`, whose only writing end this program must have: the system
/// closes that however the program ends, SIGKILL included. Then it sends SIGTERM to its group and to the
/// process whose number (a `pid_t`) has come through the pipe, and SIGKILL after `grace` milliseconds; at
/// last `program` is run with `argv` and `envp` for at most `limit` milliseconds. Nothing but SIGKILL ends
/// it before, and it holds no descriptor of this program.
///
/// @param program what takes away what the group leaves behind; NULL if there is nothing.
pid_t mn_guardian(
    int life, int grace, const char *program, char *const argv[], char *const envp[], int limit);

/// Which commit was built; empty if the build was not told: `swift build -Xcc -DMN_COMMIT=0123abc`.
const char *mn_build_commit(void);

/// `release` or `debug`.
const char *mn_build_kind(void);

/// The triple that was built for, such as `x86_64-unknown-linux-gnu`.
const char *mn_build_target(void);

/// The arguments of the process with its own name, and how many there are; 0 where the C library does not tell.
/// They are asked of no file: a chroot without /proc has arguments, too.
int mn_arguments(char ***arguments);

#endif
