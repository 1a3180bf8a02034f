// SPDX-License-Identifier: Apache-2.0
//
// Machines that cannot be meant.
//
// Goal: each fault is shown where it stands, with what would do.
// Method: one word of a good machine is changed.
#include "scenarios/scenario.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::string good =
    "format: worldline/1\nscenario: lamp\n"
    "time: {resolution: 1 ms, until: 10 s}\n"
    "types: {light: {domain: event}}\n"
    "parameters: {long: 2 s}\n"
    "promises: {shine: {promiser: ann, promisees: [bob], give: {type: light}}}\n"
    "machines:\n"
    "  lamp:\n"
    "    parameters: {other: agent, level: 3}\n"
    "    variables: {n: 0}\n"
    "    states:\n"
    "      dark:\n"
    "        - {hears: press, from: other, when: n < level, do: [{set: {n: n + 1}}], to: lit}\n"
    "      lit:\n"
    "        - {after: long, do: [{tell: other, say: press}], to: dark}\n"
    "agents:\n"
    "  ann: {machine: lamp, other: bob, start: lit}\n"
    "  bob: {machine: lamp, other: ann}\n";

std::string faults(const std::string& yaml) {
    try {
        Scenario::parse(yaml, "lamp.yaml", "");
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

std::string with(const std::string& old, const std::string& changed) {
    std::string yaml = good;
    const std::size_t at = yaml.find(old);
    REQUIRE(at != std::string::npos);
    return faults(yaml.replace(at, old.size(), changed));
}

bool says(const std::string& found, const std::string& words) {
    INFO(found);
    CHECK(found.find(words) != std::string::npos);
    return found.find(words) != std::string::npos;
}

const std::string tail = "to: dark}\n";

}  // namespace

TEST_CASE("A lamp that two people press is no fault", "[failure][machine]") {
    CHECK(faults(good).empty());
}

TEST_CASE("A state that nobody comes into is refused", "[failure][machine]") {
    CHECK(says(with("agents:", "      attic: []\nagents:"),
               "lamp.yaml:16:7: lamp: nothing leads to state `attic`"));
}

TEST_CASE("A transition to nowhere is refused, and the nearest state offered",
          "[failure][machine]") {
    CHECK(says(with("to: dark}", "to: drak}"),
               "lamp.lit.to: there is no state `drak`; did you mean"));
}

TEST_CASE("Two unguarded transitions on one trigger are refused", "[failure][machine]") {
    const std::string twice = tail + "        - {after: 2 s}\n";
    CHECK(says(with(tail, twice),
               "lamp.yaml:16:11: lamp.lit: this transition has the trigger of "
               "the one on line 15, and neither has a guard"));
    CHECK(says(with(tail, tail + "        - {hears: press}\n        - {hears: [press, outcome]}\n"),
               "neither has a guard"));
    CHECK(says(with(tail, tail + "        - {hears: press}\n        - {hears: press, when: n}\n"),
               "this transition is never taken"));
    CHECK(with(tail, tail + "        - {hears: press, from: other}\n        - {hears: press}\n")
              .empty());
}

TEST_CASE("A loop that takes no time is refused and named", "[failure][machine]") {
    const auto both = [](const std::string& trigger) {
        std::string yaml = good;
        const std::string hearing = "hears: press, from: other, when: n < level, ";
        yaml.replace(yaml.find(hearing), hearing.size(), trigger);
        yaml.replace(yaml.find("after: long, "), 13, trigger);
        return yaml.replace(yaml.find("{tell: other, say: press}"), 25, "{set: {n: 1}}");
    };
    CHECK(says(faults(both("")),
               "lamp.yaml:12:7: lamp: a loop that takes no time and has no way out: "
               "dark -> lit -> dark"));
    CHECK(says(faults(both("after: 0 s, ")), "dark -> lit -> dark"));
    CHECK(faults(both("after: 1 ms, ")).empty());
    CHECK(faults(both("when: n < 5, ")).empty());  // the run decides
}

TEST_CASE("Unknown names in expressions are refused where they stand", "[failure][machine]") {
    const std::string found = with("n + 1", "n + m");
    CHECK(says(found, "lamp.yaml:13:75: lamp.dark.do.set.n: there is nothing called `m` here"));
    CHECK(says(with("n < level", "n < levle"), "did you mean `level`?"));
    CHECK(says(with("n < level", "n <"), "lamp.dark.when"));
    CHECK(says(with("{set: {n: n + 1}}", "{set: {m: 1}}"), "there is no variable `m`"));
    CHECK(says(with("n < level", "heard.x > 1"), "there is nothing called `heard.x` here"));
}

TEST_CASE("A type of message that nobody says is refused", "[failure][machine]") {
    CHECK(says(with("hears: press", "hears: pres"),
               "lamp.dark.hears: nobody says `pres`; did you mean `press`?"));
    CHECK(says(with("say: press", "say: outcome"), "agents have already"));
}

TEST_CASE("Parameters of a machine are checked like all others", "[failure][machine]") {
    CHECK(says(with("other: bob, start", "start"), "ann.other is missing"));
    CHECK(says(with("other: bob", "other: bop"), "there is no agent `bop`; did you mean `bob`?"));
    CHECK(says(with("other: bob", "othr: bob"), "did you mean `other`?"));
    CHECK(says(with("start: lit", "start: litt"), "there is no state `litt`"));
    CHECK(says(with("machine: lamp, other: bob", "machine: lmap, other: bob"),
               "there is no machine `lmap`"));
    CHECK(says(with("other: bob, start", "other: bob, level: 5 km, start"), "level"));
    CHECK(says(with("level: 3", "clock: 3"), "`clock` stands for something else already"));
    CHECK(says(with("level: 3", "level: blue"), "a default value is due here"));
    CHECK(says(with("other: ann", "other: ann, behaviour: steward"), "one or the other"));
    CHECK(with("other: bob, start", "other: bob, level: 5, start").empty());
}

TEST_CASE("A transition has one trigger, and times have units", "[failure][machine]") {
    CHECK(says(with("after: long", "after: long, every: 1 s"), "a transition has one trigger"));
    CHECK(says(with("after: long", "after: 2"), "needs a unit of time"));
    CHECK(says(with("after: long", "after: lnog"), "nothing called `lnog`"));
    CHECK(says(with("after: long", "every: 0 s"), "must be longer than 0"));
    CHECK(says(with("after: long", "rate: 5 m"), "rate"));
    CHECK(says(with("after: long", "rate: elapsed"), "a rate changes with variables alone"));
    CHECK(says(with("after: long", "after: long, from: bob"), "this belongs to `hears`"));
    CHECK(says(with("{tell: other", "{tel: other"), "there is no act `tel`; did you mean `tell`?"));
}

TEST_CASE("A machine keeps its own promises and judges those that it knows", "[failure][machine]") {
    const std::string keeping = "{keep: shine}, {tell: other";
    CHECK(says(with("{tell: other", keeping), "bob keeps `shine`, which is not its own promise"));
    std::string yaml = good;
    yaml.replace(yaml.find("{tell: other"), 12, "{judge: shine, as: kept}, {tell: other");
    CHECK(faults(yaml).empty());
    yaml.replace(yaml.find("promisees: [bob]"), 16, "promisees: []   ");
    CHECK(says(faults(yaml), "bob judges `shine` and can never notice it"));
}
