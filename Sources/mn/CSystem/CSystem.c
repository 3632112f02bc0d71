#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// clock_gettime(2)
int64_t mn_nanoseconds_since_epoch(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0) return 0;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

#ifndef __linux__
static int set_up(int number, int hurries) {
    if (number < 0) return -1;
    if (fcntl(number, F_SETFD, FD_CLOEXEC) == 0 && (!hurries || fcntl(number, F_SETFL, O_NONBLOCK) == 0))
        return number;
    int code = errno;
    close(number);
    errno = code;
    return -1;
}
#endif

#ifdef __GLIBC__
static int argument_count;
static char **first_argument;

// glibc gives each constructor what it gives main; others do not promise it.
__attribute__((constructor)) static void keep_arguments(int count, char **arguments) {
    argument_count = count;
    first_argument = arguments;
}
#endif

int mn_arguments(char ***arguments) {
#ifdef __GLIBC__
    *arguments = first_argument;
    return argument_count;
#else
    *arguments = NULL;
    return 0;
#endif
}

int mn_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    if (set_up(ends[0], 0) >= 0 && set_up(ends[1], 0) >= 0) return 0;
    return -1;
#endif
}

int mn_socket(int family, int type) {
#ifdef __linux__
    return socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
    return set_up(socket(family, type, 0), 1);
#endif
}

int mn_accept(int listener) {
#ifdef __linux__
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    return set_up(accept(listener, NULL, NULL), 1);
#endif
}

int mn_spawn_directory(posix_spawn_file_actions_t *actions, const char *directory) {
    return posix_spawn_file_actions_addchdir_np(actions, directory);
}

int mn_is_ignored(int number) {
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == SIG_IGN;
}

// Between fork and exec only calls that POSIX allows in a signal handler are made: another thread may
// have held any lock of the library.

static void pause_for(int milliseconds) {
    while (poll(NULL, 0, milliseconds) < 0 && errno == EINTR) {}
}

static void close_from(int first) {
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) return;
#endif
    struct rlimit limit;
    long count = 65536;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536) count = (long)limit.rlim_cur;
    for (int number = first; number < count; number++) close(number);
}

/// Runs a program for at most so long, with signals as a shell would give them to it.
static void run(const char *program, char *const argv[], char *const envp[], int limit) {
    pid_t child = fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(program, argv, envp);
        _exit(127);
    }
    for (int waited = 0; child > 0 && waitpid(child, NULL, WNOHANG) == 0; waited += 20) {
        if (waited >= limit) {
            kill(child, SIGKILL);
            return;
        }
        pause_for(20);
    }
}

static _Noreturn void guard(
    int life, int grace, const char *program, char *const argv[], char *const envp[], int limit) {
    setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_NAME, "mn_guardian", 0L, 0L, 0L);
#endif
    int null = open("/dev/null", O_RDWR);
    for (int number = 0; number <= 2; number++) {
        if (null < 0 || dup2(null, number) < 0) close(number);
    }
    if (life != 3) dup2(life, 3);
    close_from(4);

    // The number comes once, whole; what comes then is the end.
    pid_t process = 0;
    for (;;) {
        pid_t number;
        ssize_t count = read(3, &number, sizeof number);
        if (count == (ssize_t)sizeof number) process = number;
        else if (count >= 0 || errno != EINTR) break;
    }
    pid_t group = getpid();
    if (program != NULL && fork() == 0) {
        // Out of the group, whose end is near.
        setpgid(0, 0);
        close(3);
        pause_for(grace + 100);
        run(program, argv, envp, limit);
        _exit(0);
    }
    // All signals are blocked here, so that of these only the last one counts.
    kill(-group, SIGTERM);
    if (process > 0) kill(process, SIGTERM);
    pause_for(grace);
    if (process > 0) kill(process, SIGKILL);
    kill(-group, SIGKILL);
    _exit(0);
}

pid_t mn_guardian(
    int life, int grace, const char *program, char *const argv[], char *const envp[], int limit) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t guardian = fork();
    if (guardian == 0) guard(life, grace, program, argv, envp, limit);
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    // Both do it, since neither knows who is first; the group must be there when the next program joins it.
    if (guardian > 0) setpgid(guardian, guardian);
    errno = code;
    return guardian;
}
