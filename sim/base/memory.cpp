// SPDX-License-Identifier: Apache-2.0
#include "sim/base/memory.hpp"

#include <cstdio>

#include <sys/resource.h>
#include <unistd.h>

namespace worldline {

std::size_t resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr) return 0;
    unsigned long total = 0;
    unsigned long resident = 0;
    const int n_read = std::fscanf(file, "%lu %lu", &total, &resident);
    std::fclose(file);
    return n_read == 2 ? resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

std::size_t peak_resident_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) * 1'024;
}

}  // namespace worldline
