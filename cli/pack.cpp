// SPDX-License-Identifier: Apache-2.0
#include "cli/pack.hpp"

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/report.hpp"
#include "sim/record/pack.hpp"

namespace worldline {

int pack_command(const PackRequest& request) {
    const std::string output = request.output.empty() ? request.record : request.output;
    const Packed packed = pack(request.record, output, {.threads = request.threads, .shuffle = {}});
    print_figure("record", output);
    print_figure("before", fmt::format("{} bytes", grouped(packed.bytes_before)));
    print_figure("after", fmt::format("{} bytes ({:.1f} %)", grouped(packed.bytes_after),
                                      100.0 * static_cast<double>(packed.bytes_after) /
                                          static_cast<double>(packed.bytes_before)));
    print_figure("content", "the same digest, computed anew from what was written");
    return exit_code::ok;
}

}  // namespace worldline
