// SPDX-License-Identifier: Apache-2.0
#include "scenarios/keys.hpp"

#include <array>
#include <utility>

#include "scenarios/key_rows.hpp"
#include "sim/ledger/row_kind.hpp"

namespace worldline::keys {
namespace {

using namespace rows;

// What a channel is made of; alike for the network and for one link.
Parameter changeable(Parameter row) {
    row.changeable = true;
    return row;
}
Parameter latency() { return span("latency", "in space: added to light time, for every message"); }
Parameter jitter() {
    return changeable(
        span("jitter",
             "mean of an exponential addition, drawn for each message by itself: signals of one "
             "sender may overtake each other"));
}
Parameter loss() {
    return changeable(
        within(key("loss", Kind::number, "share of messages that never arrive, such as `1 %`"),
               {0.0, 1.0}));
}

}  // namespace

const Part& top() {
    static const Part part = table(
        "scenario", "The keys of a file.",
        {must(key("format", Kind::text, "the language: `worldline/1`")),
         must(key("scenario", Kind::text, "the name of the scenario, in one word")),
         key("summary", Kind::text, "what it shows, in a sentence or two"),
         key("source", Kind::text, "where it comes from"),
         within(or_else(key("seed", Kind::integer, "all chance of the run comes from it"), "1"),
                {0.0, any}),
         key("parameters", Kind::map,
             "name → quantity, number or file name; the name may stand wherever such a value is "
             "due, and `--set name=value` changes it"),
         must(key("time", Kind::map, "how long the run is and how fine its time")),
         key("space", Kind::map, "distance and gravity; without it, links alone count"),
         key("types", Kind::map, "name → what promises of this type are about"),
         key("clocks", Kind::map, "name → a clock, for agents to refer to"),
         key("network", Kind::map, "how long signals take, and what is left to chance"),
         key("judges", Kind::map, "name → a rule for judging"),
         key("trust", Kind::map, "how verdicts become trust"),
         key("promises", Kind::map, "name → a promise made before the start"),
         key("machines", Kind::map, "name → conduct, as states and transitions"),
         key("kernels", Kind::map, "name → agents that one host runs, one at a time"),
         key("groups", Kind::map, "name → many agents alike, `name_1` to `name_count`"),
         key("agents", Kind::map, "name → an agent, or with `count` many of them"),
         key("traces", Kind::map,
             "name → promises or assessments read from a file while the run goes on"),
         key("record", Kind::map, "what is written down, or its level alone"),
         key("engine", Kind::map, "settings that do not belong to the world"),
         key("expect", Kind::map, "list of what the run must show; see the measures")});
    return part;
}

const Part& time() {
    static const Part part = table(
        "time", "A run covers [0, until).",
        {in(or_else(key("resolution", Kind::duration, "one tick: 1 as to 1 s"), "1 ns"), "s"),
         must(span("until", "when the run ends")),
         key("epoch", Kind::text, "ISO 8601 moment of time 0, such as `2013-01-01T00:00:00Z`")});
    return part;
}

const Part& space() {
    static const Part part =
        table("space", "A metric, with the parameters of its own table, and named axes.",
              {or_else(key("metric", Kind::choice, "what distance and time mean"), "graph"),
               key("axes", Kind::map, "list of named axes of position"),
               key("frames", Kind::map,
                   "name → an inertial frame, for readers: nothing in a run depends on it")});
    return part;
}

const Part& frame() {
    const auto component = [](const char* name, const char* unit, const char* meaning) {
        return or_else(in(key(name, Kind::quantity, meaning), unit), std::string("0 ") + unit);
    };
    static const Part part =
        table("frame", "An inertial frame that moves through the scenario's own, in flat space.",
              {component("velocity_x", "m/s", "how fast it moves along the first axis"),
               component("velocity_y", "m/s", "along the second"),
               component("velocity_z", "m/s", "along the third"),
               component("x", "m", "where its origin is at the start, along the first axis"),
               component("y", "m", "along the second"), component("z", "m", "along the third")});
    return part;
}

const Part& axis() {
    static const Part part =
        table("axis", "One axis of position.",
              {must(key("name", Kind::text, "of the axis")),
               or_else(key("unit", Kind::text, "in which positions on it are given"), "1")});
    return part;
}

const Part& type() {
    static const Part part = table(
        "type", "What promises of one type are about.",
        {or_else(choice("domain", {"event", "number", "whole", "time", "text", "set", "vector"},
                        "the kind of outcome"),
                 "event"),
         or_else(key("unit", Kind::text, "of a number; of a time: s"), "1")});
    return part;
}

const Part& network() {
    static const Part part = table(
        "network",
        "How long signals take, and what is left to chance. `latency`, `jitter` and `loss` hold "
        "for all pairs of agents, except where a link says otherwise.",
        {span("delay",
              "in `graph`: between agents that have no link; not given: no way at all, or one "
              "tick where no links are given"),
         latency(), jitter(), loss(), key("links", Kind::map, "list of links, both ways"),
         key("graphs", Kind::map, "name → links among many agents at once")});
    return part;
}

const Part& link() {
    static const Part part =
        table("link",
              "A way between two agents. `latency`, `jitter` and `loss` are those of `network` if "
              "not given.",
              {must(key("between", Kind::agents, "the two ends")),
               span("delay", "in `graph`, where it must be given: from either end to the other"),
               latency(), jitter(), loss()});
    return part;
}

const Part& graph() {
    static const Part part = table(
        "graph",
        "Links among many agents at once, both ways. Further keys are those of its kind. Where two "
        "agents have a link in `links`, or in a graph further up, that one holds. `delay`, "
        "`latency`, `jitter` and `loss` may be drawn from a distribution, by each link for itself.",
        {must(choice("kind", {}, "who is joined to whom")),
         key("among", Kind::agents,
             "agents and groups, in this order; all agents in the order of the file if not given"),
         span("delay", "in `graph`, where it must be given: from either end to the other"),
         latency(), jitter(), loss()});
    return part;
}

const Part& graph_file() {
    static const Part part{
        .name = "file",
        .summary =
            "Links from a table with the columns `from` and `to`, and maybe `delay`, `jitter` and "
            "`loss`; CSV, gzip too. A pair that is there again, or the other way round, "
            "is passed over.",
        .parameters = {must(key("file", Kind::file,
                                "looked up beside the scenario, then in the current folder")),
                       or_else(key("time_unit", Kind::text, "of times that are numbers"), "s")}};
    return part;
}

const Part& judge() {
    static const Part part = table(
        "judge", "A rule for judging: what counts as kept, and when silence counts.",
        {must(choice(
             "rule", {},
             "`deadline`: not later than due. `schedule`: at its time. `range`: in time, and how "
             "good the value is")),
         changeable(or_else(choice("time_of", {"arrival", "emission", "stated"},
                                   "which time of the evidence counts: when it came, that less the "
                                   "light time, or what the sender states"),
                            "arrival")),
         changeable(or_else(span("tolerance", "how far off still counts as kept"), "0 s")),
         changeable(span("patience",
                         "how long after due + tolerance silence is borne; must be given for "
                         "`emission` and `stated`, else 0 s")),
         changeable(within(or_else(key("value_tolerance", Kind::number,
                                       "of `range`: how far outside its constraint a value is "
                                       "still kept, in the type's unit"),
                                   "0"),
                           {0.0, any})),
         changeable(
             or_else(choice("against", {"schedule", "previous"},
                            "n times the period, or one period after the previous occurrence"),
                     "schedule")),
         changeable(or_else(choice("clock", {"own", "promiser"},
                                   "on whose clock evidence is dated; `promiser` compensates"),
                            "own"))});
    return part;
}

const Part& trust() {
    static const Part part =
        table("trust", "How verdicts become trust.",
              {or_else(choice("rule", {}, "the trust rule"), "beta"),
               key("prior", Kind::map, "[a, b]: what is believed before any evidence (`beta`)"),
               or_else(choice("hearsay", {"off", "weighted", "believed"},
                              "whether what others tell counts: not; by the trust in the teller "
                              "for the type `assessment`; like one's own evidence"),
                       "off")});
    return part;
}

const Part& promise() {
    static const Part part =
        table("promise", "A promise made before the start.",
              {must(key("promiser", Kind::agent, "who promises")),
               must(key("promisees", Kind::agents, "to whom")),
               key("scope", Kind::agents, "who else knows of it"),
               key("give", Kind::map, "what is offered: a body"),
               key("accept", Kind::map, "what is taken: a body"),
               or_else(span("made", "when, on the promiser's clock"), "0 s"),
               span("due", "by when, on the promiser's clock"),
               key("clock", Kind::agent, "on whose clock its times are read; the promiser's own"),
               key("about", Kind::map, "[from, to]: the time that it is about"),
               key("schedule", Kind::map, "occurrences at every period; nothing at 0"),
               or_else(key("announce", Kind::flag, "told in the run, and not known at the start"),
                       "false"),
               key("builds_on", Kind::map, "list of promises that it rests on")});
    return part;
}

const Part& body() {
    static const Part part = table(
        "body", "What is promised. At most one constraint; none: that it happens at all.",
        {must(key("type", Kind::text, "one of `types`")),
         key("amount", Kind::quantity, "anything from 0 to this, in the type's unit"),
         key("exactly", Kind::quantity, "this and nothing else, in the type's unit"),
         key("range", Kind::map, "[lowest, highest], in the type's unit"),
         key("set", Kind::map, "list of texts or numbers, one of which it will be"),
         key("text", Kind::text, "the text that it will be"),
         key("vector", Kind::map,
             "list with one entry a component: a number, or [lowest, highest]; in the type's unit"),
         within(key("places", Kind::integer, "of an offer: how many acceptances it can serve"),
                {1.0, 1e9}),
         or_else(key("all_or_nothing", Kind::flag,
                     "nothing flows unless the other side allows all of it"),
                 "false"),
         or_else(key("impositions", Kind::flag,
                     "of an acceptance: it accepts what its promisees impose"),
                 "false"),
         key("names", Kind::agents, "further agents that it names: from whom, to whom"),
         key("subject", Kind::agent, "about whom; another than the promiser makes a prediction"),
         within(key("probability", Kind::number, "how sure, as stated"), {0.0, 1.0})});
    return part;
}

const Part& schedule() {
    static const Part part =
        table("schedule", "Occurrences n = 1, 2, ... at n times the period.",
              {must(span("period", "from one to the next, on the promiser's clock")),
               span("until", "no occurrence is later; the run's `until` if not given")});
    return part;
}

const Part& builds_on() {
    static const Part part = table(
        "builds_on", "One promise that another rests on.",
        {must(key("promise", Kind::promise,
                  "the other promise; of promises of a group: within them, that of the "
                  "member before; from those of another group, that of the same number; "
                  "else all of them")),
         or_else(
             key("closed", Kind::flag, "within promises of one group: the first rests on the last"),
             "true"),
         or_else(choice("link",
                        {"uses", "cites", "contests", "supersedes", "condition", "assumes",
                         "unless", "conflicts", "preferred"},
                        "how it rests on it"),
                 "uses")});
    return part;
}

const Part& kernel() {
    static const Part part =
        table("kernel", "A host.", {key("hosts", Kind::agents, "the agents that it runs")});
    return part;
}

const Part& agent() {
    static const Part part = table(
        "agent", "An agent. Further keys are those of its behaviour.",
        {or_else(key("behaviour", Kind::choice, "what it does"), "observer"),
         key("machine", Kind::text, "one of `machines`, in place of `behaviour`"),
         or_else(key("clock", Kind::map, "a name of `clocks`, a kind, or {kind: ...}"), "ideal"),
         key("motion", Kind::map, "{kind: ...}: how it moves"),
         key("kernel", Kind::text, "one of `kernels`; alone in its own if not given"),
         key("judges", Kind::map, "promise or trace → judge: what it judges, and how"),
         key("tells", Kind::agents,
             "who hears its verdicts: agents and groups, or `neighbours`, to whom a link joins it"),
         key("knows", Kind::agents, "whose motions and clocks it knows; its own always"),
         key("keeps", Kind::map, "promise → {at, value}: when it keeps its own promises"),
         key("withdraws", Kind::map, "promise → reading at which it takes back its own"),
         key("imposes", Kind::map, "list of {at, on, type, value}: what it asks of others"),
         key("members", Kind::agents,
             "of a superagent: the agents that it is made of; what it promises rests on what they "
             "promise to it")});
    return part;
}

const Part& group() {
    static const Part part =
        joined(table("group",
                     "Agents alike; all keys of an agent, and how many there are. Under `agents`, "
                     "too.",
                     {within(must(key("count", Kind::integer, "how many agents")), {1.0, 1e7})}),
               agent());
    return part;
}

const Part& keeps() {
    static const Part part =
        table("keeps", "When a promise of one's own is kept.",
              {or_else(in(key("at", Kind::duration,
                              "reading at which; for a schedule: late by so much, every time"),
                          "s"),
                       "0 s"),
               key("value", Kind::quantity,
                   "the outcome, in the type's unit: a number, a text, or a list for a vector"),
               key("after", Kind::promise,
                   "another's promise: as soon as it hears that that was kept, or `at` later; of "
                   "promises of a group: the one that it rests on, if there is one"),
               key("unless", Kind::promise,
                   "another's promise: as soon as it finds that one not kept or broken"),
               span("until", "of a schedule: what is due later is not kept")});
    return part;
}

const Part& imposes() {
    static const Part part =
        table("imposes", "What an imposer asks of others.",
              {must(span("at", "when, on its own clock")),
               must(key("on", Kind::agents, "on whom it imposes")),
               must(key("type", Kind::text, "one of `types`: what is asked for")),
               key("value", Kind::quantity, "how much of it, in the type's unit")});
    return part;
}

const Part& trace() {
    static const Part part = table(
        "trace", "Promises that are read from a table: one row, one promise.",
        {must(key("file", Kind::text,
                  "CSV, gzip too; looked up beside the scenario, then in the current folder")),
         key("made_by", Kind::text, "the command that makes the file, for who does not have it"),
         or_else(choice("kind", {"promises", "assessments"},
                        "what a row is: a promise and how it ended, or what one agent found of "
                        "another, which stands by its promise from the start"),
                 "promises"),
         must(key("columns", Kind::map, "which column says what")),
         or_else(key("time_unit", Kind::text, "of times that are numbers"), "s"),
         key("scope", Kind::agents, "who knows of these promises besides the two"),
         must(key("give", Kind::map, "what is offered: a body")),
         key("outcomes", Kind::map,
             "of promises: word in the column `outcome` → `happened`, `contrary_act` or "
             "`unobserved`"),
         key("kept_from", Kind::number, "of assessments: ratings from here on mean kept"),
         key("promisers", Kind::map, "keys of an agent: promisers that `agents` does not name"),
         key("promisees", Kind::map, "keys of an agent: promisees that `agents` does not name"),
         key("assessors", Kind::map, "keys of an agent: assessors that `agents` does not name")});
    return part;
}

const Part& trace_columns() {
    static const Part part = table(
        "columns", "The columns of a trace, by their names in its first line.",
        {must(key("promiser", Kind::text, "the column that names who promises")),
         must(key("promisee", Kind::text, "to whom")),
         must(key("made", Kind::text, "when it is made; never earlier than in the row before")),
         must(key("due", Kind::text, "by when; empty: no due time")),
         must(key("ends", Kind::text, "when the promiser knows how it ended")),
         must(key("outcome", Kind::text, "how it ended: a word of `outcomes`")),
         key("probability", Kind::text, "how sure the promiser says it is, from 0 to 1")});
    return part;
}

const Part& rating_columns() {
    static const Part part =
        table("columns", "The columns of a trace of assessments, by their names in its first line.",
              {must(key("promiser", Kind::text, "the column that names who is rated")),
               must(key("assessor", Kind::text, "by whom")),
               must(key("made", Kind::text, "when; never earlier than in the row before")),
               must(key("rating", Kind::text, "a number: kept from `kept_from` on, else broken"))});
    return part;
}

const Part& record() {
    static const Part part =
        table("record",
              "What is written down. `record: full` is short for `record: {level: full}`; the "
              "other keys leave out what is not selected: see "
              "[how to select](how-to/select-what-is-recorded.md).",
              {choice("level", {"off", "summary", "promises", "full"},
                      "how much; `full` if not given, or `summary` where that is too large"),
               key("agents", Kind::agents,
                   "list of names and of patterns, in which `*` stands for any letters and `?` "
                   "for one: what they do, say, hear, judge and know of; all if not given"),
               within(key("sample", Kind::number,
                          "share of world lines, such as `1 %`, drawn by the seed; agents named "
                          "in full in `agents` are kept besides"),
                      {0.0, 1.0}),
               choice("kinds", {row_kind_names.begin(), row_kind_names.end()},
                      "list of tables; all if not given"),
               span("from", "start, by the frame's time, of what is written down"),
               span("until", "its end, itself not included"),
               key("when", Kind::map, "conditions on single rows"),
               key("readings", Kind::agents, "whose readings are kept; `all`"),
               key("positions", Kind::agents, "whose positions are kept; `all`")});
    return part;
}

const Part& record_when() {
    static const Part part =
        table("when",
              "Conditions on rows of one kind each. They leave out nothing else, but for "
              "incidences, readings and positions, which go with their transition.",
              {choice("verdict", verdict_words(), "list: only assessments with these verdicts"),
               choice("message", {"promise", "withdrawal", "outcome", "verdict"},
                      "list: only messages of these kinds"),
               choice("return_code", {"any", "nonzero"}, "only transitions that return this")});
    return part;
}

const Part& engine() {
    static const Part part =
        table("engine", "Settings that do not belong to the world.",
              {or_else(choice("tie", {"shuffled", "ordered"},
                              "who comes first among senders whose signals arrive in one tick"),
                       "shuffled"),
               key("memory_limit", Kind::text,
                   "such as `2 GB`: a run whose process takes more ends there and says what takes "
                   "it; in B, kB, MB, GB, TB, KiB, MiB, GiB or TiB")});
    return part;
}

std::span<const std::string> reserved() {
    static const std::array<std::string, 3> names = {"merge", "sweep", "extends"};
    return names;
}

Part joined(const Part& first, const Part& second) {
    Part result = first;
    for (const Parameter& row : second.parameters) {
        if (!first.find(row.name)) result.parameters.push_back(row);
    }
    return result;
}

}  // namespace worldline::keys
