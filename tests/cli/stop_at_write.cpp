// SPDX-License-Identifier: Apache-2.0
//
// Loaded before a program (LD_PRELOAD), this ends it by SIGKILL just before its n-th call that
// changes what stands on a disk: n = $STOP_AT_WRITE. Without it, it tells how many there were.

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

std::atomic<long> calls = 0;

void count() {
    static const char* const asked = std::getenv("STOP_AT_WRITE");
    static const long last = asked == nullptr ? 0 : std::atol(asked);
    if (++calls == last) ::kill(::getpid(), SIGKILL);
}

bool is_file(int descriptor) {
    struct stat state {};
    return ::fstat(descriptor, &state) == 0 && S_ISREG(state.st_mode);
}

template <class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

struct Report {
    ~Report() {
        const char* const path = std::getenv("COUNT_WRITES");
        if (path == nullptr) return;
        if (std::FILE* const file = std::fopen(path, "w")) {
            std::fprintf(file, "%ld", calls.load());
            std::fclose(file);
        }
    }
} report;

}  // namespace

extern "C" {

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t at) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    if (is_file(descriptor)) count();
    return real(descriptor, bytes, size, at);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t at) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    if (is_file(descriptor)) count();
    return real(descriptor, bytes, size, at);
}

int ftruncate(int descriptor, off_t size) {
    static const auto real = next<int (*)(int, off_t)>("ftruncate");
    count();
    return real(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) {
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    count();
    return real(descriptor, size);
}

int rename(const char* from, const char* to) {
    static const auto real = next<int (*)(const char*, const char*)>("rename");
    count();
    return real(from, to);
}

int unlink(const char* path) {
    static const auto real = next<int (*)(const char*)>("unlink");
    count();
    return real(path);
}

int remove(const char* path) {
    static const auto real = next<int (*)(const char*)>("remove");
    count();
    return real(path);
}

}  // extern "C"
