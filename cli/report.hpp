// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/expect.hpp"

namespace worldline {

/// "12.3 MB".
std::string size_text(std::uint64_t bytes);

/// "1,234,567".
std::string grouped(std::uint64_t number);

/// "80 us", "35 ms", "42 s", "3 min 20 s", "5 h 7 min", "12 d 3 h": as one waits for it.
std::string span_text(double seconds);

/// Up to the first full stop.
std::string first_sentence(const std::string& text);

/// One row of the figures of a run: a word and what it is.
void print_figure(const std::string& word, const std::string& value);

/// One line each: whether it holds, what was expected, what was found, and where it comes from.
///
/// @return Whether all hold.
bool print_expectations(const std::vector<Expectation>& expectations);

}  // namespace worldline
