// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

/// `worldline list`: the library's scenarios and every registered part, by kind.
int list_command();

/// `worldline describe KIND NAME`: one part with its parameters; `describe KIND`: all of a kind;
/// `describe language` and `describe record`: reference pages in Markdown.
///
/// @return An exit code: `bad_input` for what is not there.
/// `describe machine FILE [NAME]`: machines of a scenario as graphs in DOT.
int describe_command(const std::string& kind, const std::string& name, const std::string& of);

}  // namespace worldline
