// SPDX-License-Identifier: Apache-2.0
//
// Impositions and obligations.
//
// Goal: an imposition has an effect where the target has promised to accept it, and nowhere else
// (C16); a sanction is the imposer's own promise and goes with the imposer (C17).
// Method: a chief and ten workers, four of whom accept orders; small scenarios, one tick apart.
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

using Found = std::vector<std::string>;

std::string crew(const std::string& accepts, const std::string& expect,
                 const std::string& imposes = "{at: 1 s, on: worker, type: work}",
                 const std::string& workers = "{count: 10, behaviour: steward}") {
    std::string promises;
    for (int i = 1; i <= 4; ++i) {
        promises += "  obeys_" + std::to_string(i) + ": {promiser: worker_" + std::to_string(i) +
                    ", promisees: [" + accepts + "], scope: [auditor], accept: {type: work, " +
                    "impositions: true}}\n";
    }
    return "types: {work: {domain: number}}\njudges: {mine: {rule: deadline}}\npromises:\n" +
           promises + "agents:\n  chief: {behaviour: imposer, imposes: [" + imposes +
           "]}\n  rival: {behaviour: imposer, imposes: [{at: 1 s, on: worker, type: work}]}\n"
           "  auditor: {judges: {obeys_1: mine, obeys_2: mine, obeys_3: mine, obeys_4: mine}}\n"
           "groups: {worker: " +
           workers + "}\nexpect: [" + expect + "]\n";
}

const std::string n_obeyed = "{measure: count, by: auditor, verdict: kept, is: 4}";

}  // namespace

TEST_CASE("C16: those comply who have promised to accept it, and exactly those",
          "[promises][C16]") {
    CHECK(found(crew("chief", n_obeyed)) == Found{"4"});  // and not for the rival
    CHECK(found(crew("auditor", n_obeyed)) == Found{"0"});
    // Nothing reaches those who accepted nothing, and nothing is held against them.
    const MemorySink run = facts(scenario(crew("chief", n_obeyed)));
    CHECK(run.facts.assessments.size() == 4);
}

TEST_CASE("C16: an imposition is used up by one compliance; each is an occurrence",
          "[promises][C16]") {
    const std::string expect =
        n_obeyed + ", {measure: verdict, promise: obeys_1, by: auditor, occurrence: 3, is: kept}";
    const std::string thrice =
        "{at: 1 s, on: worker, type: work}, {at: 2 s, on: worker, type: "
        "work}, {at: 3 s, on: worker_1, type: work}";
    CHECK(found(crew("chief", expect, thrice)) == Found{"9", "kept"});
}

TEST_CASE("C16: what is asked for must be what is accepted", "[promises][C16]") {
    std::string text = crew("chief", n_obeyed, "{at: 1 s, on: worker, type: work, value: 5}");
    CHECK(found(text) == Found{"4"});
    for (std::size_t at = text.find("type: work, impositions"); at != std::string::npos;
         at = text.find("type: work, impositions", at + 20)) {
        text.insert(at, "amount: 4, ");
    }
    CHECK(found(text) == Found{"0"});
}

TEST_CASE("C16: an acceptance that has been taken back accepts nothing", "[promises][C16]") {
    const std::string text = crew("chief", n_obeyed);
    std::string taken_back = text;
    taken_back.replace(taken_back.find("groups:"), 7,
                       "  free: {behaviour: steward, withdraws: {obeys_4: 500 ms}}\ngroups:");
    taken_back.replace(taken_back.find("promiser: worker_4"), 18, "promiser: free");
    taken_back.replace(taken_back.find("on: worker,"), 11, "on: [worker, free],");
    CHECK(found(taken_back) == Found{"3"});
}

namespace {

/// The chief promises Bob a fine, if Ann does not do what she has promised to do when told.
std::string obligation(const std::string& ann, const std::string& chief) {
    return "types: {work: {}, fine: {}}\njudges: {mine: {rule: deadline, patience: 1 s}}\n"
           "promises:\n"
           "  obeys: {promiser: ann, promisees: [chief], scope: [bob], accept: {type: work, "
           "impositions: true}, due: 3 s}\n"
           "  fines: {promiser: chief, promisees: [ann, bob], give: {type: fine}, due: 6 s, "
           "builds_on: [{promise: obeys, link: unless}]}\n"
           "agents:\n  ann: " +
           ann + "\n  chief: " + chief +
           "\n  bob: {judges: {obeys: mine, fines: mine}}\n"
           "expect:\n  - {measure: verdict, promise: fines, by: bob, is: kept}\n"
           "  - {measure: count, of: messages, by: chief, promise: fines, is: 2}\n";
}
const std::string imposer =
    "{behaviour: imposer, imposes: [{at: 1 s, on: ann, type: work}], judges: {obeys: mine}, keeps: "
    "{fines: {unless: obeys}}}";

}  // namespace

TEST_CASE("C17: who was obliged and does not comply meets the imposer's sanction",
          "[promises][C17]") {
    // Ann accepts orders and does nothing; at 4 s the chief finds that, and fines her.
    CHECK(found(obligation("{}", imposer)) == Found{"kept", "2"});
    CHECK(found(obligation("{behaviour: steward}", imposer)) == Found{"undecided", "0"});
}

TEST_CASE("C17: without the imposer no sanction can occur, whatever was written",
          "[promises][C17]") {
    CHECK(found(obligation("{}", "{}")) == Found{"not_kept", "0"});
}
