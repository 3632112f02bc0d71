#define _GNU_SOURCE
#include "Sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

void mn_end_by(int number) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), number);
}

void mn_pause(void) {
    for (;;) pause();
}

#ifndef __linux__

const char *mn_started_as(void) { return NULL; }

pid_t mn_sandbox_start(const struct mn_sandbox *sandbox, int *descriptor) {
    (void)sandbox;
    *descriptor = -1;
    errno = ENOSYS;
    return -1;
}

struct mn_news mn_sandbox_news(pid_t process, int descriptor) {
    (void)process;
    (void)descriptor;
    return (struct mn_news){MN_TOLD_FAILED, -1, ENOSYS, -1};
}

#else

#include "Requests.h"
#include "Supervisor.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

extern char **environ;

// getauxval(3): AT_EXECFN is the path that was given to execve(2), a link as it is.
const char *mn_started_as(void) { return (const char *)getauxval(AT_EXECFN); }

// The signals that are passed on to the program, and those that were ignored when this process began.
static const int passed[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH};
static sigset_t ignored;
// Who calls, as outside of a user namespace.
static uid_t user;
static gid_t group;

__attribute__((constructor)) static void keep_ignored(void) {
    sigemptyset(&ignored);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction now;
        if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN) sigaddset(&ignored, number);
    }
}

static void tell(int socket, int kind, int number, int code, int descriptor) {
    struct mn_news news = {kind, number, code, -1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } extra = {0};
    struct iovec part = {&news, sizeof news};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &extra;
        message.msg_controllen = sizeof extra;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    while (sendmsg(socket, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
}

/// What was told at a socket; of kind 0 if nobody is at its other end.
static struct mn_news hear(int socket) {
    struct mn_news news = {0, 0, 0, -1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } extra = {0};
    struct iovec part = {&news, sizeof news};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
    ssize_t count;
    while ((count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {}
    if (count != (ssize_t)sizeof news) return (struct mn_news){0, 0, 0, -1};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    news.descriptor = -1;
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(&news.descriptor, CMSG_DATA(header), sizeof(int));
    return news;
}

// MARK: Steps

static int write_file(const char *path, mode_t mode, const char *bytes, size_t length) {
    int file = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode | 0200);
    if (file < 0) return -1;
    while (length > 0) {
        ssize_t count = write(file, bytes, length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            close(file);
            return -1;
        }
        bytes += count;
        length -= (size_t)count;
    }
    int failed = mode & 0200 ? 0 : fchmod(file, mode);
    close(file);
    return failed;
}

// open_tree(2), move_mount(2): unlike mount(2) they follow no link, neither from nor to.
static int put_onto(const char *source, const char *path) {
    int flags = 1 /* OPEN_TREE_CLONE */ | AT_SYMLINK_NOFOLLOW | O_CLOEXEC;
    int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source, flags);
    if (tree < 0) return -1;
    int failed = (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, path, 4 /* MOVE_MOUNT_F_EMPTY_PATH */);
    int code = errno;
    close(tree);
    errno = code;
    return failed;
}

// pivot_root(2), "pivot_root(\".\", \".\")"; where the root is a ramfs that cannot be left, it is covered.
static int enter(const char *path) {
    if (chdir(path) != 0) return -1;
    if (syscall(SYS_pivot_root, ".", ".") == 0) {
        if (umount2(".", MNT_DETACH) != 0) return -1;
        return chdir("/");
    }
    if (mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0) return -1;
    return chdir("/");
}

static int perform(
    char kind, mode_t mode, const char *path, const char *source, const char *bytes, size_t length) {
    switch (kind) {
    case MN_STEP_FOLDER: return mkdir(path, mode) == 0 || errno == EEXIST ? 0 : -1;
    case MN_STEP_FILE: return write_file(path, mode, bytes, length);
    case MN_STEP_LINK: return symlink(source, path);
    case MN_STEP_MODE: return chmod(path, mode);
    case MN_STEP_MEMORY: return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, source);
    case MN_STEP_PROCESSES: return mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    case MN_STEP_BIND: return mount(source, path, NULL, MS_BIND | MS_REC, NULL);
    case MN_STEP_ONTO: return put_onto(source, path);
    case MN_STEP_OVERLAY: return mount("overlay", path, "overlay", MS_RDONLY, source);
    case MN_STEP_HOLE: return mknod(path, S_IFCHR | 0600, 0);
    case MN_STEP_ROOT: return enter(path);
    default: errno = EINVAL; return -1;
    }
}

/// Does all steps; false if one failed that may not.
static int perform_all(const struct mn_sandbox *sandbox, int socket) {
    const char *next = sandbox->steps, *end = next + sandbox->length;
    for (int place = 0; next < end; place++) {
        char kind = next[0], may_fail = next[1] == '?';
        char *rest;
        mode_t mode = (mode_t)strtoul(next + 2, &rest, 8);
        size_t length = strtoul(rest, &rest, 10);
        const char *path = rest + 1, *source = path + strlen(path) + 1;
        const char *bytes = source + strlen(source) + 1;
        next = bytes + length;
        if (perform(kind, mode, path, source, bytes, length) == 0) continue;
        tell(socket, may_fail ? MN_TOLD_MISSED : MN_TOLD_FAILED, place, errno, -1);
        if (!may_fail) return 0;
    }
    return 1;
}

// user_namespaces(7): one user and one group, each as it is outside.
static int map_user(void) {
    char text[64];
    int length = snprintf(text, sizeof text, "%u %u 1", user, user);
    if (write_file("/proc/self/setgroups", 0200, "deny", 4) != 0) return -1;
    if (write_file("/proc/self/uid_map", 0200, text, (size_t)length) != 0) return -1;
    length = snprintf(text, sizeof text, "%u %u 1", group, group);
    return write_file("/proc/self/gid_map", 0200, text, (size_t)length);
}

// MARK: The program

// capabilities(7): what is in neither set cannot come back by execve(2).
static void drop_capabilities(unsigned long long kept) {
    for (int number = 0; number < 64; number++)
        if (!(kept >> number & 1)) prctl(PR_CAPBSET_DROP, number, 0L, 0L, 0L);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct now[2];
    if (syscall(SYS_capget, &header, now) != 0) memset(now, 0, sizeof now);
    for (int half = 0; half < 2; half++) {
        now[half].permitted &= (uint32_t)(kept >> (32 * half));
        now[half].effective &= (uint32_t)(kept >> (32 * half));
        now[half].inheritable = 0;
    }
    syscall(SYS_capset, &header, now);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L);
}

static _Noreturn void become(
    const struct mn_sandbox *sandbox, int socket, int listener_socket, const sigset_t *mask,
    mode_t creation, pid_t supervisor) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0L, 0L, 0L);
    if (getppid() != supervisor) _exit(125);
    for (int number = 1; number < NSIG; number++)
        signal(number, sigismember(&ignored, number) == 1 ? SIG_IGN : SIG_DFL);
    umask(creation);
    if (chdir(sandbox->directory) != 0 && chdir("/") != 0) tell(socket, MN_TOLD_MISSED, -3, errno, -1);
    if (!sandbox->is_plain) {
        drop_capabilities(sandbox->capabilities);
        prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
        int listener = mn_listener(sandbox);
        if (listener < 0) {
            tell(socket, MN_TOLD_FAILED, -2, errno, -1);
            _exit(125);
        }
        // The filter holds from here on, and somebody listens.
        tell(listener_socket, MN_TOLD_LOG, 0, 0, listener);
        close(listener);
    }
    sigprocmask(SIG_SETMASK, mask, NULL);
    environ = (char **)sandbox->envp;
    execvp(sandbox->argv[0], sandbox->argv);
    int code = errno;
    tell(socket, MN_TOLD_NO_PROGRAM, 0, code, -1);
    _exit(code == ENOENT ? 127 : 126);
}

// MARK: Beside the program

static _Noreturn void supervise(const struct mn_sandbox *sandbox, int socket, const sigset_t *mask) {
    prctl(PR_SET_PDEATHSIG, sandbox->has_mounts ? SIGKILL : SIGTERM, 0L, 0L, 0L);
    prctl(PR_SET_NAME, "mn_machine", 0L, 0L, 0L);
    mode_t creation = umask(0);
    if (sandbox->has_users && map_user() != 0) {
        tell(socket, MN_TOLD_FAILED, -1, errno, -1);
        _exit(125);
    }
    if (sandbox->has_mounts && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        tell(socket, MN_TOLD_FAILED, -1, errno, -1);
        _exit(125);
    }
    if (!perform_all(sandbox, socket)) _exit(125);
    if (sandbox->log) {
        int log = open(sandbox->log, O_RDONLY | O_CREAT | O_CLOEXEC, 0666);
        if (log >= 0) tell(socket, MN_TOLD_LOG, 0, 0, log);
        if (log >= 0) close(log);
    }
    if (!sandbox->has_mounts) prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
    // What is opened for the program is opened with no more than it has.
    if (sandbox->tree) drop_capabilities(sandbox->capabilities);
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        tell(socket, MN_TOLD_FAILED, -2, errno, -1);
        _exit(125);
    }
    // The caller may have ended before its death was a signal.
    struct pollfd caller = {socket, 0, 0};
    if (poll(&caller, 1, 0) > 0) _exit(125);
    pid_t own = getpid(), program = mn_copy_process(0);
    if (program == 0) become(sandbox, socket, pair[1], mask, creation, own);
    if (program < 0) {
        // A number that is none must never reach kill(2): -1 is everybody.
        tell(socket, MN_TOLD_FAILED, -1, errno, -1);
        _exit(125);
    }
    close(pair[1]);
    // Who ends the group of the program with SIGKILL leaves us to clean up.
    if (!sandbox->has_mounts) setpgid(0, 0);
    int listener = hear(pair[0]).descriptor;
    close(pair[0]);

    // Nothing of the caller's is held open: a reader of its output would wait for it.
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int number = 0; number <= 2 && null >= 0; number++) dup2(null, number);
    // signalfd(2): all signals are blocked here.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    int status = 0, has_ended = 0;
    while (!has_ended) {
        struct pollfd ready[3] = {{signals, POLLIN, 0}, {socket, POLLIN, 0}, {listener, POLLIN, 0}};
        if (poll(ready, 3, -1) < 0 && errno != EINTR) break;
        if (ready[0].revents) {
            struct signalfd_siginfo information;
            while (read(signals, &information, sizeof information) == (ssize_t)sizeof information)
                if (information.ssi_signo == SIGTERM && !sandbox->has_mounts) has_ended = 2;
            pid_t ended;
            int its;
            while ((ended = waitpid(-1, &its, WNOHANG)) > 0) {
                if (ended != program) continue;
                status = its;
                has_ended = 1;
                // Its number may be another's from now on.
                program = -1;
            }
        }
        if (ready[1].revents) {
            int number;
            ssize_t count = recv(socket, &number, sizeof number, MSG_DONTWAIT);
            if (count == (ssize_t)sizeof number) {
                if (program > 0) kill(program, number);
            }
            else if (count == 0) has_ended = 2;
        }
        if (ready[2].revents & POLLIN) mn_answer(sandbox, listener);
        else if (ready[2].revents) listener = -1;
    }
    if (!sandbox->has_mounts) {
        if (program > 0) kill(program, SIGKILL);
        if (listener >= 0) close(listener);
        mn_end_children();
    }
    if (has_ended == 1) tell(socket, MN_TOLD_ENDED, status, 0, -1);
    // With the first process of its namespace everything in it ends.
    _exit(0);
}

pid_t mn_sandbox_start(const struct mn_sandbox *sandbox, int *descriptor) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return -1;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    // What this program itself has blocked, its threads have; the user's program gets what it is given.
    sigset_t mask;
    sigemptyset(&mask);
    unsigned long flags = 0;
    if (sandbox->has_mounts) flags |= CLONE_NEWNS | CLONE_NEWPID;
    if (sandbox->has_users) flags |= CLONE_NEWUSER;
    user = geteuid();
    group = getegid();
    // What the program has started is ours where the supervisor is killed.
    if (!sandbox->has_mounts) prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
    pid_t process = mn_copy_process(flags);
    if (process == 0) {
        close(pair[0]);
        supervise(sandbox, pair[1], &mask);
    }
    int code = errno;
    close(pair[1]);
    if (process < 0) {
        close(pair[0]);
        pair[0] = -1;
    } else {
        for (size_t index = 0; index < sizeof passed / sizeof *passed; index++) {
            if (sigismember(&ignored, passed[index]) == 1) continue;
            mn_hear(passed[index]);
            sigdelset(&before, passed[index]);
        }
        mn_pass_to(pair[0]);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    *descriptor = pair[0];
    errno = code;
    return process;
}

struct mn_news mn_sandbox_news(pid_t process, int descriptor) {
    struct mn_news news = hear(descriptor);
    if (news.kind == 0) news.kind = MN_TOLD_KILLED;
    if (news.kind == MN_TOLD_KILLED || news.kind == MN_TOLD_FAILED || news.kind == MN_TOLD_ENDED) {
        mn_pass_to(-1);
        while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
        if (news.kind == MN_TOLD_KILLED) mn_end_children();
        close(descriptor);
    }
    return news;
}

#endif
