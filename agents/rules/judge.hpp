// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "agents/protocol.hpp"
#include "sim/base/registry.hpp"
#include "sim/base/time.hpp"

namespace worldline {

/// Which time of a piece of evidence counts.
enum class TimeOf : std::uint8_t {
    arrival,   ///< own reading when it came
    emission,  ///< own reading less the light time that one's ephemeris gives
    stated,    ///< the sender's reading, in the message
};

/// Against what the occurrences of a schedule are held.
enum class Against : std::uint8_t {
    schedule,  ///< n times the period
    previous,  ///< one period after the previous one
};

/// On whose clock evidence is dated.
enum class JudgeClock : std::uint8_t {
    own,
    promiser,  ///< one's own ideal clock, mapped through the frame to the promiser's
};

enum class JudgeRule : std::uint8_t { deadline, schedule, range };

/// A judging rule with its parameters, as an observer uses it and as a record is judged again.
struct Judge {
    std::string name = {};
    JudgeRule rule = JudgeRule::deadline;
    TimeOf time_of = TimeOf::arrival;
    Against against = Against::schedule;
    JudgeClock clock = JudgeClock::own;
    Duration tolerance = {};
    Duration patience = {};  ///< silence is not_kept after due + tolerance + patience
    double value_tolerance = 0.0;  ///< of `range`: how far outside is still kept [type's unit]

    /// When silence is judged: due + tolerance + patience.
    /// Beyond the range of readings: the last one, which no clock shows.
    Reading silence_at(Reading due) const {
        std::int64_t ticks = 0;
        if (__builtin_add_overflow(tolerance.ticks, patience.ticks, &ticks) ||
            __builtin_add_overflow(due.ticks, ticks, &ticks)) {
            return {std::numeric_limits<std::int64_t>::max(), 0.0};
        }
        return {ticks, due.fraction};
    }
};

/// What reached the judge about one promise, dated as its rule wants it.
struct Evidence {
    OutcomeKind kind = OutcomeKind::happened;
    double value = std::numeric_limits<double>::quiet_NaN();
    Reading time;                     ///< e
    std::optional<Reading> previous = {};  ///< e of the occurrence before, for `against: previous`
    std::span<const double> components = {};  ///< of an outcome that is a vector
};

/// What a judge finds.
struct Finding {
    Verdict verdict = Verdict::undecided;
    Reason reason = Reason::pending;
    double degree = std::numeric_limits<double>::quiet_NaN();
    double margin = std::numeric_limits<double>::quiet_NaN();  ///< [s]; `range`: type's unit
};

/// Pure: (promise, evidence, reading) → finding. The same function serves agents inside a run
/// and the record afterwards.
///
/// Deadline: kept iff e ≤ due + tolerance. Schedule: kept iff |e − n·period| ≤ tolerance, or
/// |e − e_previous − period| ≤ tolerance; the first occurrence, and one whose predecessor never
/// came, is held against the schedule. Range: kept iff in time, as for a deadline, and
/// d ≤ value_tolerance, where d is how far the value is outside of the constraint (inside: below
/// 0; of a set how far from its nearest number, of a vector by its worst component); then the
/// margin is value_tolerance − d, and the degree 1 inside and else 1 − d / (2 value_tolerance), so
/// that it is 1/2 where kept turns into broken. Where the outcome shows no number, text or vector,
/// a promise of one is undecided (unobserved). A contrary act is broken, an outcome that nobody saw
/// is undecided (unobserved), silence past due + tolerance + patience is not_kept.
///
/// @param constraint  of the promise's body: the value must be inside it
/// @param evidence    null: nothing came
/// @param now         the judge's reading
/// @par Source        docs/model.md 2
Finding judge(const Judge& rule, const Notice& promise, std::uint32_t occurrence,
              const Constraint& constraint, const Evidence* evidence, Reading now,
              Resolution resolution);

/// The rules by name, with their parameter tables.
const Registry<JudgeRule>& judge_rules();

}  // namespace worldline
