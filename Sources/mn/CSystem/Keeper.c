#define _GNU_SOURCE
#include "Sandbox.h"

#include <errno.h>

#ifndef __linux__

pid_t mn_keeper(const char *path, int *life, int others) {
    (void)path;
    (void)others;
    *life = -1;
    errno = ENOSYS;
    return -1;
}

void mn_keeper_end(pid_t process, const char *path, int life) {
    (void)process;
    (void)path;
    (void)life;
}

#else

#include "Supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Who takes the folder of this program away; it ends last.
static pid_t keeper = -1;

// The child of a process with threads: only system calls are made, since another thread may have held any
// lock of the library. For the same reason it is no fork(3), which waits for those locks.
pid_t mn_copy_process(unsigned long flags) {
#if defined(__s390x__)
    return (pid_t)syscall(SYS_clone, 0L, flags | SIGCHLD, 0L, 0L, 0L);
#else
    return (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0L, 0L, 0L, 0L);
#endif
}

/// Ends the children of a thread, and gives how many there were.
static int end_children_of(const char *thread) {
    // proc_pid_children(5)
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/self/task/%s/children", thread);
    int file = open(path, O_RDONLY | O_CLOEXEC), ended = 0;
    ssize_t count = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0) close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    for (char *next = text; *next;) {
        long child = strtol(next, &next, 10);
        // A number at the end of what was read may be cut.
        if (child <= 0 || *next != ' ') break;
        next++;
        if (child == keeper) continue;
        kill((pid_t)child, SIGKILL);
        waitpid((pid_t)child, NULL, 0);
        ended++;
    }
    return ended;
}

/// Calls a function with each name in a folder; without the library's functions, which allocate.
static int for_each(int folder, int (*body)(int folder, const char *name, int depth), int depth) {
    char buffer[4096];
    long count;
    int sum = 0;
    while ((count = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
        // getdents64(2): length and name of each entry lie at 16 and 19.
        for (long place = 0; place < count;) {
            unsigned short length;
            memcpy(&length, buffer + place + 16, sizeof length);
            const char *name = buffer + place + 19;
            if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) sum += body(folder, name, depth);
            place += length;
        }
    }
    return sum;
}

static int end_children_in(int folder, const char *thread, int depth) {
    (void)folder;
    (void)depth;
    return end_children_of(thread);
}

void mn_end_children(void) {
    // The children of those that are ended become ours, and are found in the next round.
    for (int round = 0, ended = 1; ended > 0 && round < 1000; round++) {
        int threads = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (threads < 0) return;
        ended = for_each(threads, end_children_in, 0);
        close(threads);
    }
}

/// Takes a file away, or a folder with what is in it; gives 1.
static int remove_below(int folder, const char *name, int depth) {
    if (unlinkat(folder, name, 0) == 0 || depth > 64) return 1;
    fchmodat(folder, name, 0700, 0);
    int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) return 1;
    // Of a folder that changes meanwhile some systems leave names out.
    for (int round = 0; round < 100 && for_each(inner, remove_below, depth + 1) > 0; round++)
        lseek(inner, 0, SEEK_SET);
    close(inner);
    unlinkat(folder, name, AT_REMOVEDIR);
    return 1;
}

// It is in a session of its own, so that what is sent to a group or by a terminal does not reach it.
static _Noreturn void keep(const char *path, int life, int others) {
    setsid();
    prctl(PR_SET_NAME, "mn_keeper", 0L, 0L, 0L);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int number = 0; number <= 2; number++)
        if (null < 0 || dup2(null, number) < 0) close(number);
    dup2(life, 3);
    if (syscall(SYS_close_range, 4U, ~0U, 0U) != 0)
        for (int number = 4; number < 1024; number++) close(number);
    char byte;
    ssize_t count;
    while ((count = read(3, &byte, 1)) < 0 && errno == EINTR) {}
    remove_below(AT_FDCWD, path, 0);
    // Without a word the end was none of its own; who still writes there makes the folder anew.
    if (count <= 0 && others > 0) {
        poll(NULL, 0, others);
        remove_below(AT_FDCWD, path, 0);
    }
    _exit(0);
}

pid_t mn_keeper(const char *path, int *life, int others) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t process = mn_copy_process(0);
    if (process == 0) keep(path, ends[0], others);
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[0]);
    *life = ends[1];
    if (process < 0) close(ends[1]);
    if (process > 0) keeper = process;
    errno = code;
    return process;
}

void mn_keeper_end(pid_t process, const char *path, int life) {
    int status = 0;
    // A keeper that was killed hears nothing, and SIGPIPE is ignored (ProcessStart).
    if (write(life, "", 1) < 0) status = 1;
    close(life);
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    if (status != 0) remove_below(AT_FDCWD, path, 0);
    keeper = -1;
}

#endif
