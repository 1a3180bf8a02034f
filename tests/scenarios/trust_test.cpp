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
