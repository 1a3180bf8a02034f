// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "sim/ledger/assessment.hpp"
#include "sim/ledger/message.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// Facts of a record in words.
class RecordNames {
public:
    explicit RecordNames(const Reader& record);

    const std::vector<std::string>& agents() const { return agents_; }
    std::string of(AgentId agent) const;
    std::string of(PromiseId promise) const;
    std::string of(TransitionId transition) const;  ///< "bob 17": the 17th of bob
    std::string of(const Message& message) const;   ///< "pulse 16 of alice about pulses"
    std::string of(const Assessment& assessment) const;
    std::string of(Time time) const;  ///< "t = 1.04 s"
    std::string of(Reading reading) const;

private:
    Resolution resolution_;
    std::vector<std::string> agents_, kinds_, verdicts_, reasons_;
    std::unordered_map<std::uint64_t, std::string> promises_;  // looked up, never walked
};

}  // namespace worldline
