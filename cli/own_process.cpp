// SPDX-License-Identifier: Apache-2.0
#include "cli/own_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/exit_code.hpp"

namespace worldline {
namespace {

constexpr std::array crashes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

}  // namespace

int in_own_process(const std::string& record, const std::function<int()>& command) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return command();
    if (child == 0) {
        const rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        const int code = command();
        std::fflush(nullptr);
        ::_exit(code);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    const int signal = WTERMSIG(status);
    if (std::find(crashes.begin(), crashes.end(), signal) == crashes.end()) return 128 + signal;
    fmt::print(stderr, "worldline: {} is damaged: the HDF5 library crashes on it (signal {})\n",
               record, signal);
    return exit_code::differs;
}

}  // namespace worldline
