// SPDX-License-Identifier: Apache-2.0
#include "sim/base/expects.hpp"

#include <cstdio>
#include <cstdlib>

namespace worldline {

void stop_because(const char* why, std::source_location where) {
    std::fprintf(stderr, "%s:%u: %s\n", where.file_name(), static_cast<unsigned>(where.line()),
                 why);
    std::abort();
}

}  // namespace worldline
