// SPDX-License-Identifier: Apache-2.0
//
// Is it said when nobody can mean a promise (C20)?
//
// Goal: what no signal can show, or not in time, is a warning with its place, its agents and why;
// what can be met, by whatever way, is none.
// Method: small networks around one promise, at and beside each threshold.
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

/// Ann promises to Cy, who judges; bob may stand between.
std::string text_of(const std::string& network, const std::string& times,
                    const std::string& judge = "tolerance: 0 s", const std::string& cy = "") {
    return network + "types: {act: {}}\njudges: {mine: {rule: deadline, " + judge +
           "}}\npromises:\n  p: {promiser: ann, promisees: [cy], give: {type: act}" + times +
           "}\nagents:\n  ann: {}\n  bob: {}\n  cy: {judges: {p: mine}" + cy + "}\n";
}

const std::string apart = "network: {links: [{between: [ann, bob], delay: 40 ms}]}\n";
const std::string chain =
    "network:\n  links:\n    - {between: [ann, bob], delay: 40 ms}\n    - {between: [bob, cy], "
    "delay: 60 ms}\n";

bool is_implausible(const std::string& text) { return says(warnings(text), "is implausible"); }

}  // namespace

TEST_CASE("C20: a promise of which nothing can reach its judge is implausible",
          "[plausible][C20]") {
    CHECK(
        says(warnings(text_of(apart, ", due: 1 s")),
             "small.yaml:8:3: p is implausible: no way leads from ann to cy, who is to judge it"));
    CHECK(is_implausible(text_of(apart, "")));
    // Others may pass it on, a delay of all pairs joins everybody, and without links all are near.
    CHECK_FALSE(is_implausible(text_of(chain, ", due: 1 s")));
    CHECK_FALSE(is_implausible(text_of("network: {delay: 5 ms}\n", ", due: 1 s")));
    CHECK_FALSE(is_implausible(text_of("", ", due: 1 s")));
    // A link that loses everything is none, one that loses nearly everything is one.
    const auto losing = [](const char* loss) {
        return text_of("network: {links: [{between: [ann, cy], delay: 5 ms, loss: " +
                           std::string(loss) + "}]}\n",
                       ", due: 1 s");
    };
    CHECK(is_implausible(losing("1")));
    CHECK_FALSE(is_implausible(losing("0.99")));
}

TEST_CASE("C20: agents of one kernel need no link", "[plausible][C20]") {
    const auto text = [](const char* kernel_of_cy) {
        return apart +
               "kernels: {box: {}, case: {}}\ntypes: {act: {}}\njudges: {mine: {rule: "
               "deadline}}\npromises:\n  p: {promiser: ann, promisees: [cy], give: {type: act}}\n"
               "agents:\n  ann: {}\n  bob: {kernel: box}\n  cy: {judges: {p: mine}, kernel: " +
               std::string(kernel_of_cy) + "}\n";
    };
    CHECK_FALSE(is_implausible(text("box")));
    CHECK(is_implausible(text("case")));
}

TEST_CASE("C20: what arrives when its judge has given up is implausible", "[plausible][C20]") {
    // 100 ms by way of Bob; the judge waits until due + tolerance + patience.
    CHECK(says(
        warnings(text_of(chain, ", made: 1 s, due: 1050 ms", "tolerance: 20 ms, patience: 29 ms")),
        "p is implausible: made at 1 s, it cannot be seen by cy before 1.1 s, who takes "
        "silence for an answer at 1.099 s (`mine`)"));
    CHECK_FALSE(is_implausible(
        text_of(chain, ", made: 1 s, due: 1050 ms", "tolerance: 20 ms, patience: 30 ms")));
    // Who gives up too soon is told only where nobody else can see it: here Bob can, 40 ms away.
    std::string two = text_of(chain, ", scope: [bob], due: 60 ms");
    CHECK(is_implausible(two));
    two.replace(two.find("  bob: {}"), 9, "  bob: {judges: {p: mine}}");
    CHECK_FALSE(is_implausible(two));
    // Late is not implausible: that is what Carol of two_observers finds.
    CHECK_FALSE(is_implausible(text_of(chain, ", due: 50 ms", "tolerance: 0 s, patience: 1 s")));
    // The first occurrence of a schedule decides; by the judge's own clock, here 45 ms behind.
    CHECK(is_implausible(text_of(chain, ", schedule: {period: 60 ms}")));
    CHECK_FALSE(is_implausible(text_of(chain, ", schedule: {period: 60 ms}", "tolerance: 0 s",
                                       ", clock: {kind: drift, drift: 0, offset: -45 ms}")));
}

TEST_CASE("C20: light joins everybody, and takes its time", "[plausible][C20]") {
    const auto text = [](const char* due) {
        return "space: {metric: flat}\ntypes: {act: {}}\njudges: {mine: {rule: deadline}}\n"
               "promises:\n  p: {promiser: ann, promisees: [cy], give: {type: act}, due: " +
               std::string(due) +
               "}\nagents:\n  ann: {motion: {kind: fixed, x: 0 m}}\n  cy: {motion: {kind: "
               "fixed, x: 599584916 m}, judges: {p: mine}}\n";
    };
    CHECK(says(warnings(text("1990 ms")), "it cannot be seen by cy before "));
    CHECK_FALSE(is_implausible(text("2 s")));
}

TEST_CASE("C20: nobody knows what is outside of its past light cone", "[plausible][C20]") {
    // Ann speaks of Cy, who is 100 ms away by way of Bob.
    const auto text = [](const std::string& network, const char* times) {
        return network +
               "types: {act: {}}\npromises:\n  p: {promiser: ann, promisees: [bob], "
               "give: {type: act, subject: cy}, " +
               times +
               "}\nagents: {ann: {}, bob: {}, cy: "
               "{}}\n";
    };
    CHECK(says(warnings(text(chain, "made: 1 s, about: [950 ms, 1 s]")),
               "p is implausible: it is about cy from 950 ms on, of which nothing reaches ann "
               "before 1.05 s, and is made at 1 s"));
    CHECK_FALSE(is_implausible(text(chain, "made: 1 s, about: [900 ms, 1 s]")));
    CHECK_FALSE(is_implausible(text(chain, "made: 1 s, about: [950 ms, 2 s]")));  // a forecast
    CHECK(says(warnings(text(apart, "due: 2 s")),
               "p is implausible: no way leads from cy to ann, who speaks of it"));
}

TEST_CASE("Of many implausible promises the first few are told", "[plausible]") {
    const std::string text =
        apart +
        "types: {act: {}}\njudges: {mine: {rule: deadline}}\npromises:\n  p: {promiser: crowd, "
        "promisees: others, give: {type: act}}\nagents:\n  ann: {}\n  bob: {}\n  crowd: {count: "
        "15, judges: {p: mine}}\n";
    const std::string all = warnings(text);
    CHECK(says(all,
               "p_1 is implausible: no way leads from crowd_1 to crowd_2, who is to judge it; "
               "so for 13 more"));
    CHECK(says(all, "at least 5 more promises are implausible in such ways"));
    CHECK_FALSE(says(all, "p_11 "));
}
