// SPDX-License-Identifier: Apache-2.0
//
// The laws of clocks.
//
// Goal: what must hold for every kind, steady or noisy, counting in steps or stepping back.
// Method: parameters drawn at random; worlds and clocks that are refused are drawn again.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/parts.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// Draws that are the same on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed, Purpose::scenario, nobody, 0) {}
    double uniform() { return random_.uniform(); }
    bool coin() { return (random_() & 1) != 0; }
    std::int64_t below(std::int64_t end) {
        return static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(end)));
    }
    Time time(std::int64_t end) { return {below(end)}; }
    /// From `low` to `high`, as likely in one octave as in the next; or nothing.
    double level(double low, double high) {
        return coin() ? 0.0 : low * std::pow(high / low, uniform());
    }

private:
    Random random_;
};

/// Far from the end of the range, so that clocks that run fast stay within theirs.
constexpr std::int64_t early_enough = std::int64_t{1} << 40;
constexpr Resolution resolutions[]{Resolution{}, Resolution{1'000'000},
                                   Resolution{1'000'000'000'000'000}};

/// Steady and unsteady ones: at rest, fast, past the Earth, and round it.
std::vector<WorldLine> world_lines(Resolution resolution, Dice& dice) {
    const Setting setting{resolution};
    const auto metric = [&](const char* kind) { return metrics().find(kind)->make({}, setting); };
    const auto straight = [](MovingPoint start) -> std::shared_ptr<const Motion> {
        return std::make_shared<InertialMotion>(start);
    };
    const double fast = (dice.uniform() - 0.5) * 5e8;
    const MovingPoint flyby{{-2e7, 1e7, 0.0}, {1e4 * dice.uniform(), 0.0, 0.0}};
    const Arguments orbit{.numbers = {{"radius", 7e6 + 3e7 * dice.uniform()}}};
    return {
        {motions().find("fixed")->make({}, setting), metric("graph"), resolution},
        {straight({{}, {fast, 0.0, 0.0}}), metric("flat"), resolution},
        {straight(flyby), metric("weak_field"), resolution},
        {motions().find("circular_orbit")->make(orbit, setting), metric("weak_field"), resolution}};
}

Arguments oscillator_arguments(Dice& dice, Resolution resolution) {
    const double range = static_cast<double>(early_enough) * resolution.seconds();
    Arguments a;
    a.numbers = {{"offset", (dice.uniform() - 0.5) * dice.level(1e-9, 10.0)},
                 {"drift", dice.coin() ? 2.0 * dice.uniform() - 0.9 : 1e-5 * dice.uniform()},
                 {"ageing", (dice.coin() ? 0.05 : -0.05) * dice.uniform() / range},
                 {"white_frequency", dice.level(1e-13, 1e-3)},
                 {"flicker_frequency", dice.level(1e-15, 1e-5)},
                 {"random_walk_frequency", dice.level(1e-13, 1e-3 / std::sqrt(range + 1.0))}};
    const double step = range * std::pow(2.0, -30.0 * dice.uniform());
    a.numbers["noise_step"] = std::clamp(step, 1e-6, 1e6);
    a.numbers["white_phase"] = std::min(1.0, dice.level(1e-5, 3e-3) * a.numbers["noise_step"]);
    a.numbers["flicker_phase"] = std::min(1.0, dice.level(1e-6, 1e-3) * a.numbers["noise_step"]);
    return a;
}

std::shared_ptr<const Clock> some_clock(const std::string& kind, const Arguments& arguments,
                                        const WorldLine& line, Dice& dice) {
    const Setting setting{.resolution = line.resolution(),
                          .until = {early_enough},
                          .seed = static_cast<std::uint64_t>(dice.below(1'000)),
                          .agent = AgentId{static_cast<std::uint32_t>(dice.below(100))}};
    return clocks().find(kind)->make(arguments, line, setting);
}

/// Calls `check(clock, dice)` for clocks that rise at every tick.
template <class Check>
void for_rising_clocks(Check check) {
    Dice dice(1);
    int made = 0;
    for (int round = 0; round < 45; ++round) {
        for (const WorldLine& line : world_lines(resolutions[round % 3], dice)) {
            const double drift = dice.coin() ? 3.0 * dice.uniform() - 0.99 : 2e-5;
            const double offset = 10.0 * dice.uniform() - 5.0;
            check(*some_clock("ideal", {{{"offset", offset}}}, line, dice), dice);
            check(*some_clock("drift", {{{"offset", offset}, {"drift", drift}}}, line, dice), dice);
            try {
                const auto clock = some_clock(
                    "oscillator", oscillator_arguments(dice, line.resolution()), line, dice);
                CAPTURE(clock->describe(), line.resolution().attoseconds);
                check(*clock, dice);
                ++made;
            } catch (const std::invalid_argument&) {
                continue;
            }
        }
    }
    CHECK(made > 100);
}

/// The same for oscillators with counters and faults besides.
template <class Check>
void for_faulty_clocks(Check check) {
    Dice dice(2);
    int made = 0;
    for (int round = 0; round < 60; ++round) {
        for (const WorldLine& line : world_lines(resolutions[round % 3], dice)) {
            Arguments a = oscillator_arguments(dice, line.resolution());
            if (dice.coin()) a.durations["granularity"] = {1 + dice.below(1'000'000)};
            std::int64_t at = 0;
            for (auto n = dice.below(4); n > 0; --n) {
                at += early_enough / 5 + dice.below(early_enough / 10);
                Arguments& fault = a.rows["faults"].emplace_back();
                fault.durations = {{"at", {at}}};
                if (dice.coin()) fault.durations["step"] = {dice.below(1 << 20) - (1 << 19)};
                if (dice.coin()) fault.numbers["rate"] = 0.2 * dice.uniform() - 0.1;
            }
            try {
                const auto clock = some_clock("oscillator", a, line, dice);
                CAPTURE(clock->describe(), line.resolution().attoseconds);
                check(*clock, dice);
                ++made;
            } catch (const std::invalid_argument&) {
                continue;
            }
        }
    }
    CHECK(made > 100);
}

}  // namespace

TEST_CASE("A clock never runs backwards, nor stands still", "[clock][law]") {
    for_rising_clocks([](const Clock& clock, Dice& dice) {
        for (int i = 0; i < 50; ++i) {
            const Time t = dice.time(early_enough);
            REQUIRE(clock.read(t) < clock.read(t + Duration{1}));
            const Time u = dice.time(early_enough);
            REQUIRE((clock.read(t) < clock.read(u)) == (t < u));
        }
    });
}

TEST_CASE("A clock falls only where it says that it steps back", "[clock][law]") {
    int n_falls = 0;
    for_faulty_clocks([&](const Clock& clock, Dice& dice) {
        for (int i = 0; i < 50; ++i) {
            const Time t = dice.time(early_enough);
            const Time back = clock.next_step_back(t);
            REQUIRE(back > t);
            REQUIRE(clock.read(t) <= clock.read(t + Duration{1}));
            const Time u{std::min(back.ticks - 1, t.ticks + dice.below(early_enough))};
            REQUIRE(clock.read(t) <= clock.read(u));
            if (back == never || back.ticks > early_enough) continue;
            REQUIRE(clock.read(back) <= clock.read(back - Duration{1}));
            n_falls += clock.read(back) < clock.read(back - Duration{1}) ? 1 : 0;
        }
    });
    CHECK(n_falls > 100);
}

TEST_CASE("An alarm fires at the first tick that shows it", "[clock][law]") {
    for_rising_clocks([](const Clock& clock, Dice& dice) {
        for (int i = 0; i < 50; ++i) {
            const Time t = dice.time(early_enough);
            const Reading at_t = clock.read(t);
            REQUIRE(clock.when(at_t) == t);
            const Reading wanted = shifted(at_t, 1e3 * dice.uniform());
            const Time alarm = clock.when(wanted);
            REQUIRE(clock.read(alarm) >= wanted);
            REQUIRE((alarm == Time{0} || clock.read(alarm - Duration{1}) < wanted));
        }
    });
}

TEST_CASE("An alarm of a clock in steps fires at the first tick that shows it", "[clock][law]") {
    for_faulty_clocks([](const Clock& clock, Dice& dice) {
        for (int i = 0; i < 30; ++i) {
            const Time t = dice.time(early_enough);
            const Reading wanted = shifted(clock.read(t), 2e6 * dice.uniform() - 1e6);
            const Time alarm = clock.when(wanted);
            REQUIRE(clock.read(alarm) >= wanted);
            REQUIRE((alarm == Time{0} || clock.read(alarm - Duration{1}) < wanted));
            // Nowhere before either, where the clock may have been ahead for a while.
            for (Time back = clock.next_step_back({0}); back < alarm;
                 back = clock.next_step_back(back)) {
                REQUIRE(clock.read(back - Duration{1}) < wanted);
            }
            // From some tick on: at once, or at the next that shows it.
            const Time from = dice.time(early_enough);
            const Time later = clock.when_from(wanted, from);
            REQUIRE(later >= from);
            REQUIRE(clock.read(later) >= wanted);
            REQUIRE((later == from || clock.read(later - Duration{1}) < wanted));
        }
    });
}

TEST_CASE("Steering works on top of any instrument", "[clock][law][steer]") {
    for_faulty_clocks([](const Clock& clock, Dice& dice) {
        const Time start = dice.time(early_enough / 2);
        const Reading then = clock.read(start);
        const Duration step{dice.below(2'000'000) - 1'000'000};
        const SteeredClock steered(clock, then, then + step, 0.4 * dice.uniform() - 0.2);
        REQUIRE(steered.read(start) == then + step);
        for (int i = 0; i < 10; ++i) {
            const Time t = start + Duration{dice.below(early_enough / 2)};
            const Reading wanted = shifted(steered.read(t), 1e6 * dice.uniform());
            const Time alarm = steered.when_from(wanted, start);
            REQUIRE(alarm >= start);
            REQUIRE(steered.read(alarm) >= wanted);
            REQUIRE((alarm == start || steered.read(alarm - Duration{1}) < wanted));
        }
    });
}

TEST_CASE("Fractions of readings lie in [0, 1)", "[clock][law]") {
    const auto check = [](const Clock& clock, Dice& dice) {
        for (int i = 0; i < 50; ++i) {
            const Reading reading = clock.read(dice.time(never_ticks));
            REQUIRE(reading.fraction >= 0.0);
            REQUIRE(reading.fraction < 1.0);
        }
    };
    for_rising_clocks(check);
    for_faulty_clocks(check);
}

TEST_CASE("A clock runs at the rate that it says", "[clock][law]") {
    for_rising_clocks([](const Clock& clock, Dice& dice) {
        // Short, so that most spans lie within one step of the noise.
        const Time t = dice.time(early_enough);
        const Duration span{1'000};
        if (clock.rate(t) != Approx(clock.rate(t + span)).epsilon(1e-9).margin(1e-9)) return;
        const double gained = ticks_between(clock.read(t + span), clock.read(t)) / 1e3 - 1.0;
        REQUIRE(gained == Approx(clock.rate(t + Duration{500})).epsilon(1e-9).margin(1e-8));
    });
}

TEST_CASE("A reading translated to another clock and back is itself", "[clock][law]") {
    for_rising_clocks([](const Clock& clock, Dice& dice) {
        const WorldLine line(motions().find("fixed")->make({}, Setting{}),
                             metrics().find("graph")->make({}, Setting{}), Resolution{});
        const auto other = clocks().find("drift")->make({{{"drift", 1e-3}}}, line, Setting{});
        const Reading reading = clock.read(dice.time(early_enough));
        const Reading back = translated(translated(reading, clock, *other), *other, clock);
        // Within one tick, where a noisy rate may change.
        REQUIRE(std::fabs(ticks_between(back, reading)) <= 1e-8 * (1.0 + clock.rate({0})));
    });
}

TEST_CASE("A reading that a clock steps over is translated to the moment of the step",
          "[clock][law]") {
    for_faulty_clocks([](const Clock& clock, Dice& dice) {
        const WorldLine line(motions().find("fixed")->make({}, Setting{}),
                             metrics().find("graph")->make({}, Setting{}), Resolution{});
        const auto frame = clocks().find("ideal")->make({}, line, Setting{});
        const Reading wanted = shifted(clock.read(dice.time(early_enough)), 1e6 * dice.uniform());
        const Time t = clock.when(wanted);
        const double late = ticks_between({t.ticks, 0.0}, translated(wanted, clock, *frame));
        if (t.ticks > 0) REQUIRE((late >= 0.0 && late <= 1.0));
    });
}
