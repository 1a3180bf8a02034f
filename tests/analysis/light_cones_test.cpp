// SPDX-License-Identifier: Apache-2.0
// Is an effect outside the light cone of its cause seen?
//
// Goal: facts in which a message comes too soon are told with its name, by how much and from where;
// others are not.
// Method: by hand: two agents a light second apart, whose facts are written down one by one.
#include "analysis/light_cones.hpp"

#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"
#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;
constexpr std::int64_t second = 1'000'000'000;

std::shared_ptr<const Network> a_light_second_apart() {
    return std::make_shared<const Network>(
        std::make_shared<const FlatMetric>(Resolution{}),
        std::vector<std::shared_ptr<const Motion>>{
            std::make_shared<const FixedMotion>(Vector3{}),
            std::make_shared<const FixedMotion>(Vector3{c, 0.0, 0.0})},
        2);
}

/// Agent 0 says something at t = 5 s, and agent 1 hears it after so many ticks.
Batch heard_after(std::int64_t ticks) {
    using namespace by_hand;
    Batch facts;
    facts.transitions = {step(transition(0, 1), 5 * second),
                         step(transition(1, 1), 5 * second + ticks, message(0, 7))};
    facts.messages = {said(message(0, 7), transition(0, 1), 1, 5 * second + ticks)};
    return facts;
}

TEST_CASE("What is heard a tick before light can be there is a fault", "[analysis]") {
    LightCones just(a_light_second_apart(), Resolution{});
    just.commit(heard_after(second));
    CHECK(just.n_checked() == 1);
    CHECK(just.faults().empty());

    LightCones soon(a_light_second_apart(), Resolution{});
    soon.commit(heard_after(second - 1));
    REQUIRE(soon.faults().size() == 1);
    const LightConeFault& fault = soon.faults().front();
    CHECK(fault.message == by_hand::message(0, 7));
    CHECK(fault.distance == c);
    CHECK(
        to_text(fault, {"alice", "bob"}, Resolution{}).starts_with("message 7 of alice to bob: "));
}

TEST_CASE("Said in one batch and heard in another is one message", "[analysis]") {
    const Batch all = heard_after(second / 2);
    Batch said = all, heard = all;
    said.transitions.pop_back();
    heard.transitions.erase(heard.transitions.begin());
    heard.messages.clear();
    LightCones cones(a_light_second_apart(), Resolution{});
    cones.commit(said);
    CHECK(cones.n_checked() == 0);
    cones.commit(heard);
    CHECK(cones.n_faults() == 1);
}

TEST_CASE("Inside a kernel there is no way for light to go", "[analysis]") {
    LightCones cones(a_light_second_apart(), Resolution{}, {0, 0});
    cones.commit(heard_after(0));
    CHECK(cones.n_faults() == 0);
}

}  // namespace
}  // namespace worldline
