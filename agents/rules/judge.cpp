// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/judge.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// Does the outcome show what the constraint is about? It names a text or a vector by its place.
bool shows(const Constraint& constraint, const Evidence& evidence) {
    if (constraint.kind == ConstraintKind::vector) return !evidence.components.empty();
    return constraint.kind == ConstraintKind::event || !std::isnan(evidence.value);
}

bool is_admitted(const Constraint& constraint, const Evidence& evidence) {
    return constraint.kind == ConstraintKind::vector ? admits(constraint, evidence.components)
                                                     : admits(constraint, evidence.value);
}

/// How far inside the tolerance (+) or outside (−) [ticks].
double margin_ticks(const Judge& rule, const Notice& promise, std::uint32_t occurrence,
                    const Evidence& evidence) {
    const auto tolerance = static_cast<double>(rule.tolerance.ticks);
    const Reading due = promise.due_of(occurrence);
    if (rule.rule != JudgeRule::schedule) {
        if (due == no_reading) return std::numeric_limits<double>::infinity();
        return tolerance - ticks_between(evidence.time, due);
    }
    if (rule.against == Against::schedule || !evidence.previous) {
        return tolerance - std::fabs(ticks_between(evidence.time, due));
    }
    const double interval = ticks_between(evidence.time, *evidence.previous);
    return tolerance - std::fabs(interval - static_cast<double>(promise.period.ticks));
}

/// How far a value is outside (+) of an interval, or inside (−).
double outside_of(double value, double lower, double upper) {
    return std::max(lower - value, value - upper);
}

/// How far the outcome is outside (+) of the constraint, or inside (−): of a set from the nearest
/// of its numbers, of a box by the component that is furthest out. Texts have no distance.
double outside_by(const Constraint& constraint, const Evidence& evidence) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::vector<double>& numbers = constraint.numbers;
    if (constraint.kind == ConstraintKind::event || !constraint.members.empty()) {
        return is_admitted(constraint, evidence) ? 0.0 : infinity;
    }
    if (constraint.kind == ConstraintKind::vector) {
        if (evidence.components.size() * 2 != numbers.size()) return infinity;
        double outside = -infinity;
        for (std::size_t i = 0; i < evidence.components.size(); ++i) {
            const double component = evidence.components[i];
            outside = std::max(outside, outside_of(component, numbers[2 * i], numbers[2 * i + 1]));
        }
        return outside;
    }
    if (constraint.kind == ConstraintKind::set) {
        double outside = infinity;
        for (const double number : numbers) {
            outside = std::min(outside, std::fabs(evidence.value - number));
        }
        return outside;
    }
    return outside_of(evidence.value, constraint.lower, constraint.upper);
}

/// The rule `range`: what counts is the value, once it came in time.
Finding judge_value(const Judge& rule, const Constraint& constraint, const Evidence& evidence,
                    bool is_in_time) {
    const double outside = outside_by(constraint, evidence);
    const bool is_kept = is_in_time && outside <= rule.value_tolerance;
    double degree = outside <= 0.0 ? 1.0 : 0.0;
    if (outside > 0.0 && outside < 2.0 * rule.value_tolerance) {
        degree = 1.0 - outside / (2.0 * rule.value_tolerance);
    }
    return {.verdict = is_kept ? Verdict::kept : Verdict::broken,
            .reason = Reason::outcome,
            .degree = is_in_time ? degree : 0.0,
            .margin = rule.value_tolerance - outside};
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
    if (!shows(constraint, *evidence)) {
        return {.verdict = Verdict::undecided, .reason = Reason::unobserved};
    }
    const double ticks = margin_ticks(rule, promise, occurrence, *evidence);
    if (rule.rule == JudgeRule::range) {
        return judge_value(rule, constraint, *evidence, ticks >= 0.0);
    }
    const bool is_kept = ticks >= 0.0 && is_admitted(constraint, *evidence);
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
        auto with_value = common;
        with_value.push_back({.name = "value_tolerance",
                              .kind = ParameterKind::number,
                              .default_value = "0",
                              .minimum = 0.0,
                              .changeable = true,
                              .meaning = "how far outside its constraint a value is still kept, in "
                                         "the type's unit"});
        made.add(
            {.name = "range",
             .summary = "Kept iff in time and no further outside its constraint than tolerated.",
             .source = "docs/model.md 2",
             .parameters = with_value,
             .equation = "degree = 1 - max(0, d) / (2 value_tolerance), d outside by",
             .loses = "How late it was: the margin tells about the value."},
            JudgeRule::range);
        made.add({"schedule", "Kept iff each occurrence is within the tolerance of its time.",
                  "docs/model.md 2", with_against},
                 JudgeRule::schedule);
        return made;
    }();
    return rules;
}

}  // namespace worldline
