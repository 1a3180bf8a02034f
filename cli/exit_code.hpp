// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the command `worldline` tells whoever called it.
namespace worldline::exit_code {

inline constexpr int ok = 0;
inline constexpr int failed = 1;     ///< the run itself failed
inline constexpr int bad_input = 2;  ///< scenario, arguments, or a place to write to
inline constexpr int differs = 3;    ///< a digest or an expectation does not hold
inline constexpr int stopped = 75;   ///< by a signal or a full disk; the run can go on

}  // namespace worldline::exit_code
