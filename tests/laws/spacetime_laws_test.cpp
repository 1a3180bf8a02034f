// SPDX-License-Identifier: Apache-2.0
//
// The laws of motions, metrics and signals. Those of clocks: clock_laws_test.cpp.
//
// Goal: what must hold for every registered kind, also for those still to come.
// Method: parameters drawn at random within each kind's own table; worlds that a metric refuses
// are drawn again. Times and readings are random as well.
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/parts.hpp"
#include "sim/spacetime/signal.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr double c = constants::light_speed;

/// A slow tour in a file, as long as any time that is asked for here.
std::string motion_table() {
    static const std::string path = [] {
        const auto file = std::filesystem::temp_directory_path() /
                          ("worldline-laws-" + std::to_string(getpid()) + ".csv");
        std::ofstream out(file);
        out << "t,x,y,z\n";
        for (int i = -20; i < 120; ++i) {
            const double angle = 0.1 * i;
            out << i * 1e7 << ',' << 4e8 * std::cos(angle) << ',' << 3e8 * std::sin(angle)
                << ",1e7\n";
        }
        return file.string();
    }();
    return path;
}

/// Draws that are the same on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed, Purpose::scenario, nobody, 0) {}
    double uniform() { return random_.uniform(); }
    bool coin() { return (random_() & 1) != 0; }
    Time time(std::int64_t end) {
        return {static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(end)))};
    }

    /// Within the table's range, over many orders of magnitude where the range has them.
    double value(const Parameter& parameter) {
        const double fallback = parameter.unit == "m" ? 1e9 : parameter.unit == "s" ? 1e4 : 10.0;
        const double low = std::isfinite(parameter.minimum) ? parameter.minimum : -fallback;
        const double high = std::isfinite(parameter.maximum) ? parameter.maximum : fallback;
        const double small = std::pow(10.0, -7.0 * uniform());
        if (low > 0.0) return low * std::pow(high / low, uniform());
        if (coin()) return low + (high - low) * uniform();
        return (coin() ? low : high) * small;
    }

    Arguments arguments(const Part& part) {
        Arguments drawn;
        for (const Parameter& parameter : part.parameters) {
            if (!parameter.required && coin()) continue;
            draw(drawn, parameter);
        }
        return drawn;
    }

    void draw(Arguments& drawn, const Parameter& parameter) {
        switch (parameter.kind) {
        case ParameterKind::duration:
        case ParameterKind::point:
            return;
        case ParameterKind::flag:
            drawn.numbers[parameter.name] = coin() ? 1.0 : 0.0;
            return;
        case ParameterKind::integer:
            drawn.numbers[parameter.name] = 9.0;
            return;
        case ParameterKind::choice:
            drawn.texts[parameter.name] =
                parameter.choices[random_.below(parameter.choices.size())];
            return;
        case ParameterKind::names:
            drawn.lists[parameter.name] = {
                parameter.choices[random_.below(parameter.choices.size())]};
            return;
        case ParameterKind::rows:
            drawn.rows[parameter.name] = rows(parameter);
            return;
        case ParameterKind::file:
            drawn.texts[parameter.name] = motion_table();
            return;
        default:
            drawn.numbers[parameter.name] = value(parameter);
        }
    }

    /// A few rows; what is called `at` rises from row to row.
    std::vector<Arguments> rows(const Parameter& parameter) {
        std::vector<Arguments> all(1 + random_.below(5));
        double at = 0.0;
        for (Arguments& row : all) {
            for (const Parameter& column : parameter.columns) draw(row, column);
            at += 1e3 + 3e4 * uniform();
            if (row.numbers.contains("at")) row.numbers["at"] = at;
            if (row.numbers.contains("lasts")) row.numbers["lasts"] = 1e2 + 1e5 * uniform();
        }
        return all;
    }

private:
    Random random_;
};

/// Something made by name, or nothing where the drawn parameters do not go together.
template <class Make>
auto attempt(Make make) -> std::optional<decltype(make())> {
    try {
        return make();
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

template <class Maker>
std::shared_ptr<const Motion> some_motion(Dice& dice, const Maker& entry) {
    for (;;) {
        if (auto made =
                attempt([&] { return entry.make(dice.arguments(entry.part), Setting{}); })) {
            return *made;
        }
    }
}

constexpr int worlds_each = 40;
constexpr Resolution resolutions[]{Resolution{}, Resolution{1'000'000},
                                   Resolution{1'000'000'000'000'000}};

/// Calls `check(name, world_line, dice)` for many world lines of every motion and metric.
template <class Check>
void for_world_lines(Check check) {
    Dice dice(1);
    for (const auto& [metric_name, metric_entry] : metrics().entries()) {
        for (const auto& [motion_name, motion_entry] : motions().entries()) {
            int made = 0;
            for (int attempts = 0; made < worlds_each && attempts < 10'000; ++attempts) {
                const Resolution resolution = resolutions[attempts % 3];
                const auto metric =
                    metric_entry.make(dice.arguments(metric_entry.part), Setting{resolution});
                const auto motion = some_motion(dice, motion_entry);
                const auto line = attempt([&] { return WorldLine(motion, metric, resolution); });
                if (!line) continue;
                ++made;
                CAPTURE(metric_name, motion->describe(), resolution.attoseconds);
                check(*line, dice);
            }
            CHECK(made == worlds_each);
        }
    }
}

/// Velocity jumps at a corner.
bool turns_near(const Motion& motion, double t) {
    for (const double corner : motion.corners()) {
        if (std::fabs(corner - t) < 1.0) return true;
    }
    return false;
}

double tolerance_of(const Motion& motion, double span) {
    return 1e-15 * (length(motion.at(0.0).position) + motion.bounds().speed_max * span);
}

}  // namespace

TEST_CASE("The rate of proper time is the derivative of its offset", "[metric][law]") {
    for_world_lines([](const WorldLine& line, Dice& dice) {
        const Metric& metric = line.metric();
        const Motion& motion = line.motion();
        CHECK(metric.offset(motion, 0.0).value() == 0.0);
        for (int i = 0; i < 20; ++i) {
            const Twofold t(1e4 * dice.uniform());
            const Twofold h(std::min(1e-2, 1e-4 * motion.time_scale()));
            if (turns_near(motion, t.high)) continue;
            const Twofold gained = metric.offset(motion, t + h) - metric.offset(motion, t - h);
            const double rate = metric.rate(motion, t);
            REQUIRE(gained.value() / (2.0 * h.high) ==
                    Approx(rate).epsilon(1e-6).margin(1e-18 +
                                                      1e-16 * std::fabs(rate) * t.high / h.high));
            REQUIRE(line.rate({0}).value() == Approx(metric.rate(motion, 0.0)).epsilon(1e-14));
        }
    });
}

TEST_CASE("Velocity is the derivative of position", "[motion][law]") {
    for_world_lines([](const WorldLine& line, Dice& dice) {
        const Motion& motion = line.motion();
        for (int i = 0; i < 20; ++i) {
            const Twofold t(1e5 * dice.uniform());
            const double h = std::min(1e-2, 1e-5 * motion.time_scale());
            if (turns_near(motion, t.high)) continue;
            const Vector3 moved =
                motion.at(t + Twofold(h)).position - motion.at(t - Twofold(h)).position;
            const Vector3 velocity = motion.at(t).velocity;
            const double allowed =
                1e-8 * length(velocity) + 10.0 * tolerance_of(motion, t.high) / h;
            REQUIRE(length(0.5 / h * moved - velocity) <= allowed);
        }
    });
}

TEST_CASE("A motion stays within its bounds", "[motion][law]") {
    for_world_lines([](const WorldLine& line, Dice& dice) {
        const Motion& motion = line.motion();
        const Bounds bounds = motion.bounds();
        for (int i = 0; i < 50; ++i) {
            const double t = 1e5 * dice.uniform();
            const MovingPoint now = motion.at(t);
            const double rounding = 1e-14;
            REQUIRE(length(now.velocity) >= bounds.speed_min * (1.0 - rounding));
            REQUIRE(length(now.velocity) <= bounds.speed_max * (1.0 + rounding));
            REQUIRE(length(now.position) >= bounds.radius_min * (1.0 - rounding));
            REQUIRE(length(now.position) <= bounds.radius_max * (1.0 + rounding));
            const Vector3 change = motion.at(t + 1.0).velocity - now.velocity;
            REQUIRE(length(change) <=
                    bounds.acceleration_max * (1.0 + 1e-9) + rounding * bounds.speed_max);
        }
    });
}

namespace {

/// Calls `check(a, b, speed, dice)` for many pairs of motions of all kinds, slower than light.
template <class Check>
void for_pairs(Check check) {
    Dice dice(2);
    const auto flat = metrics().find("flat")->make({}, Setting{});
    const auto some = [&](const auto& entry) {
        for (;;) {
            const auto motion = some_motion(dice, entry);
            if (motion->bounds().speed_max < 0.99 * c) return motion;
        }
    };
    for (const auto& [name_a, entry_a] : motions().entries()) {
        for (const auto& [name_b, entry_b] : motions().entries()) {
            for (int i = 0; i < 200; ++i) {
                const auto a = some(entry_a);
                const auto b = some(entry_b);
                CAPTURE(a->describe(), b->describe());
                check(*a, *b, dice);
            }
        }
    }
}

}  // namespace

TEST_CASE("Light arrives on the cone, and looking back along it finds the sender",
          "[signal][law]") {
    for_pairs([](const Motion& a, const Motion& b, Dice& dice) {
        for (int i = 0; i < 10; ++i) {
            const Twofold emission(1e5 * dice.uniform());
            const double span = light_time(a, b, emission, c);
            REQUIRE(std::isfinite(span));
            const Twofold reception = emission + Twofold(span);
            const double far = tolerance_of(a, reception.high) + tolerance_of(b, reception.high);
            const double way = length(b.at(reception).position - a.at(emission).position);
            REQUIRE(std::fabs(way - c * span) <= 10.0 * far + 1e-13 * way);
            const double back = light_time_back(a, b, reception, c);
            // A sender that runs after its own light stretches every error by c/(c − v).
            REQUIRE(std::fabs(back - span) <= 1e4 * far / c + 1e-11 * span);
        }
    });
}

TEST_CASE("What is sent later arrives later", "[signal][law]") {
    for_pairs([](const Motion& a, const Motion& b, Dice& dice) {
        for (int i = 0; i < 10; ++i) {
            const Twofold first(1e5 * dice.uniform());
            const Twofold second = first + Twofold(1e-3 * (1.0 + dice.uniform()));
            const Twofold arrival_first = first + Twofold(light_time(a, b, first, c));
            const Twofold arrival_second = second + Twofold(light_time(a, b, second, c));
            REQUIRE((arrival_second - arrival_first).value() > 0.0);
        }
    });
}

TEST_CASE("The least light time is never undercut", "[signal][law]") {
    for_pairs([](const Motion& a, const Motion& b, Dice& dice) {
        for (const double speed : {c, 0.7 * c, 3e4}) {
            const double bound = least_light_time(a, b, speed);
            REQUIRE(bound >= 0.0);
            for (int i = 0; i < 10; ++i) {
                const Twofold t((dice.coin() ? 1e3 : 1e8) * dice.uniform());
                REQUIRE(bound <= light_time(a, b, t, speed));
                REQUIRE(bound <= light_time(b, a, t, speed));
            }
        }
    });
}

TEST_CASE("Least delays hold in ticks, for every metric", "[metric][law]") {
    for (const auto& [name, entry] : metrics().entries()) {
        CAPTURE(name);
        const Resolution resolution{1'000'000'000};
        const Setting setting{resolution, {{AgentId{0}, AgentId{1}, {40}}}};
        const auto metric = entry.make({}, setting);
        for_pairs([&](const Motion& a, const Motion& b, Dice& dice) {
            const Endpoint from{AgentId{0}, a};
            const Endpoint to{AgentId{1}, b};
            const Duration least = metric->least_delay(from, to);
            REQUIRE(metric->least_delay() <= least);
            const auto uniform = metric->uniform_delay();
            for (int i = 0; i < 3; ++i) {
                const Duration delay = metric->delay(from, to, dice.time(std::int64_t{1} << 50));
                REQUIRE(least <= delay);
                if (uniform) REQUIRE(*uniform == delay);
            }
        });
    }
}
