/* Loaded before libc (LD_PRELOAD) into a process under test: kills it at, or fails, one of its file operations.
 *
 * LANCAN_FAULT  kill:N    SIGKILL in place of the Nth operation
 *               torn:N    half of the Nth operation if it is a write, then SIGKILL
 *               full:N:M  writes fail with ENOSPC from the Nth operation to the (N+M)th
 *
 * Counted are writes to anything but standard output and error, truncations, flushes, removals and renames.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NONE, KILL, TORN, FULL };
static int mode = -1;
static long from, span, count;

static void configure(void) {
    const char *fault = getenv("LANCAN_FAULT");
    mode = NONE;
    if (!fault) return;
    if (sscanf(fault, "kill:%ld", &from) == 1) mode = KILL;
    else if (sscanf(fault, "torn:%ld", &from) == 1) mode = TORN;
    else if (sscanf(fault, "full:%ld:%ld", &from, &span) == 2) mode = FULL;
}

/* Counts an operation. Returns whether its turn has come; does not return from a plain kill. */
static int turn(void) {
    if (mode < 0) configure();
    count++;
    if (mode == FULL) return count >= from && count <= from + span;
    if (mode == NONE || count != from) return 0;
    if (mode == KILL) kill(getpid(), SIGKILL);
    return 1;
}

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static ssize_t write_whole(int fd, const void *data, size_t length) {
    return ((ssize_t (*)(int, const void *, size_t))real("write"))(fd, data, length);
}

static ssize_t write_at(int fd, const void *data, size_t length, off64_t at) {
    return ((ssize_t (*)(int, const void *, size_t, off64_t))real("pwrite64"))(fd, data, length, at);
}

ssize_t write(int fd, const void *data, size_t length) {
    if (fd <= 2 || !turn()) return write_whole(fd, data, length);
    if (mode == FULL) { errno = ENOSPC; return -1; }
    write_whole(fd, data, length / 2);
    kill(getpid(), SIGKILL);
    return -1;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) {
    if (!turn()) return write_at(fd, data, length, at);
    if (mode == FULL) { errno = ENOSPC; return -1; }
    write_at(fd, data, length / 2, at);
    kill(getpid(), SIGKILL);
    return -1;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return pwrite64(fd, data, length, at); }

#define COUNTED(name, parameters, types, arguments) \
    int name parameters { \
        if (turn() && mode == TORN) kill(getpid(), SIGKILL); \
        return ((int (*) types)real(#name)) arguments; \
    }

COUNTED(ftruncate, (int fd, off_t size), (int, off_t), (fd, size))
COUNTED(ftruncate64, (int fd, off64_t size), (int, off64_t), (fd, size))
COUNTED(fsync, (int fd), (int), (fd))
COUNTED(fdatasync, (int fd), (int), (fd))
COUNTED(unlink, (const char *path), (const char *), (path))
COUNTED(rename, (const char *old, const char *new), (const char *, const char *), (old, new))
