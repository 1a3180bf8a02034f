// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/judge.hpp"

#include <cmath>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// Outcomes carry a number: whether a text is admissible cannot be seen from one.
bool shows(const Constraint& constraint) {
    return constraint.kind != ConstraintKind::set && constraint.kind != ConstraintKind::text;
}

bool admits(const Constraint& constraint, double value) {
    if (constraint.kind == ConstraintKind::event) return true;
    return constraint.lower <= value && value <= constraint.upper;
}

/// How far inside the tolerance (+) or outside (−) [ticks].
double margin_ticks(const Judge& rule, const Notice& promise, std::uint32_t occurrence,
                    const Evidence& evidence) {
    const auto tolerance = static_cast<double>(rule.tolerance.ticks);
    const Reading due = promise.due_of(occurrence);
    if (rule.rule == JudgeRule::deadline) {
        if (due == no_reading) return std::numeric_limits<double>::infinity();
        return tolerance - ticks_between(evidence.time, due);
    }
    if (rule.against == Against::schedule || !evidence.previous) {
        return tolerance - std::fabs(ticks_between(evidence.time, due));
    }
    const double interval = ticks_between(evidence.time, *evidence.previous);
    return tolerance - std::fabs(interval - static_cast<double>(promise.period.ticks));
}

}  // namespace

Finding judge(const Judge& rule, const Notice& promise, std::uint32_t occurrence,
              const Constraint& constraint, const Evidence* evidence, Reading now,
              Resolution resolution) {
    if (evidence == nullptr) {
        const Reading due = promise.due_of(occurrence);
        const bool is_past = due != no_reading && now >= rule.silence_at(due);
        if (!is_past) return {};
        return {.verdict = Verdict::not_kept, .reason = Reason::silence, .degree = 0.0};
    }
    switch (evidence->kind) {
    case OutcomeKind::unobserved:
        return {.verdict = Verdict::undecided, .reason = Reason::unobserved};
    case OutcomeKind::contrary_act:
        return {.verdict = Verdict::broken, .reason = Reason::contrary_act, .degree = 0.0};
    case OutcomeKind::happened:
        break;
    }
    if (!shows(constraint)) {
        return {.verdict = Verdict::undecided, .reason = Reason::unobserved};
    }
    const double ticks = margin_ticks(rule, promise, occurrence, *evidence);
    const bool is_kept = ticks >= 0.0 && admits(constraint, evidence->value);
    return {.verdict = is_kept ? Verdict::kept : Verdict::broken,
            .reason = Reason::outcome,
            .degree = is_kept ? 1.0 : 0.0,
            .margin = std::isfinite(ticks) ? ticks * resolution.seconds() : ticks};
}

const Registry<JudgeRule>& judge_rules() {
    static const Registry<JudgeRule> rules = [] {
        const std::vector<Parameter> common{
            {.name = "time_of",
             .kind = ParameterKind::choice,
             .default_value = "arrival",
             .changeable = true,
             .meaning = "which time of the evidence counts: own reading at arrival, that less "
                        "the light time, or the sender's reading",
             .choices = {"arrival", "emission", "stated"}},
            {.name = "tolerance",
             .kind = ParameterKind::duration,
             .unit = "s",
             .default_value = "0 s",
             .minimum = 0.0,
             .changeable = true,
             .meaning = "how far from due is still kept"},
            {.name = "patience",
             .kind = ParameterKind::duration,
             .unit = "s",
             .default_value = "0 s",
             .minimum = 0.0,
             .changeable = true,
             .meaning = "silence is not_kept after due + tolerance + patience"},
            {.name = "clock",
             .kind = ParameterKind::choice,
             .default_value = "own",
             .changeable = true,
             .meaning = "on whose clock the evidence is dated; `promiser` compensates",
             .choices = {"own", "promiser"}}};
        Registry<JudgeRule> made;
        made.add({"deadline", "Kept iff the evidence is dated no later than due + tolerance.",
                  "docs/model.md 2", common},
                 JudgeRule::deadline);
        auto with_against = common;
        with_against.push_back({.name = "against",
                                .kind = ParameterKind::choice,
                                .default_value = "schedule",
                                .changeable = true,
                                .meaning = "hold occurrence n against n periods, or against one "
                                           "period after the previous",
                                .choices = {"schedule", "previous"}});
        made.add({"schedule", "Kept iff each occurrence is within the tolerance of its time.",
                  "docs/model.md 2", with_against},
                 JudgeRule::schedule);
        return made;
    }();
    return rules;
}

}  // namespace worldline
