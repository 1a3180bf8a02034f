// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace worldline {

/// What judging one run again costs, on one thread.
struct RejudgeLoad {
    std::uint32_t agents = 1'000;     ///< of the promise-ring
    std::uint32_t promises = 1'000;   ///< that each of them makes
    std::uint32_t judges = 10;        ///< rules by which all of them judge again, one by one
    std::uint32_t observers = 1'000;  ///< of one schedule, each with a clock and a tolerance
    std::uint32_t pulses = 10'000;    ///< of that schedule, of which a tenth is lost
    int rounds = 3;
};

struct Rejudged {
    std::string load;  ///< "promise-ring", "thousand observers"
    std::uint64_t assessments = 0;
    double seconds = 0.0;  ///< of work, median of the rounds: judging alone
    double least = 0.0;
    double most = 0.0;
    double joined = 0.0;  ///< [s] who heard what when, out of columns; once for all rules
};

/// Two loads. In a promise-ring every agent judges single promises by value and deadline, and
/// learns trust; in the other, many observers judge a schedule that one of them heard.
std::vector<Rejudged> measure_rejudge(const RejudgeLoad& load);

/// One JSON object on one line.
std::string json_of(const Rejudged& one);

}  // namespace worldline
