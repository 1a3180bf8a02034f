// SPDX-License-Identifier: Apache-2.0
//
// Faults that users met while their files were read, each with the smallest scenario that shows it.
//
// Goal: what cannot be meant is refused once, at its place; what can be meant is what runs.
// Method: bob promises, ann finds; or ten nodes and an edge list. Numbers by hand.
#include "scenarios/faults.hpp"
#include "tests/scenarios/population.hpp"
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

using coffee::Folder;
using promises::faults;
using promises::found;
using promises::says;
using promises::warnings;

/// Bob's promise `p` to ann, its body and how he keeps it, and what is expected.
std::string kept(const std::string& body, const std::string& keeps, const std::string& expect) {
    return "network: {delay: 10 ms}\n"
           "types: {event: {domain: event}, n: {domain: number}, words: {domain: set},\n"
           "        text: {domain: text}, place: {domain: vector}}\n"
           "judges: {in_time: {rule: deadline, patience: 100 ms}}\n"
           "promises: {p: {promiser: bob, promisees: [ann], give: {" +
           body +
           "}, due: 1 s}}\n"
           "agents:\n  ann: {judges: {p: in_time}}\n  bob: {behaviour: steward, keeps: {p: {" +
           keeps + "}}}\nexpect:\n  - {measure: " + expect + "}\n";
}

std::string verdict(const std::string& body, const std::string& keeps) {
    return found(kept(body, keeps, "verdict, by: ann, promise: p, is: kept")).front();
}

std::string fault_of(const std::string& body, const std::string& keeps) {
    return faults(kept(body, keeps, "verdict, by: ann, promise: p, is: kept"));
}

std::string expectation(const std::string& body, const std::string& of, const std::string& is) {
    const std::string expect = "expectation, by: ann, promise: p, of: " + of + ", is: " + is;
    const Scenario scenario = promises::scenario(kept(body, "at: 1 s, value: 0", expect));
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    const Expectation one = expectations->results().front();
    return one.found + (one.holds ? " holds" : " does not hold");
}

/// Two agents and what else there is.
std::string pair_of(const std::string& ann, const std::string& bob, const std::string& rest = "") {
    return "network: {delay: 10 ms}\ntypes: {event: {domain: event}, n: {domain: number}}\n"
           "judges: {in_time: {rule: deadline, patience: 100 ms}}\n" +
           rest + "agents:\n  ann: {" + ann + "}\n  bob: {" + bob + "}\n  cy: {}\n";
}

std::string machine(const std::string& transitions) {
    return pair_of(
        "machine: clerk", "machine: clerk",
        "machines:\n  clerk:\n    variables: {x: 0}\n    states:\n      open:\n" + transitions);
}

/// What is said of ten nodes and an edge list.
std::string of_list(const std::string& table, bool are_warnings = false) {
    const Folder folder;
    folder.put("edges.csv", table);
    try {
        const Scenario scenario =
            Scenario::parse(population::text("{graphs: {web: {kind: file, file: edges.csv}}}"),
                            "crowd.yaml", folder.path());
        std::string all;
        for (const std::string& warning : scenario.warnings()) all += warning + "\n";
        return are_warnings ? all : "";
    } catch (const ScenarioError& error) {
        return error.what();
    }
}

std::size_t n_faults(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("Of an unconstrained promise as many outcomes may come as its domain has", "[binding]") {
    CHECK(expectation("type: n", "n_admissible", ".inf") == "inf holds");
    CHECK(expectation("type: n", "lower", "-.inf") == "-inf holds");
    CHECK(expectation("type: n", "upper", "3") == "inf does not hold");
    const auto n = [](const std::string& type, const std::string& value) {
        return found(kept("type: " + type, "at: 1 s" + value,
                          "expectation, by: ann, promise: p, is: 1"))
            .front();
    };
    CHECK(n("place", ", value: [1, 2]") == "inf");
    CHECK(n("text", ", value: red") == "inf");
    CHECK(n("event", "") == "1");
    CHECK(says(
        faults(kept("type: text", "at: 1 s", "expectation, by: ann, promise: p, of: lower, is: 1")),
        "expectation.of: outcomes of `text` are no numbers"));
    CHECK(says(faults(kept("type: n", "at: 1 s", "trust, by: ann, in: bob, is: .inf")),
               "trust.is must be finite"));
}

TEST_CASE("Whoever keeps a promise without a value shows the one that there can be", "[steward]") {
    CHECK(verdict("type: words, set: [red]", "at: 0 s") == "kept");
    CHECK(verdict("type: text, text: red", "at: 0 s") == "kept");
    CHECK(verdict("type: n, exactly: 3", "at: 0 s") == "kept");
    CHECK(verdict("type: n, set: [4]", "at: 0 s") == "kept");
    CHECK(verdict("type: place, vector: [1, [2, 2]]", "at: 0 s") == "kept");
    CHECK(verdict("type: n, amount: 5", "at: 0 s") == "kept");  // 0 is an amount, too
    const char* which = "bob.keeps.p.value is missing: more than one outcome keeps `p`";
    CHECK(says(fault_of("type: words, set: [red, blue]", "at: 0 s"), which));
    CHECK(says(fault_of("type: n, range: [1, 2]", "at: 0 s"), which));
    CHECK(says(fault_of("type: place, vector: [[1, 2]]", "at: 0 s"), which));
}

TEST_CASE("A vector has as many components as the promise that it keeps", "[steward][failure]") {
    const std::string two = "type: place, vector: [1, 2]";
    CHECK(verdict(two, "at: 0 s, value: [1, 2]") == "kept");
    CHECK(says(fault_of(two, "at: 0 s, value: [1, 2, 3]"), "3 components, and `p` has 2"));
    CHECK(says(fault_of(two, "at: 0 s, value: [1]"), "1 components, and `p` has 2"));
}

TEST_CASE("What keeps the promises of a group keeps each with its value", "[population]") {
    const std::string crowd =
        "network: {delay: 10 ms}\ntypes: {n: {domain: number}}\n"
        "judges: {in_time: {rule: deadline, patience: 100 ms}}\n"
        "promises: {share: {promiser: crowd, promisees: [ann], give: {type: n, range: [3, 5]}, "
        "due: 1 s}}\n";
    const auto agents = [](const std::string& keeps) {
        return "agents:\n  ann: {judges: {share: in_time}" + keeps +
               "}\n  crowd: {count: 3, behaviour: steward, keeps: {share: {at: 0 s, value: 4}}}\n"
               "expect:\n  - {measure: count, by: ann, verdict: kept, is: 3}\n";
    };
    CHECK(found(crowd + agents("")).front() == "3");
    CHECK(says(faults(crowd + agents(", behaviour: steward, keeps: {share: {at: 0 s, value: 4}}")),
               "ann.keeps: none of the promises `share` is its own"));
}

TEST_CASE("A whole is made of others", "[failure]") {
    CHECK(says(faults(pair_of("members: [ann]", "")), "ann.members: `ann` itself"));
    CHECK(says(faults(pair_of("members: ann", "")), "ann.members: `ann` itself"));
    CHECK(says(faults(pair_of("members: []", "")), "ann.members: nobody"));
    CHECK(says(faults(pair_of("members: [bob]", "members: [cy, ann]")),
               "ann.members: nobody is a part of itself: ann -> bob -> ann"));
    CHECK(faults(pair_of("members: [bob]", "members: [cy]")).empty());
}

TEST_CASE("Nobody imposes on itself, and only an imposer imposes", "[failure][imposition]") {
    const std::string on_bob = "imposes: [{at: 1 s, on: bob, type: n, value: 3}]";
    CHECK(
        says(faults(pair_of("", "behaviour: imposer, " + on_bob)), "bob.imposes.on: `bob` itself"));
    CHECK(says(faults(pair_of("behaviour: steward, " + on_bob, "")),
               "ann.imposes: `steward` imposes nothing; `behaviour: imposer` does"));
    CHECK(faults(pair_of("behaviour: imposer, " + on_bob, "")).empty());
    // Of one's own group the others are meant: three members ask two each.
    const std::string group =
        "network: {delay: 10 ms}\ntypes: {n: {domain: number}}\n"
        "agents:\n  crowd: {count: 3, behaviour: imposer, imposes: [{at: 1 s, on: crowd, type: n,"
        " value: 3}]}\nexpect:\n  - {measure: count, of: messages, kind: imposition, is: 6}\n";
    CHECK(found(group).front() == "6");
}

TEST_CASE("A name stands once in a list of agents", "[failure]") {
    const auto to = [](const std::string& promisees) {
        return pair_of(
            "", "",
            "promises: {p: {promiser: bob, promisees: " + promisees + ", give: {type: event}}}\n");
    };
    CHECK(says(faults(to("[ann, ann]")), "p.promisees: `ann` stands here twice"));
    CHECK(faults(to("[ann, cy]")).empty());
}

TEST_CASE("An edge list names each of its columns once, and what is not read is said",
          "[failure][graph]") {
    const std::string twice = of_list("from,to,delay,delay\nnode_1,node_2,4 ms,5 ms\n");
    CHECK(says(twice, "edges.csv:1:15: there is a column `delay` already"));
    CHECK(says(of_list("from,to,delay,jitter\nnode_1,node_2,4 ms,-3 ms\n"),
               "edges.csv:2:20: a jitter is not negative"));
    CHECK(of_list("from,to,delay,jitter\nnode_1,node_2,4 ms,3 ms\n").empty());
    CHECK(says(of_list("from,to,delay,colour\nnode_1,node_2,4 ms,red\n", true),
               "the column `colour` is not read"));
    CHECK(says(of_list("from,to,delay\n", true), "the file has no links"));
}

TEST_CASE("One cause is told once", "[failure][graph]") {
    const std::string row = of_list("from,to,delay\nnode_1,node_2,abc\n");
    CHECK(says(row, "`abc` does not begin with a number"));
    CHECK_FALSE(says(row, "is missing"));
    const std::string drawn = coffee::faults(
        population::text("{graphs: {web: {kind: ring, delay: {unifrom: [1 s, 2 s]}}}}"));
    CHECK(says(drawn, "did you mean `uniform`?"));
    CHECK_FALSE(says(drawn, "is missing"));
}

TEST_CASE("A prior is no larger than what findings can move", "[failure][trust]") {
    const auto with = [](const std::string& prior) {
        return faults(pair_of("", "", "trust: {rule: beta, prior: " + prior + "}\n"));
    };
    CHECK(says(with("[1e308, 1e308]"), "trust.a must be at most"));
    CHECK(says(with("[1, 1e13]"), "trust.b must be at most"));
    CHECK(with("[1e12, 1e-9]").empty());
}

TEST_CASE("What a message says is read where one is heard", "[failure][machine]") {
    const auto one = [](const std::string& transition) {
        return faults(machine("        - {" + transition +
                              "}\n"
                              "        - {every: 1 s, do: [{tell: bob, say: hi, with: {n: 1}}, "
                              "{tell: bob, say: ho}]}\n"));
    };
    CHECK(says(one("after: 1 s, do: [{set: {x: heard.n}}]"),
               "clerk.open: nothing is heard here, so there is no `heard.n`"));
    CHECK(says(one("every: 1 s, when: heard.value > 1, do: [{set: {x: 1}}]"), "no `heard.value`"));
    CHECK(says(one("after: 1 s, do: [{tell: sender, say: hi}]"),
               "nobody is heard here, so there is no `sender`"));
    CHECK(says(one("hears: ho, do: [{set: {x: heard.n}}]"),
               "`heard.n` is in nothing that this transition hears"));
    CHECK(one("hears: [hi, ho], when: 'x > 0', do: [{set: {x: heard.n}}]").empty());
    CHECK(one("hears: outcome, do: [{set: {x: heard.value}}, {tell: sender, say: ho}]").empty());
}

TEST_CASE("What follows a message at once may still read it", "[machine]") {
    const auto two = [](const std::string& first) {
        return faults(machine("        - {" + first +
                              ", to: next}\n"
                              "        - {every: 1 s, do: [{tell: bob, say: hi, with: {n: 1}}]}\n"
                              "      next:\n"
                              "        - {when: 'heard.n > 0', do: [{set: {x: heard.n}}], to: "
                              "open}\n"));
    };
    CHECK(two("hears: hi").empty());
    CHECK(says(two("after: 3 s"), "clerk.next: nothing is heard here"));
}

TEST_CASE("A time that is no whole number of ticks is a time", "[failure][machine]") {
    const auto after = [](const std::string& time) {
        return faults(machine("        - {after: " + time + ", do: [stop]}\n"));
    };
    CHECK(says(after("1 us"), "resolution"));
    CHECK(says(after("3 m"), "is a length"));
    CHECK(says(after("5"), "unit"));
    CHECK(after("1 ms").empty());
    CHECK(after("1e-1 s").empty());
    CHECK(after("3 * x + 1").empty());
    CHECK(says(faults(machine("        - {rate: 3 s, do: [stop]}\n")), "is a time"));
    CHECK(n_faults(after("1 us"), "small.yaml:") == 1);
}

TEST_CASE("A text is one, and an event has no value", "[failure]") {
    CHECK(says(fault_of("type: text, text: [red, blue]", "at: 0 s"),
               "one text is due here; `set` takes several"));
    CHECK(says(fault_of("type: event", "at: 0 s, value: 3"),
               "`event` is an event, which happens and has no value"));
    CHECK(says(faults(pair_of("", "behaviour: imposer, imposes: [{at: 1 s, on: [], type: n}]")),
               "bob.imposes.on: nobody"));
}

TEST_CASE("A promise is kept after another one, and until where there is a schedule",
          "[failure][steward]") {
    CHECK(says(fault_of("type: event", "after: p"), "bob.keeps.p.after: `p` is this promise"));
    CHECK(says(fault_of("type: event", "unless: p"), "bob.keeps.p.unless: `p` is this promise"));
    CHECK(says(fault_of("type: event", "until: 3 s"), "bob.keeps.p.until: `p` is no schedule"));
}

TEST_CASE("Promises that nobody would mean so are told", "[promises]") {
    const auto told = [](const std::string& promise) {
        return warnings(pair_of(
            "", "", "promises: {p: {promiser: bob, give: {type: event}, " + promise + "}}\n"));
    };
    CHECK(says(told("promisees: []"), "p is promised to nobody"));
    CHECK(says(told("promisees: ann, made: 3 s, due: 1 s"), "p is due before it is made"));
    CHECK(says(told("promisees: ann, made: 11 s"), "p is made after the end of the run"));
    CHECK(told("promisees: ann, made: 3 s, due: 5 s").empty());
}

TEST_CASE("What a promise rests on stands once, and of two one is preferred", "[failure][C15]") {
    const auto linked = [](const std::string& p, const std::string& q) {
        return faults(
            pair_of("", "",
                    "promises:\n"
                    "  p: {promiser: bob, promisees: ann, give: {type: event}, builds_on: [" +
                        p +
                        "]}\n"
                        "  q: {promiser: bob, promisees: ann, give: {type: event}, builds_on: [" +
                        q + "]}\n"));
    };
    const std::string on_q = "{promise: q, link: condition}";
    const std::string before_q = "{promise: q, link: preferred}, {promise: q, link: conflicts}";
    CHECK(linked(on_q, "").empty());
    CHECK(says(linked(on_q + ", " + on_q, ""), "p.builds_on: `q` stands here twice"));
    CHECK(linked(before_q, "").empty());
    CHECK(says(linked(before_q, "{promise: p, link: preferred}"),
               "q.builds_on: `p` is preferred to it, and it to that"));
}

TEST_CASE("What a judging rule does not go by is told", "[judge]") {
    const auto told = [](const std::string& rule) {
        return warnings("judges: {other: " + rule + "}\nagents: {ann: {}}\n");
    };
    CHECK(says(told("{rule: deadline, against: previous}"),
               "other.against: `deadline` does not go by that; it belongs to `schedule`"));
    CHECK(says(told("{rule: schedule, value_tolerance: 1}"), "it belongs to `range`"));
    CHECK(told("{rule: schedule, against: previous}").empty());
}

TEST_CASE("Of very many faults the first are told, and how many more there are", "[failure]") {
    Faults all("table.csv", "");
    for (int line = 1; line <= 12'000; ++line) all.add(Place{line, 1}, "no such agent");
    CHECK(all.size() == 12'000);
    try {
        all.raise();
        FAIL("nothing was raised");
    } catch (const ScenarioError& error) {
        CHECK(error.diagnostics().size() == 10'001);
        CHECK(error.diagnostics().back().message == "and 2000 more faults");
    }
}

TEST_CASE("Faults of one kind in a large group are told once", "[failure][population]") {
    const std::string many =
        "network: {delay: 10 ms}\ntypes: {event: {domain: event}}\n"
        "promises: {p: {promiser: ann, promisees: v_1, give: {type: event}}}\n"
        "agents:\n  ann: {}\n  v: {count: 20000, behaviour: steward, keeps: {p: {at: 0 s}}}\n";
    const std::string told = faults(many);
    CHECK(n_faults(told, "is not its own promise") == 1);
    CHECK(says(told, "(and so for 19999 more)"));
    const std::string drawn = coffee::faults(
        population::text("{delay: 5 ms}", ", clock: {kind: drift, drift: {uniform: [-4, -3]}}"));
    CHECK(says(drawn, "and it must be at least -1"));
    CHECK(n_faults(drawn, "crowd.yaml:") + n_faults(drawn, "coffee.yaml:") == 1);
}

TEST_CASE("The promises of a group are not one promise, and a schedule is not an end",
          "[failure][expect]") {
    const std::string crowd =
        "network: {delay: 10 ms}\ntypes: {event: {domain: event}}\n"
        "promises:\n  f: {promiser: v, promisees: successor, give: {type: event}}\n"
        "  p: {promiser: v_1, promisees: v_2, give: {type: event}}\n"
        "agents: {v: {count: 3}}\nexpect:\n  - {measure: verdict, by: v_1, is: kept, ";
    CHECK(says(faults(crowd + "promise: f}\n"),
               "`f` are the promises of a group; one is due here, "
               "such as `f_1`"));
    CHECK(says(faults(crowd + "promise: p, occurrence: 3}\n"),
               "verdict.occurrence: `p` is no schedule"));
}

TEST_CASE("What is wrong with a parameter is told where it stands", "[failure]") {
    const auto with = [](const std::string& parameters, const std::string& delay) {
        return faults("parameters: " + parameters + "\nnetwork: {delay: " + delay +
                      "}\nagents: {ann: {}}\n");
    };
    const std::string list = with("{wait: [1, 2]}", "wait");
    CHECK(says(list, "parameters.wait: a quantity, a number or a text is due here"));
    CHECK(n_faults(list, "small.yaml:") == 1);
    CHECK(says(with("{wait: 10 ms, other: wait}", "other"),
               "network.delay: `other` is `wait`, another parameter"));
    CHECK(says(faults("agents: [ann]\npromises: {p: {promiser: ann, promisees: [ann], give: {type: "
                      "event}}}\ntypes: {event: {}}\n"),
               "agents: a map is due here"));
}

}  // namespace worldline
