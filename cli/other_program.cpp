// SPDX-License-Identifier: Apache-2.0
#include "cli/other_program.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/library.hpp"
#include "sim/base/registry.hpp"

namespace worldline {

int other_program(std::span<char* const> arguments, std::vector<std::string> known) {
    const std::string name = arguments.front();
    std::string program = "worldline-" + name;
    std::vector<char*> call{program.data()};
    call.insert(call.end(), arguments.begin() + 1, arguments.end());
    call.push_back(nullptr);
    execv((program_folder() / program).c_str(), call.data());
    execvp(program.c_str(), call.data());

    for (std::string& other : other_programs()) known.push_back(std::move(other));
    const std::string near = nearest(name, known);
    fmt::print(stderr, "worldline: '{}' is no command, and there is no program {}{}\n", name,
               program, near.empty() ? "" : "; did you mean '" + near + "'?");
    fmt::print(stderr, "commands: {}\n", fmt::join(known, ", "));
    return exit_code::bad_input;
}

}  // namespace worldline
