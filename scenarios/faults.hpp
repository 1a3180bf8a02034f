// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"

namespace worldline {

/// The faults of one scenario, collected so that its author sees them all at once.
class Faults {
public:
    Faults(std::string file, std::string_view text);

    /// Of the members of a group, or of a family of promises, the first one's fault stands for all.
    void add(Place place, std::string message);
    void add(Diagnostic diagnostic);
    /// A place in another text than the file: the value of an option, say, that stands in for one
    /// of the file. Faults there are shown with that text, under that name.
    Place aside(std::string name, std::string text);

    const std::string& file() const { return file_; }
    const std::vector<std::string>& lines() const { return lines_; }
    /// How many were added so far.
    std::size_t size() const { return n_added_; }

    /// @throws ScenarioError  if there are any; those of the file first, by line.
    void raise();

private:
    std::string file_;
    std::vector<std::string> lines_;
    std::size_t n_added_ = 0;
    std::vector<Diagnostic> found_;
    std::vector<std::pair<std::string, std::string>> asides_;  ///< their lines count down from -1
    std::size_t n_more_ = 0;                                   ///< that are only counted

    /// A fault that members of a group share.
    struct Shared {
        std::size_t at;         ///< in `found_`
        std::size_t n_more;     ///< that are not in it
        std::string last_said;  ///< once is enough
    };
    /// By line, column and message without numbers.
    std::map<std::tuple<int, int, std::string>, Shared> shared_;
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
