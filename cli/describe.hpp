// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

struct Catalogue;  // agents/catalogue.hpp

/// `worldline list`: the library's scenarios and every registered part, by kind.
int list_command(const Catalogue& catalogue);

/// `worldline describe KIND NAME`: one part with its parameters; `describe KIND`: all of a kind;
/// `describe language` and `describe record`: reference pages in Markdown.
///
/// @return An exit code: `bad_input` for what is not there.
int describe_command(const std::string& kind, const std::string& name, const Catalogue& catalogue);

/// `worldline describe machine FILE [NAME]`: machines of a scenario as graphs in DOT.
int describe_machine_command(const std::string& file, const std::string& name,
                             const Catalogue& catalogue);

}  // namespace worldline
