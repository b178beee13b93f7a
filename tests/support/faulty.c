/* Makes the Nth call to the file system fail, or ends the process there: loaded before the C library by `faulty.py`.

   FAULT_CALL is `open`, `write`, `read`, `rename`, `fsync`, `unlink`, `mkdir` or `any`. Only calls about a path that has
   FAULT_PATH in it count. FAULT_NTH is the number of the call that fails, with the error number FAULT_ERRNO; 0 lets none fail.
   FAULT_ALWAYS=1 lets every later call fail too, as on a full disk. FAULT_ERRNO=0 ends the process by SIGKILL before the call.
   Each call that counts adds a byte to the file FAULT_COUNT, so that a test knows how many there are.
   The environment is read at each call, so that a process can be forked many times with a fault of its own. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int seen;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

/* Say whether this call is to fail; `errno` is set then. */
static int fails(const char *call, const char *path) {
  const char *asked = getenv("FAULT_CALL"), *part = getenv("FAULT_PATH"), *nth = getenv("FAULT_NTH");
  if (!asked || !part || !nth || !path || !strstr(path, part)) return 0;
  if (strcmp(asked, call) && strcmp(asked, "any")) return 0;
  int number = ++seen, wanted = atoi(nth), before = errno;
  const char *count = getenv("FAULT_COUNT"), *always = getenv("FAULT_ALWAYS"), *code = getenv("FAULT_ERRNO");
  if (count) {
    int (*real_open)(const char *, int, ...) = next("open");
    ssize_t (*real_write)(int, const void *, size_t) = next("write");
    int file = real_open(count, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0) { real_write(file, ".", 1); close(file); }
  }
  errno = before;
  if (!wanted || !(number == wanted || (always && *always == '1' && number > wanted))) return 0;
  if (!code || !atoi(code)) raise(SIGKILL);
  errno = atoi(code);
  return 1;
}

static int file_fails(const char *call, int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define OPEN(NAME)                                                        \
  int NAME(const char *path, int flags, ...) {                            \
    va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest); \
    int (*real)(const char *, int, ...) = next(#NAME);                    \
    return fails("open", path) ? -1 : real(path, flags, mode);            \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(NAME)                                                      \
  int NAME(int folder, const char *path, int flags, ...) {                \
    va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest); \
    int (*real)(int, const char *, int, ...) = next(#NAME);               \
    return fails("open", path) ? -1 : real(folder, path, flags, mode);    \
  }
OPENAT(openat)
OPENAT(openat64)

#define MOVE(CALL, NAME, TYPE)                                            \
  ssize_t NAME(int file, TYPE bytes, size_t size) {                       \
    ssize_t (*real)(int, TYPE, size_t) = next(#NAME);                     \
    return file_fails(CALL, file) ? -1 : real(file, bytes, size);         \
  }
MOVE("write", write, const void *)
MOVE("read", read, void *)

#define MOVE_AT(CALL, NAME, TYPE)                                         \
  ssize_t NAME(int file, TYPE bytes, size_t size, off_t place) {          \
    ssize_t (*real)(int, TYPE, size_t, off_t) = next(#NAME);              \
    return file_fails(CALL, file) ? -1 : real(file, bytes, size, place);  \
  }
MOVE_AT("write", pwrite, const void *)
MOVE_AT("write", pwrite64, const void *)
MOVE_AT("read", pread, void *)
MOVE_AT("read", pread64, void *)

int rename(const char *from, const char *to) {
  int (*real)(const char *, const char *) = next("rename");
  return fails("rename", to) ? -1 : real(from, to);
}
int fsync(int file) {
  int (*real)(int) = next("fsync");
  return file_fails("fsync", file) ? -1 : real(file);
}
int unlink(const char *path) {
  int (*real)(const char *) = next("unlink");
  return fails("unlink", path) ? -1 : real(path);
}
int mkdir(const char *path, mode_t mode) {
  int (*real)(const char *, mode_t) = next("mkdir");
  return fails("mkdir", path) ? -1 : real(path, mode);
}
