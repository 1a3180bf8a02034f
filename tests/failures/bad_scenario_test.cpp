// SPDX-License-Identifier: Apache-2.0
//
// Scenarios that are wrong.
//
// Goal: whoever wrote the file can mend it from what is said: where, what, and what would do.
// Method: one word of a good scenario is changed, or the file is no scenario at all.
#include <filesystem>

#include "tests/failures/without_rights.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using coffee::faults;
using coffee::with;

namespace {

bool says(const std::string& yaml, const std::string& words) {
    const std::string all = faults(yaml);
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
    return all.find(words) != std::string::npos;
}

std::string faults_of_file(const std::string& path) {
    try {
        Scenario::load(path);
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("An unknown key is refused, and the nearest one is offered", "[failure]") {
    CHECK(faults(with("judges: {cup", "juges: {cup")) ==
          "coffee.yaml:14:9: bob.juges: `juges` is not a key of agent; did you mean `judges`?\n"
          "    bob: {juges: {cup: at_my_door}}\n"
          "          ^");
    CHECK(says(with("scenario: coffee", "scenario: coffee\nagens: {}"), "did you mean `agents`?"));
}

TEST_CASE("A quantity without a unit is refused", "[failure]") {
    CHECK(faults(with("delay: 40 ms", "delay: 40")) ==
          "coffee.yaml:7:38: link.delay: `40` needs a unit of time, such as `40 ms`\n"
          "      - {between: [alice, bob], delay: 40}\n"
          "                                       ^");
}

TEST_CASE("A quantity of another dimension is refused", "[failure]") {
    CHECK(
        says(with("due: 100 ms", "due: 100 km"), "cup.due: `km` is a length; a time is due here"));
    CHECK(says(with("{type: coffee}", "{type: warmth, amount: 5 s}"), "a temperature is due"));
}

TEST_CASE("A number outside its range is refused", "[failure]") {
    CHECK(says(with("bob: {", "bob: {clock: {kind: drift, drift: -2}, "),
               "coffee.yaml:14:37: clock.drift must be greater than -1 (a clock may not stand "
               "still or run backwards)\n"));
    CHECK(says(with("bob: {", "bob: {clock: {kind: drift, drift: -1}, "),
               "coffee.yaml:14:37: clock.drift must be greater than -1"));
    CHECK(says(with("{type: coffee}", "{type: coffee, probability: 1.5}"),
               "cup.give.probability must be at most 1"));
    CHECK(says(with("due: 100 ms", "due: -1 s"), "cup.due must be at least 0 s"));
}

TEST_CASE("A name that stands twice is refused, and both lines are named", "[failure]") {
    CHECK(faults(with("  bob: {", "  alice: {}\n  bob: {")) ==
          "coffee.yaml:14:3: `alice` stands in line 13 already; a name stands once\n"
          "    alice: {}\n"
          "    ^");
    CHECK(says(with("agents:", "groups: {bob: {count: 2}}\nagents:"),
               "`bob` is the name of another agent or group already"));
}

TEST_CASE("A reference to nobody is refused, and the nearest name is offered", "[failure]") {
    CHECK(says(with("promisees: [bob]", "promisees: [bbo]"),
               "coffee.yaml:11:38: cup.promisees: there is no agent `bbo`; did you mean `bob`?"));
    CHECK(says(with("{cup: at_my_door}", "{cup: at_my_dor}"),
               "there is no judge `at_my_dor`; did you mean `at_my_door`?"));
    CHECK(says(with("{cup: at_my_door}", "{cap: at_my_door}"), "no promise or trace `cap`"));
    CHECK(says(with("behaviour: steward", "behaviour: stewart"), "did you mean `steward`?"));
    CHECK(says(with("{type: coffee}", "{type: coffe}"), "there is no type `coffe`"));
}

TEST_CASE("An end beyond the range of time is refused, and a resolution is named", "[failure]") {
    CHECK(says(with("until: 10 s", "until: 400000000 yr"),
               "is out of range at a resolution of 1 ms; 10 ms or coarser would do"));
    CHECK(says(with("until: 10 s", "until: 0 s"), "time.until must be after 0"));
    CHECK(says(with("due: 100 ms", "due: 1.5 us"), "a resolution of 500 ns would do"));
}

TEST_CASE("A verdict beyond the range of time is refused", "[failure]") {
    // 2^61 ms are 73 million years.
    CHECK(says(with("due: 100 ms", "due: 80000000 yr"),
               "cup.due: it is out of range at this resolution"));
    CHECK(says(with("{rule: deadline}", "{rule: deadline, tolerance: 80000000 yr}"),
               "at_my_door: tolerance + patience is out of range at this resolution"));
    const std::string late = with("due: 100 ms", "due: 40000000 yr");
    CHECK(faults(late).empty());
    CHECK(says(coffee::with("{rule: deadline}", "{rule: deadline, patience: 40000000 yr}", late),
               "coffee.yaml:14:8: bob: due + tolerance + patience of `cup`, judged by "
               "`at_my_door`, is out of range at this resolution"));
}

TEST_CASE("Positions along axes that nothing gives are refused", "[failure]") {
    const std::string placed =
        with("agents:",
             "record: {positions: all}\nspace: {metric: flat, axes: [{name: price, unit: "
             "EUR}]}\nagents:");
    CHECK(says(placed, "alice.motion is missing"));
    CHECK(says(with("agents:", "record: {positions: all}\nagents:"),
               "record.positions: nobody has a `motion`, so nobody has a position"));
    const std::string moving = coffee::with("bob: {", "bob: {motion: {kind: fixed}, ",
                                            with("agents:", "record: {positions: [bob]}\nagents:"));
    CHECK(faults(moving).empty());
    CHECK(coffee::scenario(moving).world().preamble.axes.size() == 3);
}

TEST_CASE("A schedule without a period is refused", "[failure]") {
    CHECK(says(with("due: 100 ms", "schedule: {until: 5 s}"), "cup.schedule.period is missing"));
    CHECK(says(with("due: 100 ms", "schedule: {period: 0 s}"), "must be longer than 0"));
}

TEST_CASE("What YAML 1.1 takes for something else is refused, and explained", "[failure]") {
    CHECK(faults(with("due: 100 ms", "due: 1:30")) ==
          "coffee.yaml:11:71: cup.due: `1:30` would be 90 in YAML 1.1; write `90 s` or "
          "\"1 min 30 s\"\n"
          "    cup: {promiser: alice, promisees: [bob], give: {type: coffee}, due: 1:30}\n"
          "                                                                        ^");
    CHECK(says(with("agents:", "agents:\n  no: {}"),
               "agents: `no` would be false in YAML 1.1; write \"no\" in quotes, or another name"));
    CHECK(says(with("agents:", "agents:\n  on: {}"), "`on` would be true in YAML 1.1"));
    CHECK(says(with("bob: {", "bob: {clock: {kind: drift, drift: 010}, "),
               "`010` would be 8 in YAML 1.1; write `10`"));
    CHECK(says(with("due: 100 ms", "announce: yes"), "YAML 1.1 takes it for `true`, write that"));
    CHECK(faults(with("agents:", "agents:\n  \"no\": {}")).empty());
}

TEST_CASE("A file that is no scenario is refused in one sentence", "[failure]") {
    CHECK(faults("") ==
          "coffee.yaml: the file is empty; a scenario begins with `format: worldline/1`");
    CHECK(faults("# nothing\n").find("the file is empty") != std::string::npos);
    CHECK(faults(std::string("format\0: x", 10)) ==
          "coffee.yaml: this is not a text in UTF-8, so it is no scenario");
    CHECK(faults("format: \xff\xfe\n").find("not a text in UTF-8") != std::string::npos);
    CHECK(says("- a\n- b\n", "coffee.yaml:1:1: a scenario is a map"));
    CHECK(says(with("types: {", "types: {{"), "coffee.yaml:4:9: this is not YAML: "));
    CHECK(says(coffee::text + "---\na: 1\n", "a second document"));
    CHECK(says(with("worldline/1", "worldline/2"), "it reads `worldline/1`"));
}

TEST_CASE("Aliases that multiply without end are refused", "[failure]") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string last = std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "*a" : ", *a") + last;
        bomb += "]\n";
    }
    CHECK(faults(bomb).find("the document is too large") != std::string::npos);
}

TEST_CASE("A file that is not there or cannot be read is refused", "[failure]") {
    const coffee::Folder folder;
    CHECK(faults_of_file(folder.path("none.yaml")) ==
          folder.path("none.yaml") + ": there is no such file");
    CHECK(faults_of_file(folder.path()).find("this is a folder") != std::string::npos);
    const std::string locked = folder.put("locked.yaml", coffee::text);
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    const auto said = without_rights([&] { return faults_of_file(locked); });
    if (!said) {
        WARN("NOT TESTED: a file that may not be read");
        return;
    }
    CHECK(said->find("cannot be read: Permission denied") != std::string::npos);
}

TEST_CASE("All faults of a file are reported together, by line", "[failure]") {
    const std::string yaml =
        with("due: 100 ms", "due: 1:30",
             with("delay: 40 ms", "delay: 40", with("judges: {cup", "juges: {cup")));

    CHECK(coffee::n_faults(yaml) == 3);
    const std::string all = faults(yaml);
    INFO(all);
    CHECK(all.find(":7:38:") < all.find(":11:71:"));
    CHECK(all.find(":11:71:") < all.find(":14:9:"));
}

TEST_CASE("Columns count characters, not bytes", "[failure]") {
    CHECK(says(with("bob: {judges: {cup: at_my_door}}", "bob: {x-ü: \"é\", jugdes: {}}"),
               "coffee.yaml:14:19: bob.jugdes"));
}

TEST_CASE("What the language has set aside is refused as not yet possible", "[failure]") {
    for (const char* key : {"merge", "sweep", "extends"}) {
        CHECK(says(with("judges:", std::string(key) + ": {}\njudges:"),
                   "`" + std::string(key) +
                       "` belongs to the language, but this version cannot do it yet"));
    }
}

TEST_CASE("A judge that needs what the observer does not have is refused", "[failure]") {
    CHECK(says(with("{rule: deadline}", "{rule: deadline, time_of: stated}"),
               "at_my_door.patience is missing"));
    CHECK(says(with("{rule: deadline}", "{rule: deadline, time_of: emission, patience: 1 s}"),
               "it must know how `alice` moves; add it to `knows`"));
    CHECK(says(with("{rule: deadline}", "{rule: schedule}"),
               "`at_my_door` judges schedules, and `cup` has none"));
}

TEST_CASE("Promises are kept by those that make them", "[failure]") {
    CHECK(says(with("bob: {", "bob: {keeps: {cup: {at: 0 s}}, "), "`cup` is not its own promise"));
    CHECK(says(with("behaviour: steward, ", ""), "`observer` keeps no promises"));
}

TEST_CASE("In space everybody is somewhere, and light decides the delays", "[failure]") {
    const std::string yaml = with("types:", "space: {metric: weak_field}\ntypes:");
    CHECK(says(yaml, "link.delay: in space `weak_field` light time decides"));
    CHECK(says(yaml, "alice.motion is missing: in space `weak_field` everybody is somewhere"));
    CHECK(says(coffee::with("  links:", "  delay: 1 ms\n  links:", yaml),
               "network.delay: in space `weak_field` light time decides how long signals take; "
               "`latency` adds to it"));
    CHECK(says(coffee::with("  links:", "  latency: -1 ms\n  links:", yaml),
               "network.latency must be at least 0 s"));
    const std::string orbit = with("bob: {", "bob: {motion: {kind: circular_orbit}, ");
    CHECK(says(orbit, "radius or altitude must be given"));
}

TEST_CASE("A channel that cannot be is refused", "[failure]") {
    const auto link = [](const std::string& keys) {
        return with("delay: 40 ms", "delay: 40 ms, " + keys);
    };
    CHECK(faults(link("loss: 1.5")) ==
          "coffee.yaml:7:51: link.loss must be at most 1 (share of messages that never arrive, "
          "such as `1 %`)\n"
          "      - {between: [alice, bob], delay: 40 ms, loss: 1.5}\n"
          "                                                    ^");
    CHECK(says(link("loss: -1 %"), "coffee.yaml:7:51: link.loss must be at least 0"));
    CHECK(says(link("loss: 5 ms"), "link.loss: `ms` is a time"));
    CHECK(says(link("jitter: -1 ms"), "coffee.yaml:7:53: link.jitter must be at least 0 s"));
    CHECK(says(link("jitter: 5"), "link.jitter: `5` needs a unit of time, such as `5 ms`"));
    CHECK(says(link("jiter: 5 ms"),
               "coffee.yaml:7:45: link.jiter: `jiter` is not a key of link; did you mean "
               "`jitter`?"));
    CHECK(says(link("latency: 5 ms"),
               "coffee.yaml:7:54: link.latency adds to light time, and in `graph` there is none; "
               "make it part of `delay`"));
    CHECK(says(with("delay: 40 ms", "delay: -40 ms"), "link.delay must be at least 0 s"));
    CHECK(says(with(", delay: 40 ms", ""), "coffee.yaml:7:7: link.delay is missing"));
    CHECK(says(with("between: [alice, bob]", "between: [alice, bbo]"),
               "link.between: there is no agent `bbo`; did you mean `bob`?"));
    CHECK(says(with("  links:", "  loss: 101 %\n  links:"),
               "coffee.yaml:6:9: network.loss must be at most 1"));
    CHECK(says(with("  links:", "  jitter: -1 s\n  links:"), "network.jitter must be at least 0"));
    CHECK(says(with("  links:", "  los: 1 %\n  links:"), "did you mean `loss`?"));
}

TEST_CASE("A limit of memory is a number and a unit", "[failure]") {
    const auto limited = [](const std::string& limit) {
        return with("scenario: coffee", "scenario: coffee\nengine: {memory_limit: " + limit + "}");
    };
    for (const char* limit : {"2000000", "much", "-2 GB", "2 parsec", "0 GB", "GB"}) {
        CHECK(says(limited(limit), "a number and a unit are due here, such as `500 MB` or `2 GB`"));
    }
    const auto bytes = [&](const std::string& limit) {
        return Scenario::parse(limited(limit), "coffee.yaml", ".").memory_limit();
    };
    CHECK(bytes("2 GB") == 2'000'000'000u);
    CHECK(bytes("1.5kB") == 1'500u);
    CHECK(bytes("512 MiB") == 512u << 20u);
    CHECK_FALSE(coffee::scenario().memory_limit());
}

TEST_CASE("A wrong expectation is refused before the run", "[failure]") {
    CHECK(says(with("agents:", "expect:\n  - {measure: verdit}\nagents:"),
               "there is no measure `verdit`; did you mean `verdict`?"));
    CHECK(says(
        with("agents:", "expect:\n  - {measure: verdict, promise: cup, by: bob, is: kep}\nagents:"),
        "verdict.is: `kep` is not one of `undecided`, `kept`"));
}
