// SPDX-License-Identifier: Apache-2.0
//
// The keys of machines, and of what is asked of them.
#include <limits>
#include <utility>

#include "scenarios/keys.hpp"

namespace worldline::keys {
namespace {

using Kind = ParameterKind;

Parameter key(std::string name, Kind kind, std::string meaning) {
    return {.name = std::move(name), .kind = kind, .meaning = std::move(meaning)};
}

Parameter must(std::string name, Kind kind, std::string meaning) {
    Parameter row = key(std::move(name), kind, std::move(meaning));
    row.required = true;
    return row;
}

Parameter in_unit(Parameter row, std::string unit) {
    row.unit = std::move(unit);
    row.minimum = 0.0;
    return row;
}

Part table(std::string name, std::string summary, std::vector<Parameter> rows) {
    return {std::move(name), std::move(summary), "", std::move(rows)};
}

Part promise_act() {
    return table(
        "promise",
        "Makes a promise: an offer (`give`) or an acceptance (`accept`). Observers judge it by its "
        "name, in `judges`.",
        {must("promise", Kind::text, "its name, in one word"),
         key("give", Kind::map, "what is offered: a body"),
         key("accept", Kind::map, "what is taken: a body"),
         must("to", Kind::agents, "the promisees: agents, groups, parameters, `neighbours`"),
         key("scope", Kind::agents, "who else hears of it, likewise"),
         in_unit(key("due", Kind::duration, "so long after it is made; or an expression [s]"), "s"),
         key("builds_on", Kind::map,
             "list of promises that it rests on, as of those that the scenario writes: written, a "
             "parameter, its own last one of a name, or `heard`, of which the message speaks that "
             "was heard")});
}

}  // namespace

const Part& machine() {
    static const Part part =
        table("machine", "Conduct as states and transitions; see [machines](machines.md).",
              {key("parameters", Kind::map,
                   "name → what each agent gives: `agent`, `promise`, `state`, `number` or `time`; "
                   "or a default, which may be left as it is"),
               key("variables", Kind::map, "name → number to begin with, or an expression"),
               must("states", Kind::map,
                    "name → list of transitions; agents begin in the first, or in `start`")});
    return part;
}

const Part& transition() {
    static const Part part = table(
        "transition",
        "One way out of a state, or something done within it. With one trigger at most: `hears`, "
        "`after`, `every` or `rate`; without any it is taken as soon as `when` holds.",
        {key("hears", Kind::text,
             "type of message, or a list of them: `promise`, `withdrawal`, `outcome`, `verdict`, "
             "`imposition`, or what machines say"),
         key("from", Kind::agent, "only from this one: agent, group, `neighbours`, or a parameter"),
         key("type", Kind::text, "only about promises of this type"),
         in_unit(key("after", Kind::duration,
                     "so long after the state was entered, by its own clock; or an expression [s]"),
                 "s"),
         in_unit(
             key("every", Kind::duration, "every so often since the state was entered, likewise"),
             "s"),
         in_unit(key("rate", Kind::quantity,
                     "by chance, so often on the average, by its own clock; or an expression"),
                 "1/s"),
         key("when", Kind::text, "expression: it is taken only where that is not 0"),
         key("do", Kind::map, "list of acts, one after the other"),
         key("to", Kind::text, "state that it leads to; none: it stays, and timers run on")});
    return part;
}

const std::vector<Part>& acts() {
    static const std::vector<Part> parts = [] {
        Parameter verdict = must("as", Kind::choice, "the verdict");
        verdict.choices = {"undecided", "kept", "not_kept", "broken", "invalidated"};
        return std::vector<Part>{
            table("set", "Changes variables: all expressions are worked out first.",
                  {must("set", Kind::map, "variable → expression")}),
            table("tell", "Says a word to others.",
                  {must("tell", Kind::agents,
                        "agent, group, parameter, `sender`, `neighbours`, `neighbour` (one of "
                        "them, by chance), `parent` or `self`"),
                   must("say", Kind::text, "the type of message, in one word"),
                   key("with", Kind::map, "name → expression: numbers that it carries")}),
            table("impose",
                  "Tells others, uninvited, what to do: only who accepts that from it complies.",
                  {must("impose", Kind::agents, "on whom; likewise"),
                   must("type", Kind::text, "one of `types`: of what is asked for"),
                   key("value", Kind::text, "what is asked for, a number: an expression")}),
            table("judge", "Comes to a verdict of its own.",
                  {must("judge", Kind::promise, "which promise, or parameter"), verdict}),
            promise_act(),
            table("keep", "Keeps a promise of its own, and tells its scope.",
                  {must("keep", Kind::promise, "written, a parameter, or made by `promise`"),
                   key("value", Kind::text, "the outcome, in the type's unit: an expression")}),
            table("withdraw", "Takes a promise of its own back, and tells its scope.",
                  {must("withdraw", Kind::promise, "written, a parameter, or made by `promise`")}),
            table("spawn",
                  "Calls a child into being: the same machine with the same parameters. At most as "
                  "many as the agent's `offspring`.",
                  {must("spawn", Kind::text, "state that the child begins in"),
                   key("with", Kind::map, "variable → expression: what the child begins with")}),
            table("stop", "The agent is no more. Stands alone, without a value.", {})};
    }();
    return parts;
}

const std::vector<Part>& machine_measures() {
    static const std::vector<Part> parts = [] {
        Parameter over = key("over", Kind::choice, "of each agent, or of all of them together");
        over.choices = {"each", "sum", "mean"};
        over.default_value = "each";
        Parameter tolerance = key("tolerance", Kind::quantity, "how far off is accepted");
        tolerance.default_value = "0";
        tolerance.minimum = 0.0;
        return std::vector<Part>{
            table(
                "variable", "What a variable of a machine is at the end of the run.",
                {must("agents", Kind::agents, "whose"), must("name", Kind::text, "of the variable"),
                 over, must("is", Kind::number, "its value"), tolerance}),
            table("opposing_messages",
                  "How many pairs of messages were under way between two agents at the same time, "
                  "one each way. Lost messages do not count.",
                  {must("between", Kind::agents, "the two agents"),
                   must("is", Kind::number, "the number of pairs"), tolerance})};
    }();
    return parts;
}

}  // namespace worldline::keys
