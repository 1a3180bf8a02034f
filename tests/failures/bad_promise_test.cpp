// SPDX-License-Identifier: Apache-2.0
//
// Promises that do not fit together.
//
// Goal: what is wrong is refused where it stands; what is odd is said, and runs.
// Method: small scenarios with one oddity each.
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

std::string with(const std::string& promises, const std::string& agents = "") {
    return "types: {act: {}, pages: {domain: number}, count: {domain: whole}, colour: {domain: "
           "text}, place: {domain: vector}, moment: {domain: time}}\n"
           "judges: {mine: {rule: deadline}}\npromises:\n" +
           promises + "agents:\n" + (agents.empty() ? "  ann: {}\n  bob: {}\n  cy: {}\n" : agents);
}
std::string body(const std::string& keys) {
    return with("  p: {promiser: ann, promisees: [bob], give: {" + keys + "}}\n");
}

}  // namespace

TEST_CASE("C2: a promise on behalf of another is a prediction, flagged, and never judged",
          "[failure][C2]") {
    const std::string text = with(
        "  rain: {promiser: ann, promisees: [bob], give: {type: act, subject: cy}, due: 1 "
        "s}\n",
        "  ann: {behaviour: steward, keeps: {rain: {at: 0 s}}}\n"
        "  bob: {judges: {rain: mine}}\n  cy: {}\n");
    CHECK(says(warnings(text),
               "rain is a prediction: ann can promise for itself alone, and this "
               "is about cy"));
    const MemorySink run = facts(scenario(text));
    CHECK(run.facts.promises.size() == 1);  // recorded
    CHECK(run.facts.assessments.empty());   // nobody judges it, nobody's trust changes
    CHECK_FALSE(says(warnings(body("type: act, subject: ann")), "prediction"));
}

TEST_CASE("A body without a type is refused", "[failure]") {
    CHECK(says(faults(body("amount: 5")), "p.give.type is missing"));
}

TEST_CASE("An acceptance of nothing that is offered is a warning", "[failure]") {
    const auto text = [](const char* accepted) {
        return with(
            "  offer: {promiser: ann, promisees: [bob], give: {type: pages, range: [0, 5]}}\n"
            "  taking: {promiser: bob, promisees: [ann], accept: {type: pages, range: " +
            std::string(accepted) + "}}\n");
    };
    CHECK(says(warnings(text("[6, 9]")), "taking accepts nothing of what is offered (offer)"));
    CHECK_FALSE(says(warnings(text("[5, 9]")), "accepts nothing"));
}

TEST_CASE("A time on a clock that nobody has is refused", "[failure]") {
    CHECK(says(faults(with("  p: {promiser: ann, promisees: [bob], give: {type: act}, due: 1 s, "
                           "clock: bbo}\n")),
               "p.clock: there is no agent `bbo`; did you mean `bob`?"));
}

TEST_CASE("Patience is asked for where a message may be under way", "[failure]") {
    for (const char* time_of : {"emission", "stated"}) {
        const std::string judges =
            "judges: {far: {rule: deadline, time_of: " + std::string(time_of) +
            "}}\nagents: {a: {}}\n";
        CHECK(says(faults(judges), "far.patience is missing"));
    }
}

TEST_CASE("An observer that is told to judge what it can never notice is warned", "[failure]") {
    const std::string promise = "  p: {promiser: ann, promisees: [bob], give: {type: act}}\n";
    CHECK(says(warnings(with(promise, "  ann: {}\n  bob: {}\n  cy: {judges: {p: mine}}\n")),
               "cy judges p and never hears of it"));
}

TEST_CASE("Whoever does not judge a condition never judges what rests on it", "[failure]") {
    const std::string promises =
        "  c: {promiser: ann, promisees: [bob], give: {type: act}, due: 1 s}\n"
        "  p: {promiser: ann, promisees: [bob], give: {type: act}, builds_on: [{promise: c, link: "
        "condition}]}\n";
    CHECK(says(warnings(with(promises, "  ann: {}\n  bob: {judges: {p: mine}}\n")),
               "bob judges p, which rests on c, and does not judge that"));
    CHECK(warnings(with(promises, "  ann: {}\n  bob: {judges: {p: mine, c: mine}}\n")).empty());
}

TEST_CASE("What rests on a schedule without being one is refused", "[failure]") {
    CHECK(says(faults(with("  c: {promiser: ann, promisees: [bob], give: {type: act}, schedule: "
                           "{period: 1 s}}\n"
                           "  p: {promiser: ann, promisees: [bob], give: {type: act}, builds_on: "
                           "[{promise: c, link: condition}]}\n")),
               "p.builds_on: `c` is a schedule"));
}

TEST_CASE("C15: an agent can be in conflict with itself alone", "[failure][C15]") {
    const auto text = [](const char* other, const char* links) {
        return with(
            "  tuesday: {promiser: ann, promisees: [bob], accept: {type: act}, builds_on: "
            "[" +
            std::string(links) + "]}\n  thursday: {promiser: " + other +
            ", promisees: [cy], accept: {type: act}}\n");
    };
    const char* both = "{promise: thursday, link: conflicts}";
    CHECK(says(faults(text("bob", both)), "an agent can be in conflict with itself alone"));
    CHECK(says(warnings(text("ann", both)),
               "tuesday and thursday of ann cannot both be kept, and neither is preferred"));
    CHECK_FALSE(says(warnings(text("ann",
                                   "{promise: thursday, link: conflicts}, {promise: thursday, "
                                   "link: preferred}")),
                     "cannot both"));
}

TEST_CASE("C14: more promisees than places is over-committed, and said", "[failure][C14]") {
    CHECK(says(warnings(with("  park: {promiser: ann, promisees: [bob, cy], give: {type: act, "
                             "places: 1}}\n")),
               "park is over-committed: 1 places are promised to 2 agents"));
}

TEST_CASE("Constraints belong to their domains", "[failure]") {
    CHECK(says(faults(body("type: act, amount: 5")), "the type has the domain `event`"));
    CHECK(says(faults(body("type: colour, range: [1, 2]")), "belongs to `number`"));
    CHECK(says(faults(body("type: place, set: [1, 2]")), "belongs to `text`, `set` or numbers"));
    CHECK(says(faults(body("type: pages, vector: [1, 2]")), "belongs to `vector`"));
    CHECK(says(faults(body("type: count, amount: 2.5")), "the type counts whole numbers"));
    CHECK(says(faults(body("type: pages, amount: -1")), "an amount is at least 0"));
    CHECK(says(faults(body("type: place, vector: 3")), "a list is due here"));
    CHECK(says(faults(body("type: moment, amount: 5 km")), "a time is due"));
    CHECK(says(faults(body("type: act, impositions: true")), "impositions are accepted"));
    CHECK(faults(body("type: place, vector: [[0, 1], 2]")).empty());
    CHECK(faults(body("type: pages, set: [3, 1]")).empty());
    CHECK(faults(body("type: moment, range: [1 s, 2 min]")).empty());
}

TEST_CASE("Nobody takes back what another has promised", "[failure]") {
    CHECK(says(faults(with("  p: {promiser: ann, promisees: [bob], give: {type: act}}\n",
                           "  ann: {}\n  bob: {behaviour: steward, withdraws: {p: 1 s}}\n")),
               "bob.withdraws: `p` is not its own promise"));
}
