// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace worldline {

/// One fault in a file that a user wrote.
struct Diagnostic {
    std::string file;
    int line = 0;         ///< from 1; 0: the file as a whole
    int column = 0;       ///< from 1
    std::string message;  ///< one sentence, with a hint where there is one
    std::string text;     ///< the line, as it stands in the file
};

/// A column behind all others, not shown: for "and 7 more" behind the faults of a line.
inline constexpr int last_column = 1'000'000'000;

/// All faults of a file at once; `what()` shows each with its line and a caret:
///
///     coffee.yaml:3:33: clock.drift must be greater than -1 (a clock may not run backwards)
///           clock: {kind: drift, drift: -2}
///                                       ^
class ScenarioError : public std::runtime_error {
public:
    explicit ScenarioError(std::vector<Diagnostic> diagnostics);
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

private:
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace worldline
