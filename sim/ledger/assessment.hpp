// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <tuple>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace worldline {

/// What an observer finds about a promise. It is the observer's, never a fact about the world.
enum class Verdict : std::uint8_t {
    undecided,    ///< see the reason
    kept,         ///< evidence of the outcome inside constraint and time
    not_kept,     ///< silence past due + tolerance + patience
    broken,       ///< evidence against it: wrong value, late, contrary act
    invalidated,  ///< a stated assumption failed outside the promiser
};

/// Why.
enum class Reason : std::uint8_t {
    outcome,          ///< the outcome came, inside or outside the constraint
    contrary_act,     ///< the promiser did the opposite: a cancelled flight
    silence,          ///< nothing came in time
    pending,          ///< it is not yet due
    condition_unmet,  ///< the condition was not found kept
    withdrawn,        ///< taken back before it was due
    unobserved,       ///< nobody saw how it ended
    told,             ///< another observer's verdict
    assumption,       ///< an assumption failed
};

/// Whole promises have no occurrence.
inline constexpr std::uint32_t no_occurrence = 0;

/// One observer's verdict on one promise (or one occurrence of it), at one reading of its clock.
struct Assessment {
    AgentId assessor = nobody;
    PromiseId promise = {};
    std::uint32_t occurrence = no_occurrence;
    Verdict verdict = Verdict::undecided;
    Reason reason = Reason::pending;
    double degree = std::numeric_limits<double>::quiet_NaN();  ///< [0, 1]; NaN while undecided
    double margin = std::numeric_limits<double>::quiet_NaN();  ///< inside (+), outside (−) [s]
    Reading reading = {};                                      ///< on the assessor's clock
    AgentId learnt_from = nobody;  ///< who told it; nobody: own evidence
    MessageId evidence = {};       ///< what reached the assessor; none for silence
    double trust = std::numeric_limits<double>::quiet_NaN();  ///< in the promiser, afterwards
    std::uint16_t judge = 0xffff;  ///< the rule that it used; see the judges table

    static constexpr auto fields(auto& self) {
        return std::tie(self.assessor, self.promise, self.occurrence, self.verdict, self.reason,
                        self.degree, self.margin, self.reading, self.learnt_from, self.evidence,
                        self.trust, self.judge);
    }
};

/// Final verdicts do not change again.
constexpr bool is_final(Verdict verdict) {
    return verdict == Verdict::kept || verdict == Verdict::broken ||
           verdict == Verdict::invalidated;
}

}  // namespace worldline
