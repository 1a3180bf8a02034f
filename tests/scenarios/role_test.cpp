// SPDX-License-Identifier: Apache-2.0
//
// Trust in a role: in whoever promises a thing, as if all who do were one.
//
// Goal: what is learned of one holder counts for the next (C38); trust in identities stays apart;
// a role is of one type and of one observer.
// Method: three who promise a pulse one after the other, all times by hand; Beta(1, 1).
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

/// Ann keeps two promises of type act, Ben none of one; Cy keeps one of another type.
std::string of(const std::string& expect) {
    return "types: {act: {}, other: {}}\njudges: {mine: {rule: deadline, patience: 100 ms}}\n"
           "promises:\n"
           "  a: {promiser: ann, promisees: [eve], give: {type: act}, due: 1 s}\n"
           "  b: {promiser: ann, promisees: [eve], give: {type: act}, due: 2 s}\n"
           "  c: {promiser: ben, promisees: [eve], give: {type: act}, due: 3 s}\n"
           "  d: {promiser: cy, promisees: [eve, fay], give: {type: other}, due: 4 s}\n"
           "agents:\n"
           "  ann: {behaviour: steward, keeps: {a: {at: 900 ms}, b: {at: 1900 ms}}}\n"
           "  ben: {}\n"
           "  cy: {behaviour: steward, keeps: {d: {at: 3900 ms}}}\n"
           "  eve: {judges: {a: mine, b: mine, c: mine, d: mine}}\n"
           "  fay: {judges: {d: mine}}\n"
           "expect: [" +
           expect + "]\n";
}

std::string trust(const std::string& rest) {
    return "{measure: trust, by: eve, is: 0, " + rest + "}";
}

}  // namespace

TEST_CASE("C38: trust in a role is that in all who hold it, as if they were one", "[trust][C38]") {
    const auto numbers = found(of(trust("in: ann") + ", " + trust("in: ben") + ", " +
                                  trust("type: act") + ", " + trust("type: other")));
    // 3/4 and 1/3 of identities; of the role (2 + 1)/(3 + 2), of another role 2/3.
    CHECK(numbers == std::vector<std::string>{"0.75", "0.3333333333", "0.6", "0.6666666667"});
}

TEST_CASE("Trust in a role may be asked for at a reading, and of who found nothing",
          "[trust][C38]") {
    CHECK(found(of(trust("type: act, at: 2500 ms"))) == std::vector<std::string>{"0.75"});
    CHECK(found(of("{measure: trust, by: fay, type: act, is: 0}")) ==
          std::vector<std::string>{"0.5"});
}

TEST_CASE("What trust foretells in a role is learned from all who hold it", "[trust][C38]") {
    const auto brier = [](const std::string& of) {
        return "{measure: brier, by: eve, of: " + of + ", is: 0}";
    };
    // Before a, b, c, d by identity ½, ⅔, ½, ½; by role ½, ⅔, ¾, ½. Kept, kept, not, kept.
    const auto numbers = found(of(brier("trust") + ", " + brier("role")));
    const double by_identity = (0.25 + 1.0 / 9.0 + 0.25 + 0.25) / 4.0;
    const double by_role = (0.25 + 1.0 / 9.0 + 9.0 / 16.0 + 0.25) / 4.0;
    CHECK(std::stod(numbers.at(0)) == Approx(by_identity));
    CHECK(std::stod(numbers.at(1)) == Approx(by_role));
}

TEST_CASE("Trust is in somebody, or in those who promise a type", "[trust][failure]") {
    CHECK(says(faults(of("{measure: trust, by: eve, is: 0}")), "trust.in is missing"));
}
