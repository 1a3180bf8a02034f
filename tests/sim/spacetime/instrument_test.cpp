// SPDX-License-Identifier: Apache-2.0
//
// What does an instrument with ageing, noise, steps and faults show, and which ones are refused?
//
// Goal: each layer by itself to the tick; clocks that could stop or run backwards are refused.
// Method: by hand.
#include "sim/spacetime/instrument.hpp"

#include <memory>
#include <stdexcept>

#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/parts.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::int64_t second = 1'000'000'000;

WorldLine at_rest() {
    return {std::make_shared<FixedMotion>(Vector3{}), std::make_shared<FlatMetric>(Resolution{}),
            Resolution{}};
}

std::shared_ptr<const Clock> made(const Arguments& arguments, Time until = never,
                                  AgentId agent = AgentId{0}) {
    return clocks()
        .find("oscillator")
        ->make(arguments, at_rest(),
               Setting{.resolution = {}, .until = until, .seed = 1, .agent = agent});
}

std::shared_ptr<const Clock> faulty(std::vector<Arguments> faults) {
    Arguments arguments;
    arguments.rows["faults"] = std::move(faults);
    return made(arguments);
}

Arguments row(std::int64_t at, std::int64_t step) {
    return {.durations = {{"at", {at}}, {"step", {step}}}};
}

}  // namespace

TEST_CASE("An oscillator without errors is the ideal clock", "[instrument]") {
    const auto clock = made({});
    CHECK(clock->shows_frame());
    CHECK(clock->read({12'345}) == Reading{12'345, 0.0});
}

TEST_CASE("A clock that ages gains as the square of time", "[instrument]") {
    // ½ D t²: 1e-9 /s over 1,000 s is 0.5 ms.
    const auto clock = made({{{"ageing", 1e-9}}});
    CHECK(ticks_between(clock->read({1'000 * second}), {1'000 * second, 0.0}) ==
          Approx(500'000.0).epsilon(1e-12));
    CHECK(clock->rate({1'000 * second}) == Approx(1e-6).epsilon(1e-12));
    CHECK(clock->when({1'000 * second + 500'000, 0.0}) == Time{1'000 * second});
}

TEST_CASE("Noise starts at nothing and goes its own way for each agent", "[instrument]") {
    const Arguments noisy{{{"white_frequency", 1e-6}}};
    const auto one = made(noisy, never, AgentId{1});
    const auto other = made(noisy, never, AgentId{2});
    CHECK(one->read({0}) == Reading{0, 0.0});
    CHECK(other->read({0}) == Reading{0, 0.0});
    CHECK(one->read({1'000 * second}) != other->read({1'000 * second}));
    // 1e-6 · √1000 s is 32 us; eight times that is out of the question.
    CHECK(std::fabs(ticks_between(one->read({1'000 * second}), {1'000 * second, 0.0})) < 250e3);
}

TEST_CASE("A counter shows whole steps and rings when it shows them", "[instrument]") {
    Arguments arguments{{{"offset", -0.25}}};
    arguments.durations["granularity"] = {second};
    const auto clock = made(arguments);
    CHECK(clock->read({0}) == Reading{-second, 0.0});
    CHECK(clock->read({second / 4 - 1}) == Reading{-second, 0.0});
    CHECK(clock->read({second / 4}) == Reading{0, 0.0});
    CHECK(clock->when({1, 0.0}) == Time{second + second / 4});
    CHECK(clock->when({second, 0.0}) == Time{second + second / 4});
    CHECK(clock->when({second, 0.5}) == Time{2 * second + second / 4});
    CHECK(clock->when({-3, 0.0}) == Time{second / 4});
}

TEST_CASE("After a step back a reading is shown twice, and asked for from some tick on",
          "[instrument][doc]") {
    const auto clock = faulty({row(100, -30)});
    CHECK(clock->read({99}) == Reading{99, 0.0});
    CHECK(clock->read({100}) == Reading{70, 0.0});
    CHECK(clock->next_step_back({0}) == Time{100});
    CHECK(clock->next_step_back({100}) == never);
    CHECK(clock->when({80, 0.0}) == Time{80});
    CHECK(clock->when_from({80, 0.0}, {85}) == Time{85});
    CHECK(clock->when_from({80, 0.0}, {100}) == Time{110});
    CHECK(clock->when({99, 0.5}) == Time{130});  // not shown before the step
}

TEST_CASE("A leap ahead leaves readings out", "[instrument]") {
    const auto clock = faulty({row(100, 30)});
    CHECK(clock->read({100}) == Reading{130, 0.0});
    CHECK(clock->when({110, 0.0}) == Time{100});
    const OscillatorClock frame(at_rest(), {});
    CHECK(std::fabs(ticks_between(translated({110, 0.0}, *clock, frame), {100, 0.0})) <= 1.0);
}

TEST_CASE("A fault of rate goes on from where the clock is", "[instrument]") {
    Arguments faster{.durations = {{"at", {100}}}};
    faster.numbers["rate"] = 0.5;
    const auto clock = faulty({faster, row(160, 5)});
    CHECK(clock->read({100}) == Reading{100, 0.0});
    CHECK(clock->read({120}) == Reading{130, 0.0});
    CHECK(clock->rate({120}) == 0.5);
    CHECK(clock->read({140}) == Reading{165, 0.0});
}

TEST_CASE("Clocks that could run backwards are refused, with the level and the grid",
          "[instrument][failure]") {
    const auto refuses = [](const Arguments& arguments, const std::string& words,
                            Time until = never) {
        CAPTURE(words);
        CHECK_THROWS_WITH(made(arguments, until), Catch::Matchers::Contains(words));
        CHECK_THROWS_AS(made(arguments, until), std::invalid_argument);
    };
    refuses({{{"drift", -1.0}}}, "drift must be greater than -1");
    refuses({{{"drift", -1.0}, {"ageing", 1e-9}}}, "drift must be greater than -1");
    refuses({{{"white_frequency", -1e-9}}}, "white_frequency must lie between 0 and 1");
    refuses({{{"white_phase", -1e-9}}}, "white_phase must lie between 0 s and 1 s");
    refuses({{{"white_phase", 0.1}}},
            "white_phase of 0.1 s, on a grid with a noise_step of 1 s, can make the clock run");
    refuses({{{"white_phase", 1e-3}, {"noise_step", 1e-3}}}, "noise_step of 0.001 s");
    refuses({{{"flicker_frequency", 0.1}}}, "flicker_frequency of 0.1");
    refuses({{{"random_walk_frequency", 1e-3}}}, "random_walk_frequency of 0.001",
            {1'000'000 * second});
    refuses({{{"noise_step", 0.0}}}, "noise_step must lie between");
    refuses({{{"ageing", -1e-3}}}, "ageing of -0.001 1/s stops the clock after 1000 s",
            {1'001 * second});
    CHECK_NOTHROW(made({{{"ageing", -1e-3}}}, {999 * second}));
    Arguments still;
    still.durations["granularity"] = {0};
    refuses(still, "granularity must be longer than 0 s");
    Arguments back;
    back.durations["granularity"] = {-5};
    refuses(back, "granularity must be longer than 0 s");
    Arguments disordered;
    disordered.rows["faults"] = {row(100, 0), row(50, 0)};
    refuses(disordered, "faults must stand in order");
    Arguments stopped;
    stopped.rows["faults"] = {row(100, 0)};
    stopped.rows["faults"][0].numbers["rate"] = -1.0;
    refuses(stopped, "faults: a rate must be greater than -1");
}

TEST_CASE("What a clock shows does not depend on when the run ends", "[instrument][law]") {
    const Arguments arguments{{{"ageing", -1e-7}, {"random_walk_frequency", 1e-6}}};
    const auto brief = made(arguments, {1'000 * second});
    const auto lasting = made(arguments, {1'000'000 * second});
    for (std::int64_t t = 0; t < 10'000'000 * second; t += 123'456'789'123) {
        REQUIRE(brief->read({t}) == lasting->read({t}));
    }
}
