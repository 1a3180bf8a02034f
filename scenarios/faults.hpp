// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"

namespace worldline {

/// The faults of one scenario, collected so that its author sees them all at once.
class Faults {
public:
    Faults(std::string file, std::string_view text);

    void add(Place place, std::string message);
    void add(Diagnostic diagnostic);

    const std::string& file() const { return file_; }
    const std::vector<std::string>& lines() const { return lines_; }
    std::size_t size() const { return found_.size() + n_more_; }

    /// @throws ScenarioError  if there are any; those of the file first, by line.
    void raise();

private:
    std::string file_;
    std::vector<std::string> lines_;
    std::vector<Diagnostic> found_;
    std::size_t n_more_ = 0;  ///< that are only counted
};

/// The lines of a text, without their ends.
std::vector<std::string> lines_of(std::string_view text);

/// Where the text stops being UTF-8, or has a NUL; its size if nowhere.
std::size_t first_strange_byte(std::string_view text);

/// The text with `?` for every byte that is none of UTF-8: fit to be shown.
std::string readable(std::string_view text);

/// How many characters the first `n_bytes` of a UTF-8 text are.
std::size_t characters(std::string_view text, std::size_t n_bytes);

/// ", did you mean `x`?" or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& names);

}  // namespace worldline
