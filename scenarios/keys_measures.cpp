// SPDX-License-Identifier: Apache-2.0
//
// The keys of `expect:`: what may be measured.
#include "agents/protocol.hpp"
#include "scenarios/key_rows.hpp"
#include "scenarios/keys.hpp"

namespace worldline::keys {

using namespace rows;

const Part& expectation() {
    static const Part part = table(
        "expectation", "What every entry of `expect:` takes, besides the keys of its measure.",
        {must(choice("measure", {}, "what is measured")),
         key("source", Kind::text, "where the expected value comes from")});
    return part;
}

namespace {

Parameter verdict_choice(std::string name, std::string meaning) {
    return choice(std::move(name), verdict_words(), std::move(meaning));
}

Parameter promise_key() { return must(key("promise", Kind::promise, "which promise")); }

Parameter occurrence_key(std::string name) {
    return within(key(std::move(name), Kind::integer, "of a schedule"), {1.0, 4'294'967'295.0});
}

Parameter is_time(std::string meaning) {
    return must(in(key("is", Kind::quantity, std::move(meaning)), "s"));
}

Parameter tolerance(std::string unit) {
    const std::string none = unit == "1" ? "0" : "0 s";
    return within(
        or_else(in(key("tolerance", Kind::quantity, "how far off is accepted"), std::move(unit)),
                none),
        {0.0, any});
}

Part forecast_table(std::string name, std::string summary, Parameter is) {
    return table(std::move(name), std::move(summary),
                 {must(key("by", Kind::agent, "the observer, whose findings are the outcomes")),
                  or_else(choice("of", {"probability", "trust", "role"},
                                 "the expectation: what promises state; the observer's own trust "
                                 "before each; that trust if all who promise this type were one"),
                          "probability"),
                  key("promiser", Kind::agents, "of whose promises"),
                  key("promise", Kind::promise, "of which promise or trace"), must(std::move(is)),
                  tolerance("1")});
}

/// Kinds of message that have a name.
std::vector<std::string> message_words() {
    std::vector<std::string> words;
    for (std::size_t kind = first_message_kind; kind < message_kind_names.size(); ++kind) {
        words.emplace_back(message_kind_names[kind]);
    }
    return words;
}

/// What is asked of verdicts and trust.
std::vector<Part> judgement_measures() {
    const Parameter judge =
        key("judge", Kind::text, "one of `judges`: judged again by it, from the same evidence");
    const Parameter promise = promise_key();
    const Parameter by = must(key("by", Kind::agent, "the observer"));
    const Parameter occurrence = occurrence_key("occurrence");
    return {
        table("verdict", "The last verdict of one observer on one promise.",
              {promise, by, occurrence, judge, must(verdict_choice("is", "the verdict"))}),
        table("margin", "How far inside (+) or outside (−) its time a promise was kept.",
              {promise, by, occurrence, judge, is_time("the margin"), tolerance("s")}),
        table("trust", "What one agent expects of another at the end.",
              {by,
               key("in", Kind::agent,
                   "the promiser; not given: the role, as if all who promise this type were one"),
               key("type", Kind::text,
                   "the type of promise; the last one judged if not given, and must be given for a "
                   "role"),
               span("at",
                    "when the observer's clock shows this, after what it had found by then; "
                    "not given: as its last finding left it"),
               must(within(key("is", Kind::number, "the trust"), {0.0, 1.0})), tolerance("1")}),
        forecast_table("brier",
                       "The mean squared error of what was expected of promises, against how far "
                       "they were kept.",
                       within(key("is", Kind::number, "the mean loss"), {0.0, 1.0})),
        forecast_table("brier_skill",
                       "1 − loss / loss of the share that was kept: what the expectations knew "
                       "beyond the base rate.",
                       within(key("is", Kind::number, "the skill"), {-any, 1.0})),
        table("count",
              "How many there are. Of assessments, own ones that none has replaced; with `reason: "
              "told`, told ones.",
              {or_else(choice("of", {"assessments", "promises", "messages", "transitions"},
                              "what is counted"),
                       "assessments"),
               key("by", Kind::agents, "whose assessments, messages or transitions"),
               key("promiser", Kind::agents, "of whose promises"),
               key("promise", Kind::promise, "of which promise or trace"),
               verdict_choice("verdict", "with this verdict"),
               choice("reason",
                      {"outcome", "contrary_act", "silence", "pending", "condition_unmet",
                       "withdrawn", "unobserved", "told", "assumption"},
                      "for this reason"),
               choice("kind", message_words(), "of messages: only of this kind"), judge,
               must(key("is", Kind::number, "the number")), tolerance("1")}),
        table("response",
              "How long agents wait for answers: the mean time from saying a message of one kind "
              "to hearing one of another, first said, first answered, by the frame's time.",
              {must(key("by", Kind::agents, "who waits")),
               must(choice("says", message_words(), "what they say")),
               must(choice("hears", message_words(), "what the answer is")), is_time("the time"),
               tolerance("s")}),
        table("first", "The first occurrence of a schedule that has some verdict.",
              {promise, by, must(verdict_choice("verdict", "the verdict")), judge,
               must(key("is", Kind::integer, "the number of the occurrence"))}),
    };
}

/// What is asked of offers and acceptances, as one observer sees them.
std::vector<Part> binding_measures() {
    const Parameter promise = promise_key();
    const Parameter by = must(key("by", Kind::agent, "the observer"));
    const Parameter of =
        or_else(choice("of", {"n_admissible", "lower", "upper"},
                       "how many outcomes there may be, the lowest, the highest; 0 of nothing"),
                "n_admissible");
    const Parameter is = must(key("is", Kind::number, "the number, in the type's unit"));
    return {
        table("expectation",
              "What an observer expects, from the promises that it has noticed by the end: what "
              "flows if it knows both sides, one side's constraint if it knows that, or nothing.",
              {promise, by, of, is, tolerance("1")}),
        table(
            "overlap", "What an offer and an acceptance have in common, whoever knows of it.",
            {promise, must(key("with", Kind::promise, "the other side")), of, is, tolerance("1")}),
        table("utilisation", "Acceptances that an observer has noticed, over places offered.",
              {promise, by, is, tolerance("1")}),
        table("queue", "Acceptances that an observer has noticed beyond the places offered.",
              {promise, by, is, tolerance("1")}),
    };
}

/// What is asked of clocks and single events.
std::vector<Part> clock_measures() {
    const Parameter promise = promise_key();
    const Parameter occurrence = occurrence_key("occurrence");
    return {
        table("rate", "How much faster one clock runs than another, over the whole run.",
              {must(key("of", Kind::agent, "whose clock")),
               must(key("against", Kind::agent, "against whose")),
               must(key("is", Kind::number, "rate − 1")), tolerance("1")}),
        table("offset", "How far one clock is ahead of another.",
              {must(key("of", Kind::agent, "whose clock")),
               must(key("against", Kind::agent, "against whose")),
               must(span("at", "when that clock shows this")), is_time("the offset"),
               tolerance("s")}),
        table("worst_offset",
              "How far clocks were from the frame's time, at most, when their owners reacted; with "
              "the sign of the worst. Readings of those agents must be recorded.",
              {must(key("of", Kind::agents, "whose clocks")),
               or_else(span("at", "only from this time of the frame on"), "0 s"),
               is_time("the offset"), tolerance("s")}),
        table("elapsed",
              "When a promise was kept, or how long after another one was, in somebody's frame.",
              {promise, occurrence,
               key("since", Kind::promise, "the promise that begins it; not given: from time 0"),
               occurrence_key("since_occurrence"),
               key("frame", Kind::text,
                   "one of `space.frames`, or an agent that moves in a straight line; not given: "
                   "the scenario's"),
               is_time("the time"), tolerance("s")}),
    };
}

}  // namespace

const std::vector<Part>& measures() {
    static const std::vector<Part> parts = [] {
        std::vector<Part> all = judgement_measures();
        for (Part& part : binding_measures()) all.push_back(std::move(part));
        for (Part& part : clock_measures()) all.push_back(std::move(part));
        for (const Part& part : machine_measures()) all.push_back(part);
        return all;
    }();
    return parts;
}

}  // namespace worldline::keys
