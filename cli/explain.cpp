// SPDX-License-Identifier: Apache-2.0
#include "cli/explain.hpp"

#include <fstream>
#include <string_view>

#include "cli/exit_code.hpp"
#include "cli/library.hpp"

namespace worldline {
namespace {

/// By its first bytes, whatever it is called.
bool is_record(const std::string& path) {
    constexpr std::string_view hdf5 = "\x89HDF\r\n\x1a\n";
    std::string start(hdf5.size(), '\0');
    std::ifstream(path, std::ios::binary)
        .read(start.data(), static_cast<std::streamsize>(start.size()));
    return start == hdf5;
}

}  // namespace

int explain_command(const RunRequest& request, const Catalogue& catalogue) {
    const std::string file = scenario_file(request.scenario);
    if (is_record(file) || file.ends_with(".h5")) {
        explain_record(file);
    } else {
        explain_scenario(request, file, catalogue);
    }
    return exit_code::ok;
}

}  // namespace worldline
