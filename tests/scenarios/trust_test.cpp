// SPDX-License-Identifier: Apache-2.0
//
// Trust in a scenario: whose, of what type, by which rule, and what others tell.
//
// Goal: trust belongs to one observer and one type of promise; hearsay weighs what its teller is
// worth; parameters of rules are read, and refused outside their ranges.
// Method: small scenarios, numbers by hand.
#include <cmath>
#include <string>

#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

bool says(const std::string& yaml, const std::string& words) {
    const std::string all = coffee::faults(yaml);
    INFO(all);
    return all.find(words) != std::string::npos;
}

void check(const std::string& yaml) {
    const auto outcome = coffee::run(coffee::scenario(yaml));
    CHECK(!outcome.expectations.empty());
    for (const Expectation& one : outcome.expectations) {
        INFO(one.text << ": expected " << one.expected << ", found " << one.found);
        CHECK(one.holds);
    }
}

/// Ann keeps ten for Bob and none for Cy, as promises of one type; of another she keeps all for Cy.
const std::string apart = R"(format: worldline/1
scenario: apart
parameters: {end: 10 s}
time: {resolution: 1 ms, until: 100 s}
types: {tick: {domain: event}, tock: {domain: event}}
network: {delay: 1 ms}
judges: {soon: {rule: deadline, tolerance: 100 ms, patience: 100 ms}}
promises:
  for_b: {promiser: ann, promisees: [bob], give: {type: tick}, schedule: {period: 1 s, until: end}}
  for_cy: {promiser: ann, promisees: [cy], give: {type: tick}, schedule: {period: 1 s, until: end}}
  too: {promiser: ann, promisees: [cy], give: {type: tock}, schedule: {period: 1 s, until: end}}
agents:
  ann: {behaviour: steward, keeps: {for_b: {at: 0 s}, too: {at: 0 s}}}
  bob: {judges: {for_b: soon}, tells: [dan]}
  cy: {judges: {for_cy: soon, too: soon}, tells: [dan]}
  dan: {}
)";

/// Liars and an honest teller: each has promised ten times that its assessments are right, and
/// the liars were found wrong. Then all tell Eve about Ann.
std::string slander(const std::string& trust, int n_liars, bool has_honest) {
    std::string promises = "  parcel: {promiser: ann, promisees: [";
    std::string agents = "  ann: {behaviour: steward}\n";
    std::string words, judges;
    std::string promisees;
    for (int i = 0; i < n_liars + (has_honest ? 1 : 0); ++i) {
        const bool is_honest = i == n_liars;
        const std::string name = is_honest ? "honest" : "liar" + std::to_string(i);
        promisees += (i ? ", " : "") + name;
        words += "  word_of_" + name + ": {promiser: " + name +
                 ", promisees: [eve], give: {type: assessment}, "
                 "schedule: {period: 1 s, until: 60 s}}\n";
        judges += (i ? ", " : "") + ("word_of_" + name) + ": soon";
        agents += "  " + name + ": {behaviour: steward, judges: {parcel: soon}, tells: [eve]" +
                  (is_honest ? ", keeps: {word_of_honest: {at: 0 s}}" : "") + "}\n";
    }
    return "format: worldline/1\nscenario: slander\ntime: {resolution: 1 ms, until: 100 s}\n"
           "types: {delivery: {domain: event}, assessment: {domain: event}}\n"
           "network: {delay: 1 ms}\n"
           "judges: {soon: {rule: deadline, tolerance: 100 ms, patience: 100 ms}}\n"
           "trust: {" +
           trust + "}\npromises:\n" + promises + promisees +
           "], give: {type: delivery}, due: 70 s}\n" + words + "agents:\n" + agents +
           "  eve: {judges: {" + judges + "}}\nexpect:\n";
}

}  // namespace

TEST_CASE("Trust is one observer's in one promiser for one type", "[trust]") {
    // C26: Bob and Cy have seen different promises of Ann, and never talk to one another. Silence
    // counts as broken: (10 + 1)/(10 + 2), (0 + 1)/(10 + 2), and for the other type as Bob.
    check(apart + R"(expect:
  - {measure: trust, by: bob, in: ann, is: 0.916667, tolerance: 1e-6}
  - {measure: trust, by: cy, in: ann, type: tick, is: 0.083333, tolerance: 1e-6}
  - {measure: trust, by: cy, in: ann, type: tock, is: 0.916667, tolerance: 1e-6}
  - {measure: trust, by: dan, in: ann, is: 0.5}
)");
}

TEST_CASE("Hearsay is not counted, or by trust in the teller, or like one's own", "[trust]") {
    // Dan hears 10 kept of Bob and 10 not kept of Cy for `tick`; he trusts both by 1/2.
    const std::string asked =
        "expect:\n  - {measure: trust, by: dan, in: ann, type: tick, is: 0.5, tolerance: 1e-9}\n"
        "  - {measure: trust, by: dan, in: ann, type: tock, is: ";
    check(apart + "trust: {hearsay: weighted}\n" + asked +
          "0.857142857, tolerance: 1e-6}\n");  // 6/7
    check(apart + "trust: {hearsay: believed}\n" + asked + "0.916666667, tolerance: 1e-6}\n");
    check(apart + "trust: {hearsay: off}\n" + asked + "0.5}\n");
}

TEST_CASE("Fifty liars move an observer less than one witness that was right", "[trust]") {
    // C32. Ann breaks no promise before 70 s and none after. Each liar's 60 words were found wrong,
    // so its weight is 1/62 under `beta`, and 0 under `ledger`; the honest one's is 61/62, or 1.
    const std::string ask = "  - {measure: trust, by: eve, in: ann, is: ";
    const double liar = 1.0 / 62.0, honest = 61.0 / 62.0;
    check(slander("hearsay: weighted", 50, false) + ask +
          std::to_string(1.0 / (2.0 + 50.0 * liar)) + ", tolerance: 1e-6}\n");
    check(slander("hearsay: weighted", 0, true) + ask + std::to_string(1.0 / (2.0 + honest)) +
          ", tolerance: 1e-6}\n");
    CHECK(0.5 - 1.0 / (2.0 + 50.0 * liar) < 0.5 - 1.0 / (2.0 + honest));
    check(slander("rule: ledger, hearsay: weighted", 50, false) + ask + "0.5}\n");
    check(slander("rule: ledger, hearsay: weighted", 0, true) + ask + "0.45, tolerance: 1e-9}\n");
}

TEST_CASE("Trust can be asked for at a reading", "[trust][expect]") {
    // Bob finds occurrence n at n s + 1 ms. After three, (3 + 1)/(3 + 2); with a half-life of 10 s
    // what he knew at 10 s counts less at 60 s, when nothing has come for 50 s.
    const std::string ask = "  - {measure: trust, by: bob, in: ann, at: ";
    check(apart + "expect:\n" + ask + "3.5 s, is: 0.8}\n" + ask + "0.5 s, is: 0.5}\n" + ask +
          "90 s, is: 0.916666667, tolerance: 1e-9}\n");
    double kept = 0.0;
    for (int n = 1; n <= 10; ++n) kept += std::pow(2.0, (n + 0.001 - 60.0) / 10.0);
    check(apart + "trust: {half_life: 10 s}\nexpect:\n" + ask +
          "60 s, is: " + std::to_string((kept + 1.0) / (kept + 2.0)) + ", tolerance: 1e-6}\n");
}

TEST_CASE("What is learned again from a record is what was learned", "[trust][expect][law]") {
    // For each rule, trust learned again from the rows and asked for at the reading of the last one
    // is what that row has: of silence, of silence that changed, and of hearsay.
    const std::string late =
        coffee::with("for_b: {at: 0 s}", "for_b: {at: 0 s}, for_cy: {at: 900 ms}", apart);
    const auto asked = [](const std::string& of_cy) {
        const std::string cy = "  - {measure: trust, by: cy, in: ann, type: tick, is: 0";
        const std::string dan = "  - {measure: trust, by: dan, in: ann, type: tock, is: 0";
        return "expect:\n" + cy + "}\n" + cy + ", at: " + of_cy + "}\n" + dan + "}\n" + dan +
               ", at: 10002 ms}\n";
    };
    for (const std::string rule :
         {"beta", "beta, half_life: 3 s", "token_value", "ledger", "ledger, idle: 2 s",
          "weighted_history", "brier", "brier_skill", "exponential_smoothing", "trustability"}) {
        CAPTURE(rule);
        const std::string trust = "trust: {rule: " + rule + ", hearsay: weighted}\n";
        for (const std::string& yaml :
             {apart + trust + asked("10200 ms"), late + trust + asked("10901 ms")}) {
            const auto found = coffee::run(coffee::scenario(yaml)).expectations;
            REQUIRE(found.size() == 4);
            CHECK(found[0].found == found[1].found);
            CHECK(found[2].found == found[3].found);
        }
    }
}

TEST_CASE("A forecaster is held against its stated probabilities", "[trust][expect]") {
    // Two promises with 0.8 and 0.3, of which the first is kept: (0.2² + 0.3²)/2 = 0.065; the share
    // kept, ½, would have lost ¼, so the skill is 1 − 0.065/0.25. Trust was ½ and then 2/3 (beta).
    const std::string two = R"(format: worldline/1
scenario: two
time: {resolution: 1 ms, until: 100 s}
types: {rain: {domain: event}}
judges: {soon: {rule: deadline, tolerance: 10 ms, patience: 10 ms}}
promises:
  one: {promiser: ann, promisees: [bob], give: {type: rain, probability: 0.8}, due: 1 s}
  other: {promiser: ann, promisees: [bob], give: {type: rain, probability: 0.3}, due: 2 s}
agents:
  ann: {behaviour: steward, keeps: {one: {at: 1 s}}}
  bob: {judges: {one: soon, other: soon}}
expect:
  - {measure: brier, by: bob, is: 0.065, tolerance: 1e-12}
  - {measure: brier, by: bob, promiser: ann, promise: other, is: 0.09, tolerance: 1e-12}
  - {measure: brier_skill, by: bob, is: 0.74, tolerance: 1e-12}
  - {measure: brier, by: bob, of: trust, is: 0.347222222, tolerance: 1e-9}
)";
    check(two);
    // By the rule: 256/8192 of (0.2² and 0.3²) is lost.
    const std::string falling = two.substr(0, two.find("  - {measure"));
    check(coffee::with("promises:\n", "trust: {rule: brier}\npromises:\n", falling) +
          "  - {measure: trust, by: bob, in: ann, is: " +
          std::to_string((1.0 - 0.04 / 32.0) * (1.0 - 0.09 / 32.0)) + ", tolerance: 1e-6}\n");
}

TEST_CASE("Parameters of a trust rule are read and kept within their ranges", "[trust][failure]") {
    const auto with = [](const std::string& trust) { return apart + "trust: {" + trust + "}\n"; };
    CHECK(coffee::faults(with("rule: beta, prior: [2, 1], half_life: 90 d")).empty());
    CHECK(coffee::faults(with("rule: ledger, weak: -20, strong: 5, idle: 1 d")).empty());
    CHECK(says(with("rule: exponential_smoothing, memory: 1.5"),
               "trust.memory must be at most 1 (l: the share"));
    CHECK(says(with("rule: beta, half_life: -1 s"), "trust.half_life must be at least"));
    CHECK(says(with("rule: beta, half_life: 90"), "trust.half_life: `90` needs a unit"));
    CHECK(says(with("rule: beta, prior: [0, 1]"), "trust.a must be at least"));
    CHECK(says(with("rule: brier, weight: 9000"), "trust.weight must be at most 8192"));
    CHECK(says(with("rule: ledger, weak: 3"), "trust.weak must be at most 0"));
    CHECK(says(with("rule: ledger, prior: [1, 1]"), "`ledger` has no prior"));
    CHECK(says(with("rule: beta, memory: 0.5"), "`memory` is not a key"));
    CHECK(says(with("rule: betta"), "did you mean `beta`?"));
    const std::string fault = coffee::faults(with("rule: brier, weight: -1"));
    CHECK(fault.find(":17:30: trust.weight must be at least 0") != std::string::npos);
    CHECK(fault.find("                             ^") != std::string::npos);
}
