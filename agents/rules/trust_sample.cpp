// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/trust_sample.hpp"

#include <limits>

namespace worldline {

double allowed_seconds(const Notice& promise, std::uint32_t occurrence, const Judge& judge,
                       Resolution resolution) {
    const auto tolerance = static_cast<double>(judge.tolerance.ticks);
    double ticks = tolerance;
    if (judge.rule == JudgeRule::deadline && promise.is_schedule()) {
        ticks += static_cast<double>(promise.period.ticks);
    } else if (judge.rule == JudgeRule::deadline) {
        const Reading due = promise.due_of(occurrence);
        if (due == no_reading) return std::numeric_limits<double>::quiet_NaN();
        ticks += ticks_between(due, promise.made);
    }
    return ticks * resolution.seconds();
}

TrustSample sample_of(const Assessment& assessment, const Notice& promise, const Judge& judge,
                      const Body& body, Resolution resolution) {
    return {.degree = assessment.degree,
            .verdict = assessment.verdict,
            .now = seconds_of(assessment.reading, resolution),
            .margin = assessment.margin,
            .allowed = allowed_seconds(promise, assessment.occurrence, judge, resolution),
            .probability = body.probability};
}

TrustSample silence_taken_back(const Assessment& later, const Notice& promise, const Judge& judge,
                               double degree, Resolution resolution) {
    const Reading silence = judge.silence_at(promise.due_of(later.occurrence));
    return {.degree = degree,
            .verdict = Verdict::not_kept,
            .weight = -1.0,
            .now = seconds_of(silence, resolution)};
}

}  // namespace worldline
