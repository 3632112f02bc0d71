#define _GNU_SOURCE
#include "Requests.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

// Whoever is told: this program itself, by a pipe, or who stands beside the program that it runs.
static _Atomic int own = -1, beside = -1;
// What came for a program that was not there yet.
static _Atomic int early = 0;

// signal-safety(7): write(2) and send(2) may be called here.
static void hear(int number, siginfo_t *information, void *context) {
    (void)context;
    int code = errno;
    if (beside >= 0) {
#ifdef SI_KERNEL
        // What the terminal sends, the program gets by itself.
        if (information->si_code != SI_KERNEL)
#endif
            send(beside, &number, sizeof number, MSG_NOSIGNAL);
    } else if (own >= 0) {
        while (write(own, &number, sizeof number) < 0 && errno == EINTR) {}
    }
    (void)information;
    errno = code;
}

void mn_hear(int number) {
    struct sigaction action = {.sa_sigaction = hear, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

int mn_requests(int pipe) {
    own = pipe;
    // A handler must not wait for who reads.
    return fcntl(pipe, F_SETFL, O_NONBLOCK);
}

void mn_pass_to(int socket) {
    beside = socket;
    int number = early;
    if (socket >= 0 && number > 0) mn_pass(number);
}

void mn_pass(int number) {
    early = number;
    if (beside < 0) return;
    early = 0;
    send(beside, &number, sizeof number, MSG_NOSIGNAL);
}
