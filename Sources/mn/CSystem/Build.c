#include "CSystem.h"

#include <limits.h>

// A commit may come with quotes or without: neither shells nor build tools agree on how to pass them.
#define MN_TEXT_OF(...) #__VA_ARGS__
#define MN_TEXT(...) MN_TEXT_OF(__VA_ARGS__)

#ifndef MN_COMMIT
#define MN_COMMIT
#endif

const char *mn_build_commit(void) { return MN_TEXT(MN_COMMIT); }

const char *mn_build_kind(void) {
#ifdef DEBUG
    return "debug";
#else
    return "release";
#endif
}

#if defined(__x86_64__) || defined(_M_X64)
#define MN_PROCESSOR "x86_64"
#elif defined(__APPLE__) && defined(__aarch64__)
#define MN_PROCESSOR "arm64"
#elif defined(__aarch64__) || defined(_M_ARM64)
#define MN_PROCESSOR "aarch64"
#elif defined(__riscv)
#define MN_PROCESSOR "riscv64"
#else
#define MN_PROCESSOR "unknown"
#endif

#if defined(__APPLE__)
#define MN_SYSTEM "apple-macosx"
#elif defined(__linux__) && defined(__GLIBC__)
#define MN_SYSTEM "unknown-linux-gnu"
#elif defined(__linux__)
#define MN_SYSTEM "unknown-linux-musl"
#elif defined(_WIN32)
#define MN_SYSTEM "unknown-windows-msvc"
#else
#define MN_SYSTEM "unknown-unknown"
#endif

const char *mn_build_target(void) { return MN_PROCESSOR "-" MN_SYSTEM; }
