#ifdef __linux__

#define _GNU_SOURCE
#include "Supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#define SMALL_ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__aarch64__)
// Untried.
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#define SMALL_ARCHITECTURE AUDIT_ARCH_ARM
#else
#define OWN_ARCHITECTURE 0
#define SMALL_ARCHITECTURE 0
#endif

// The numbers of uname(2) and sysinfo(2) of programs for 32 bits, the same on both, and of two older unames.
enum { SMALL_UNAME = 122, SMALL_SYSINFO = 116, OLD_UNAME = 109, OLDER_UNAME = 59 };

// What a path is at most, and room for one that begins otherwise.
#define PATH_LIMIT 4096
#define LONGEST_PATH 4352

// MARK: Which calls are answered here

static const int facts[] = {SYS_uname, SYS_sysinfo};
static const int small_facts[] = {SMALL_UNAME, SMALL_SYSINFO};
static const int old_facts[] = {OLD_UNAME, OLDER_UNAME};

static const int links[] = {
    SYS_readlinkat,
#ifdef SYS_readlink
    SYS_readlink,
#endif
};

static const int files[] = {
    SYS_openat,    SYS_newfstatat, SYS_statx, SYS_faccessat, SYS_faccessat2, SYS_execve, SYS_openat2,
#ifdef SYS_open
    SYS_open,      SYS_stat,       SYS_lstat, SYS_access,
#endif
};

// getxattr(2) and its like: of the tree they say that its files have none.
static const int attributes[] = {SYS_getxattr, SYS_lgetxattr, SYS_listxattr, SYS_llistxattr};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static int add(struct sock_filter *filter, int size, const int *calls, size_t count, uint32_t action) {
    for (size_t index = 0; index < count; index++) {
        filter[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[index], 0, 1);
        filter[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
    }
    return size;
}

// seccomp(2): SECCOMP_FILTER_FLAG_NEW_LISTENER. Programs for 32 bits, whose calls have other numbers, are
// answered what the machine is, and nothing about files.
int mn_listener(const struct mn_sandbox *sandbox) {
    struct sock_filter filter[80];
    int size = 0;
    if (OWN_ARCHITECTURE == 0) {
        errno = ENOSYS;
        return -1;
    }
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    int small = size++;
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    size = add(filter, size, small_facts, COUNT(small_facts), SECCOMP_RET_USER_NOTIF);
    size = add(filter, size, old_facts, COUNT(old_facts), SECCOMP_RET_ERRNO | ENOSYS);
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[small] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, SMALL_ARCHITECTURE, 0, (uint8_t)(size - small - 1));
    filter[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    // Numbers with this bit are the same calls for pointers of 32 bits (x32), which few systems have.
    filter[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
    size = add(filter, size, facts, COUNT(facts), SECCOMP_RET_USER_NOTIF);
    size = add(filter, size, links, COUNT(links), SECCOMP_RET_USER_NOTIF);
    if (sandbox->tree) {
        size = add(filter, size, files, COUNT(files), SECCOMP_RET_USER_NOTIF);
        size = add(filter, size, attributes, COUNT(attributes), SECCOMP_RET_USER_NOTIF);
        // io_uring(7) opens files past every filter; who uses it does without where there is none.
        int ring = 425;
        size = add(filter, size, &ring, 1, SECCOMP_RET_ERRNO | ENOSYS);
    }
    filter[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {(unsigned short)size, filter};
    unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    // Since Linux 5.19; without it a call that a signal meets is made once more.
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | 1UL << 5, &program);
    if (listener < 0 && errno == EINVAL)
        listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    return (int)listener;
}

// MARK: The memory of the program

// process_vm_readv(2), a page at a time: what lies behind the end of a text may not be there.
static int read_text(pid_t process, uint64_t address, char *text) {
    size_t length = 0;
    while (length < PATH_LIMIT) {
        size_t piece = 4096 - ((address + length) & 4095);
        if (piece > PATH_LIMIT - length) piece = PATH_LIMIT - length;
        struct iovec here = {text + length, piece}, there = {(void *)(uintptr_t)(address + length), piece};
        ssize_t count = process_vm_readv(process, &here, 1, &there, 1, 0);
        if (count <= 0) return -1;
        if (memchr(text + length, 0, (size_t)count)) return 0;
        length += (size_t)count;
    }
    return -1;
}

static int write_bytes(pid_t process, uint64_t address, void *bytes, size_t length) {
    struct iovec here = {bytes, length}, there = {(void *)(uintptr_t)address, length};
    return process_vm_writev(process, &here, 1, &there, 1, 0) == (ssize_t)length ? 0 : -1;
}

// MARK: Facts of the machine

static void put(char *field, size_t size, const char *text) {
    if (text) snprintf(field, size, "%s", text);
}

static int answer_uname(const struct mn_sandbox *sandbox, const struct seccomp_notif *call) {
    struct utsname names;
    if (!sandbox->system || uname(&names) != 0) return -1;
    put(names.sysname, sizeof names.sysname, sandbox->system);
    put(names.release, sizeof names.release, sandbox->release);
    put(names.machine, sizeof names.machine, sandbox->machine);
    put(names.version, sizeof names.version, "#1 simulated");
    return write_bytes((pid_t)call->pid, call->data.args[0], &names, sizeof names);
}

static int answer_sysinfo(const struct mn_sandbox *sandbox, const struct seccomp_notif *call) {
    struct sysinfo facts;
    if (!sandbox->total || sysinfo(&facts) != 0) return -1;
    facts.mem_unit = 1;
    facts.totalram = sandbox->total * 1024;
    facts.freeram = sandbox->unused * 1024;
    facts.bufferram = sandbox->buffers * 1024;
    facts.totalswap = sandbox->swap * 1024;
    facts.freeswap = sandbox->unused_swap * 1024;
    facts.sharedram = facts.totalhigh = facts.freehigh = 0;
    return write_bytes((pid_t)call->pid, call->data.args[0], &facts, sizeof facts);
}

/// The same for programs for 32 bits, whose numbers are too small for bytes.
static int answer_small_sysinfo(const struct mn_sandbox *sandbox, const struct seccomp_notif *call) {
    struct sysinfo now;
    if (!sandbox->total || sysinfo(&now) != 0) return -1;
    struct {
        int32_t uptime;
        uint32_t loads[3], total, unused, shared, buffers, swap, unused_swap;
        uint16_t processes, pad;
        uint32_t high, unused_high, unit;
        char rest[8];
    } facts = {.uptime = (int32_t)now.uptime, .processes = now.procs, .unit = 4096};
    for (int index = 0; index < 3; index++) facts.loads[index] = (uint32_t)now.loads[index];
    facts.total = (uint32_t)(sandbox->total / 4);
    facts.unused = (uint32_t)(sandbox->unused / 4);
    facts.buffers = (uint32_t)(sandbox->buffers / 4);
    facts.swap = (uint32_t)(sandbox->swap / 4);
    facts.unused_swap = (uint32_t)(sandbox->unused_swap / 4);
    return write_bytes((pid_t)call->pid, call->data.args[0], &facts, sizeof facts);
}

// MARK: Paths

static int is_below(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == 0 || path[length] == '/');
}

/// Takes `.`, `..` and double slashes out of an absolute path, by its letters alone.
static void straighten(char *path) {
    char *out = path, *next = path;
    while (*next) {
        while (*next == '/') next++;
        char *end = next;
        while (*end && *end != '/') end++;
        size_t length = (size_t)(end - next);
        if (length == 2 && next[0] == '.' && next[1] == '.') {
            while (out > path && *--out != '/') {}
        } else if (length > 0 && !(length == 1 && next[0] == '.')) {
            *out++ = '/';
            memmove(out, next, length);
            out += length;
        }
        next = end;
    }
    if (out == path) *out++ = '/';
    *out = 0;
}

/// The rest of a path behind the process itself, however it names it; null if it names none.
static const char *behind_self(const char *path) {
    static const char *const own[] = {"/proc/self", "/proc/thread-self", "/.mn/proc/self"};
    for (size_t index = 0; index < COUNT(own); index++)
        if (is_below(path, own[index])) return path + strlen(own[index]);
    if (strncmp(path, "/proc/", 6) != 0 || path[6] < '1' || path[6] > '9') return NULL;
    const char *rest = path + 6;
    while (*rest >= '0' && *rest <= '9') rest++;
    return *rest == 0 || *rest == '/' ? rest : NULL;
}

/// What readlink(2) says of the own program and folders: a link of ours to them tells its own name.
static ssize_t own_link(const struct mn_sandbox *sandbox, pid_t process, const char *path, char *target) {
    const char *rest = behind_self(path);
    char real[64];
    if (!rest || !strncmp(path, "/proc/thread", 12)) return -1;
    if (*rest == 0) {
        if (strcmp(path, "/proc/self") != 0) return -1;
        return snprintf(target, LONGEST_PATH, "%d", process);
    }
    if (strcmp(rest, "/exe") && strcmp(rest, "/cwd") && strcmp(rest, "/root")) return -1;
    snprintf(real, sizeof real, sandbox->tree ? "/proc/%d%s" : "/.mn/proc/%d%s", process, rest);
    return readlink(real, target, LONGEST_PATH);
}

// MARK: Files that stand in, where there are no mounts

static int tree = -1;

/// Opens what lies at an absolute path in the tree; openat2(2) keeps links inside of it.
static int look(const char *path, uint64_t flags) {
    struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    for (int attempt = 0;; attempt++) {
        int file = (int)syscall(SYS_openat2, tree, path, &how, sizeof how);
        // The kernel gives up where something is renamed meanwhile, anywhere.
        if (file >= 0 || errno != EAGAIN || attempt > 1000) return file;
    }
}

enum place { REAL, TREE, NOWHERE };

/// Where a path leads; one of the own process becomes one of `/proc/self`, which the tree has.
static enum place place(const struct mn_sandbox *sandbox, const char *path, char *inside) {
    for (const char *gone = sandbox->gone; gone && *gone; gone += strlen(gone) + 1)
        if (is_below(path, gone)) return NOWHERE;
    const char *rest = behind_self(path);
    if (!strncmp(path, "/proc/1/", 8)) {
        // The first process is one of the machine's.
        snprintf(inside, LONGEST_PATH, "%s", path);
        int file = look(inside, O_PATH | O_NOFOLLOW);
        if (file >= 0) {
            close(file);
            return TREE;
        }
    }
    snprintf(inside, LONGEST_PATH, rest ? "/proc/self%s" : "%s", rest ? rest : path);
    if (is_below(path, "/sys")) return TREE;
    if (!strcmp(path, "/") || !strcmp(path, "/proc") || (rest && *rest == 0)) return REAL;
    struct stat status;
    int file = look(inside, O_PATH | O_NOFOLLOW);
    if (file >= 0) {
        int is_folder = fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
        close(file);
        // A folder that both have is the real one, except below /proc.
        if (!is_folder || is_below(path, "/proc") || access(path, F_OK) != 0) return TREE;
        return REAL;
    }
    static const char *const hidden[] = {"/cgroup", "/mounts", "/mountinfo", "/environ"};
    if (rest)
        for (size_t index = 0; index < COUNT(hidden) - (strncmp(path, "/proc/1/", 8) != 0); index++)
            if (!strcmp(rest, hidden[index])) return NOWHERE;
    if (rest || !is_below(path, "/proc")) return REAL;
    static const char *const machine[] = {
        "/proc/device-tree", "/proc/driver", "/proc/cpuinfo", "/proc/meminfo", "/proc/mounts"};
    for (size_t index = 0; index < COUNT(machine); index++)
        if (is_below(path, machine[index])) return NOWHERE;
    return REAL;
}

/// Hands a descriptor to the program, as what its open(2) gives.
static int hand(int listener, const struct seccomp_notif *call, int file, uint64_t flags) {
    struct seccomp_notif_addfd extra = {
        .id = call->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)file,
        .newfd_flags = (uint32_t)(flags & O_CLOEXEC)};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &extra) < 0 ? -1 : 0;
}

/// What a call does with its path, and which argument that is.
struct call {
    enum { OPENS, STATS, STATS_MORE, ASKS, READS_LINK, RUNS, HAS_ATTRIBUTES } does;
    int path;
    /// Whether a link at the end of the path is followed.
    int follows;
    uint64_t open_flags;
};

static struct call shape(const struct seccomp_notif *notice) {
    const uint64_t *arguments = (const uint64_t *)notice->data.args;
    struct call call = {HAS_ATTRIBUTES, 0, 1, 0};
    switch (notice->data.nr) {
    case SYS_openat: return (struct call){OPENS, 1, 1, arguments[2]};
    case SYS_openat2: return (struct call){OPENS, 1, 1, O_RDONLY};
    case SYS_newfstatat: return (struct call){STATS, 1, !(arguments[3] & AT_SYMLINK_NOFOLLOW), 0};
    case SYS_statx: return (struct call){STATS_MORE, 1, !(arguments[2] & AT_SYMLINK_NOFOLLOW), 0};
    case SYS_faccessat:
    case SYS_faccessat2: return (struct call){ASKS, 1, 1, 0};
    case SYS_readlinkat: return (struct call){READS_LINK, 1, 0, 0};
    case SYS_execve: return (struct call){RUNS, 0, 1, 0};
#ifdef SYS_open
    case SYS_open: return (struct call){OPENS, 0, 1, arguments[1]};
    case SYS_stat: return (struct call){STATS, 0, 1, 0};
    case SYS_lstat: return (struct call){STATS, 0, 0, 0};
    case SYS_access: return (struct call){ASKS, 0, 1, 0};
    case SYS_readlink: return (struct call){READS_LINK, 0, 0, 0};
#endif
    default: return call;
    }
}

/// Puts what was found into the memory of the program; -1 with the error that the call gives.
static int give(pid_t process, uint64_t address, void *bytes, size_t length) {
    if (write_bytes(process, address, bytes, length) == 0) return 0;
    errno = EFAULT;
    return -1;
}

/// The text of a link as readlink(2) gives it: cut, and without an end.
static int give_link(
    pid_t process, const uint64_t *arguments, int path, char *text, ssize_t count,
    struct seccomp_notif_resp *reply) {
    if (count < 0) {
        if (errno == ENOENT) errno = EINVAL;
        return -1;
    }
    if ((uint64_t)count > arguments[path + 2]) count = (ssize_t)arguments[path + 2];
    if (give(process, arguments[path + 1], text, (size_t)count) != 0) return -1;
    reply->val = count;
    return 0;
}

/// Answers a call that opens a file in the tree; 1 if the answer has been sent already.
static int answer_open(
    int listener, const struct seccomp_notif *notice, const struct call *call, const char *path,
    struct seccomp_notif_resp *reply) {
    uint64_t flags = call->open_flags;
    if (notice->data.nr == SYS_openat2) {
        struct open_how how;
        struct iovec here = {&how, sizeof how};
        struct iovec there = {(void *)(uintptr_t)notice->data.args[2], sizeof how};
        if (process_vm_readv((pid_t)notice->pid, &here, 1, &there, 1, 0) == (ssize_t)sizeof how)
            flags = how.flags;
    }
    int file = look(path, flags & ~(uint64_t)(O_CREAT | O_EXCL | O_TRUNC));
    int is_sent = file >= 0 && hand(listener, notice, file, flags) == 0;
    reply->error = is_sent ? 0 : -errno;
    if (file >= 0) close(file);
    return is_sent;
}

/// Answers a call that names a file in the tree; 1 if the answer has been sent already.
static int answer_file(
    int listener, const struct seccomp_notif *notice, const struct call *call, const char *path,
    struct seccomp_notif_resp *reply) {
    const uint64_t *arguments = (const uint64_t *)notice->data.args;
    pid_t process = (pid_t)notice->pid;
    reply->flags = 0;
    if (call->does == OPENS) return answer_open(listener, notice, call, path, reply);
    int file = look(path, (uint64_t)(O_PATH | (call->follows ? 0 : O_NOFOLLOW)));
    if (file < 0) {
        reply->error = -errno;
        return 0;
    }
    int failed = 0;
    char text[LONGEST_PATH];
    struct stat status;
    struct statx more;
    switch (call->does) {
    case STATS:
        failed = fstat(file, &status);
        if (!failed) failed = give(process, arguments[call->path + 1], &status, sizeof status);
        break;
    case STATS_MORE:
        failed = statx(file, "", AT_EMPTY_PATH, (unsigned)arguments[3], &more);
        if (!failed) failed = give(process, arguments[4], &more, sizeof more);
        break;
    case ASKS:
        snprintf(text, sizeof text, "/proc/self/fd/%d", file);
        failed = access(text, (int)arguments[call->path + 1]);
        break;
    case READS_LINK:
        failed = give_link(
            process, arguments, call->path, text, readlinkat(file, "", text, sizeof text), reply);
        break;
    case HAS_ATTRIBUTES:
        errno = EOPNOTSUPP;
        failed = -1;
        break;
    case OPENS:
    case RUNS: reply->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE; break;
    }
    if (failed) reply->error = -errno;
    close(file);
    return 0;
}

/// Answers a call with a path; 1 if the answer has been sent already.
static int answer_path(
    const struct mn_sandbox *sandbox, int listener, const struct seccomp_notif *notice,
    struct seccomp_notif_resp *reply) {
    struct call call = shape(notice);
    pid_t process = (pid_t)notice->pid;
    char path[LONGEST_PATH], inside[LONGEST_PATH], target[LONGEST_PATH];
    // What begins at a folder that was opened lies where that folder does.
    if (read_text(process, notice->data.args[call.path], path) != 0 || path[0] != '/') return 0;
    straighten(path);
    if (call.does == READS_LINK) {
        ssize_t count = own_link(sandbox, process, path, target);
        const uint64_t *arguments = (const uint64_t *)notice->data.args;
        if (count >= 0 && give_link(process, arguments, call.path, target, count, reply) == 0) {
            reply->flags = 0;
            return 0;
        }
    }
    if (!sandbox->tree) return 0;
    switch (place(sandbox, path, inside)) {
    case REAL: return 0;
    case NOWHERE:
        reply->flags = 0;
        reply->error = -ENOENT;
        return 0;
    case TREE: return answer_file(listener, notice, &call, inside, reply);
    }
    return 0;
}

void mn_answer(const struct mn_sandbox *sandbox, int listener) {
    // The kernel may know longer forms of both; it demands that what it fills is zero.
    union {
        struct seccomp_notif call;
        char room[512];
    } received;
    union {
        struct seccomp_notif_resp reply;
        char room[512];
    } sent;
    memset(&received, 0, sizeof received);
    memset(&sent, 0, sizeof sent);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) != 0) return;
    const struct seccomp_notif *call = &received.call;
    if (sandbox->tree && tree < 0) tree = open(sandbox->tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
    sent.reply.id = call->id;
    sent.reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    int is_sent = 0, is_small = call->data.arch == SMALL_ARCHITECTURE;
    if (call->data.nr == (is_small ? SMALL_UNAME : SYS_uname)) {
        if (answer_uname(sandbox, call) == 0) sent.reply.flags = 0;
    } else if (is_small) {
        if (answer_small_sysinfo(sandbox, call) == 0) sent.reply.flags = 0;
    } else if (call->data.nr == SYS_sysinfo) {
        if (answer_sysinfo(sandbox, call) == 0) sent.reply.flags = 0;
    } else {
        is_sent = answer_path(sandbox, listener, call, &sent.reply);
    }
    if (!is_sent) ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &sent);
}

#else

// A file without anything is no C.
typedef int mn_no_supervisor;

#endif
