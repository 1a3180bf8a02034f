// SPDX-License-Identifier: Apache-2.0
//
// Goal: no run breaks the order of cause and effect, and facts that do are found out.
// Method: true facts, spoilt in one place at a time; then runs of rings under every schedule.
#include "analysis/causality.hpp"

#include <functional>

#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::by_hand;

namespace {

struct Spoilt {
    CausalityFault expected;
    std::function<void(Batch&)> spoil;
};

/// Rows of transitions: 0#1, 0#2, 1#1, 0#3; of messages: 0.0, 1.0, 1.1.
const std::vector<Spoilt> spoilt_talks = {
    {{CausalLaw::counts_without_gap, transition(0, 4), {}},
     [](Batch& facts) { facts.transitions[3].id = transition(0, 4); }},
    {{CausalLaw::counts_without_gap, transition(1, 2), {}},
     [](Batch& facts) {
         facts.transitions[2].id = transition(1, 2);
         facts.messages[1].transition = facts.messages[2].transition = transition(1, 2);
     }},
    {{CausalLaw::never_goes_back, transition(0, 3), {}},
     [](Batch& facts) { facts.transitions[1].time = Time{21}; }},
    {{CausalLaw::never_goes_back, transition(0, 3), {}},
     [](Batch& facts) {
         facts.transitions[1].time = Time{20};
         facts.transitions[1].round = 1;
     }},
    {{CausalLaw::said_in_a_transition, {}, message(1, 1)},
     [](Batch& facts) { facts.messages[2].transition = transition(1, 9); }},
    {{CausalLaw::said_in_a_transition, {}, message(1, 1)},  // in one of somebody else
     [](Batch& facts) { facts.messages[2].transition = transition(0, 3); }},
    {{CausalLaw::takes_time, {}, message(1, 1)},
     [](Batch& facts) { facts.messages[2].received = Time{10}; }},
    {{CausalLaw::heard_was_said, transition(0, 3), message(8, 0)},
     [](Batch& facts) { facts.transitions[3].cause = message(8, 0); }},
    {{CausalLaw::heard_by_receiver, transition(0, 3), message(1, 0)},
     [](Batch& facts) { facts.messages[1].receiver = AgentId{2}; }},
    {{CausalLaw::heard_when_received, transition(0, 3), message(1, 0)},
     [](Batch& facts) { facts.messages[1].received = Time{19}; }},
};

}  // namespace

TEST_CASE("True facts have no fault", "[analysis]") {
    CHECK(check_causality(talk()).empty());
    CHECK(check_causality(Batch{}).empty());
}

TEST_CASE("Every broken law is found where it is broken", "[analysis]") {
    for (const Spoilt& spoilt : spoilt_talks) {
        Batch facts = talk();
        spoilt.spoil(facts);
        INFO(text_of(spoilt.expected.law));
        CHECK(check_causality(facts) == std::vector{spoilt.expected});
    }
}

TEST_CASE("A message is heard once", "[analysis]") {
    Batch facts = talk();
    facts.transitions.push_back(step(transition(0, 4), 20, message(1, 0)));
    const std::vector<CausalityFault> faults = {
        {CausalLaw::heard_once, transition(0, 4), message(1, 0)}};
    CHECK(check_causality(facts) == faults);
}

TEST_CASE("An effect is not at the moment of its cause", "[analysis]") {
    Batch facts = talk();
    facts.messages[0].received = Time{0};  // heard at t = 0, when it was said
    facts.transitions[2].time = Time{0};
    const std::vector<CausalityFault> faults = {
        {CausalLaw::effect_after_cause, transition(1, 1), message(0, 0)},
        {CausalLaw::takes_time, {}, message(0, 0)}};
    CHECK(check_causality(facts) == faults);

    // Inside one kernel that is allowed, in the next round.
    facts.transitions[2].round = 1;
    const std::vector<std::uint32_t> kernels = {0, 0, 2};
    CHECK(check_causality(facts, kernels).empty());
}

TEST_CASE("When a pilot receives a message is not known when it is said", "[analysis]") {
    Batch facts = talk();
    facts.messages.front().received = never;  // to agent 1, who hears it at 10
    const std::vector<CausalityFault> fault{
        {CausalLaw::heard_when_received, transition(1, 1), message(0, 0)}};
    CHECK(check_causality(facts) == fault);
    CHECK(check_causality(facts, {}, {true, false, true}) == fault);
    CHECK(check_causality(facts, {}, {false, true, false}).empty());
    facts.messages.front().received = Time{11};  // what is known must be right
    CHECK(check_causality(facts, {}, {false, true, false}) == fault);
}

TEST_CASE("No run breaks a law, however it is served", "[analysis][law]") {
    for (const Schedule schedule : {Schedule{1, {}}, Schedule{2, {}}, Schedule{2, 5}}) {
        RunOptions options;
        options.schedule = schedule;
        options.block_agents = 7;
        const World world = relays::ring(40, 25, Duration{6}, Time{1'500});
        const MemorySink run = relays::facts_of(world, options);
        CHECK(run.facts.transitions.size() == 25 * 250);  // at t = 0, 6, ..., 1494
        CHECK(check_causality(run.facts).empty());
    }
}

TEST_CASE("Kernel-mates hear at once, and still in order", "[analysis][law]") {
    World world = relays::ring(3, 1, Duration{10}, Time{100});
    world.kernel = {0, 0, 2};  // 0 tells 1 in no time; 1 to 2 and 2 to 0 take 10 ticks each
    const std::vector<std::uint32_t> kernels = world.kernel;
    const MemorySink run = relays::facts_of(world);
    CHECK(run.facts.transitions.size() == 15);  // rounds of 20 ticks: 0 and 1 at once, 2 later
    CHECK(check_causality(run.facts, kernels).empty());

    const auto faults = check_causality(run.facts);
    CHECK(faults.size() == 5);  // as many as agent 0 told agent 1
    for (const CausalityFault& fault : faults) CHECK(fault.law == CausalLaw::takes_time);
}
