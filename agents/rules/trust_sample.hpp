// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/protocol.hpp"
#include "agents/rules/judge.hpp"
#include "agents/rules/trust.hpp"
#include "sim/ledger/promise.hpp"

namespace worldline {

/// A reading in seconds, as trust rules count.
inline double seconds_of(Reading reading, Resolution resolution) {
    return ticks_between(reading, Reading{}) * resolution.seconds();
}

/// How long there was for a promise, or one occurrence of it, by the rule that judges it: until
/// due + tolerance from when it was made, or from the occurrence before; for the rule `schedule`
/// its tolerance. NaN without a due time. [s]
double allowed_seconds(const Notice& promise, std::uint32_t occurrence, const Judge& judge,
                       Resolution resolution);

/// What one's own verdict says to a trust rule.
///
/// Pure: the same in a run and for whoever judges again afterwards.
TrustSample sample_of(const Assessment& assessment, const Notice& promise, const Judge& judge,
                      const Body& body, Resolution resolution);

/// The sample of the verdict by silence that a later one replaces, turned round: what it did is
/// taken back as of the reading at which it was made.
///
/// @param degree  of the verdict by silence
TrustSample silence_taken_back(const Assessment& later, const Notice& promise, const Judge& judge,
                               double degree, Resolution resolution);

}  // namespace worldline
