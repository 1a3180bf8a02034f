// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load.hpp"

namespace worldline {

/// One thing about a load that the command may choose, and that stands in the line of a run.
struct LoadParameter {
    std::string name;    ///< "only-active", an option with "--" before it
    std::string symbol;  ///< stands for its value in the help; empty: a flag, without a value
    std::string meaning;
    bool is_text = false;
    std::function<void(Load&, std::string_view)> set = {};  ///< @throws BadOption
    std::function<std::string(const Load&)> value = {};

    bool is_flag() const { return symbol.empty(); }
    std::string option() const { return "--" + name; }
    std::string key() const;  ///< as in JSON: "only_active"
};

/// All that any benchmark has, by and large in the order of `Load`.
std::vector<LoadParameter> load_parameters();

/// A number that a text says.
///
/// @param option  that the text belongs to
/// @throws BadOption  it is no number, or not in [least, most].
template <class Number>
struct NumberOption {
    std::string_view option;
    Number least;
    Number most;

    Number operator()(std::string_view text) const;
};

}  // namespace worldline
