// SPDX-License-Identifier: Apache-2.0
#include "bench/spacetime.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/parts.hpp"
#include "sim/spacetime/signal.hpp"

namespace worldline {
namespace {

constexpr Resolution picosecond{1'000'000};
constexpr double day = 86'400.0;

using Numbers = std::map<std::string, double>;

std::shared_ptr<const Motion> motion(const std::string& kind, Arguments arguments) {
    return motions().find(kind)->make(std::move(arguments), Setting{picosecond});
}

Arguments of(Numbers numbers) { return {.numbers = std::move(numbers)}; }

Arguments corners() {
    Arguments made;
    for (int i = 0; i < 9; ++i) {
        made.rows["points"].push_back(of({{"at", day * i / 8.0}, {"x", 1e9 * (i % 2)}}));
    }
    return made;
}

Arguments flip_and_burn() {
    Arguments made;
    for (const double acceleration : {9.8, -9.8, -9.8, 9.8}) {
        made.rows["phases"].push_back(of({{"acceleration", acceleration}, {"lasts", day / 4.0}}));
    }
    return made;
}

struct Mover {
    const char* kind;
    const char* metric;
    std::shared_ptr<const Motion> motion;
};

std::vector<Mover> movers() {
    const Numbers orbit{
        {"semi_major_axis", 26'561'750.0}, {"eccentricity", 0.02}, {"inclination", 0.96}};
    Arguments drifting = of(orbit);
    drifting.numbers["oblateness"] = 1.0;
    return {{"fixed", "flat", motion("fixed", of({{"x", 1e6}}))},
            {"inertial", "flat", motion("inertial", of({{"velocity_x", 1e8}}))},
            {"waypoints", "flat", motion("waypoints", corners())},
            {"circular", "flat", motion("circular", of({{"radius", 7.0}, {"period", 1e-6}}))},
            {"hyperbolic", "flat", motion("hyperbolic", of({{"acceleration", 9.8}}))},
            {"rocket", "flat", motion("rocket", flip_and_burn())},
            {"station", "weak_field", motion("station", of({{"latitude", 0.9}}))},
            {"circular_orbit", "weak_field",
             motion("circular_orbit", of({{"radius", 26'561'750.0}, {"inclination", 0.96}}))},
            {"kepler_orbit", "weak_field", motion("kepler_orbit", of(orbit))},
            {"kepler_orbit with oblateness", "weak_field", motion("kepler_orbit", drifting)}};
}

class Rounds {
public:
    Rounds(std::uint32_t asked, int rounds) : asked_(asked), rounds_(rounds) {
        constexpr double golden = 0.618'033'988'749'895;  // times within a day that jump about
        for (std::uint32_t i = 0; i < asked; ++i) {
            seconds_.push_back(day * (golden * i - std::floor(golden * i)));
            times_.push_back({static_cast<std::int64_t>(seconds_.back() * 1e12)});
        }
    }
    double second(std::uint32_t i) const { return seconds_[i]; }
    Time time(std::uint32_t i) const { return times_[i]; }

    /// `ask(i)` gives a number, so that no question is left out.
    void measure(const std::string& question, const std::string& model,
                 const std::function<double(std::uint32_t)>& ask) {
        std::vector<double> each;
        for (int round = 0; round < rounds_; ++round) {
            const auto begin = std::chrono::steady_clock::now();
            for (std::uint32_t i = 0; i < asked_; ++i) sum_ = sum_ + ask(i);
            const std::chrono::duration<double, std::nano> gone =
                std::chrono::steady_clock::now() - begin;
            each.push_back(gone.count() / asked_);
        }
        std::sort(each.begin(), each.end());
        costs.push_back({question, model, each[each.size() / 2], each.front(), each.back()});
    }

    std::vector<AskedOf> costs;

private:
    std::uint32_t asked_;
    int rounds_;
    std::vector<double> seconds_;
    std::vector<Time> times_;
    volatile double sum_ = 0.0;
};

void ask_motions(Rounds& rounds) {
    for (const Mover& mover : movers()) {
        const auto metric = metrics().find(mover.metric)->make({}, Setting{picosecond});
        const WorldLine line(mover.motion, metric, picosecond, Time{86'400'000'000'000'000});
        rounds.measure("position", mover.kind, [&](std::uint32_t i) {
            return mover.motion->at(rounds.second(i)).position.x;
        });
        rounds.measure("proper_time", std::string(mover.kind) + " in " + mover.metric,
                       [&](std::uint32_t i) { return line.offset(rounds.time(i)).high; });
    }
}

void ask_clocks(Rounds& rounds) {
    const auto metric = metrics().find("weak_field")->make({}, Setting{picosecond});
    const std::vector<std::pair<std::string, Arguments>> instruments = {
        {"ideal", {}},
        {"drift", of({{"drift", 1e-5}})},
        {"oscillator", of({{"drift", 1e-5}, {"ageing", 1e-15}})},
        {"oscillator", of({{"granularity", 1e-6}})},
        {"oscillator", of({{"white_phase", 1e-10}})},
        {"oscillator", of({{"white_frequency", 1e-11}})},
        {"oscillator", of({{"random_walk_frequency", 1e-14}})},
        {"oscillator", of({{"flicker_frequency", 1e-12}})}};
    for (const auto& [kind, arguments] : instruments) {
        std::string name = kind;
        for (const auto& [parameter, value] : arguments.numbers) name += " " + parameter;
        const WorldLine line(motion("circular_orbit", of({{"radius", 26'561'750.0}})), metric,
                             picosecond);
        Setting setting{picosecond};
        setting.seed = 1;
        setting.agent = AgentId{0};
        const auto clock = clocks().find(kind)->make(arguments, line, setting);
        rounds.measure("reading", name + ", circular_orbit in weak_field",
                       [&](std::uint32_t i) { return clock->read(rounds.time(i)).fraction; });
        rounds.measure("when", name + ", circular_orbit in weak_field", [&](std::uint32_t i) {
            return static_cast<double>(clock->when(Reading{rounds.time(i).ticks, 0.0}).ticks);
        });
    }
}

void ask_signals(Rounds& rounds) {
    constexpr double c = constants::light_speed;
    const std::vector<Mover> all = movers();
    const auto find = [&](std::string_view kind) {
        return std::find_if(all.begin(), all.end(),
                            [&](const Mover& mover) { return mover.kind == kind; })
            ->motion;
    };
    const auto low = motion("circular_orbit", of({{"radius", 6'928'137.0}, {"inclination", 0.9}}));
    const std::vector<std::pair<
        std::string, std::pair<std::shared_ptr<const Motion>, std::shared_ptr<const Motion>>>>
        pairs = {{"fixed to inertial", {find("fixed"), find("inertial")}},
                 {"fixed to waypoints", {find("fixed"), find("waypoints")}},
                 {"fixed to hyperbolic", {find("fixed"), find("hyperbolic")}},
                 {"circular_orbit to circular_orbit", {low, find("circular_orbit")}},
                 {"circular_orbit to station", {find("circular_orbit"), find("station")}},
                 {"kepler_orbit to station", {find("kepler_orbit"), find("station")}},
                 {"station to kepler_orbit", {find("station"), find("kepler_orbit")}}};
    for (const auto& [name, ends] : pairs) {
        const auto& [from, to] = ends;
        rounds.measure("light_time", name, [&](std::uint32_t i) {
            const double span = light_time(*from, *to, rounds.second(i), c);
            return span < 1e300 ? span : 0.0;
        });
        rounds.measure("bound", name, [&](std::uint32_t i) {
            const double begin = rounds.second(i);
            return least_light_time(*from, *to, c, begin, begin + 1e-3);
        });
    }
}

}  // namespace

std::vector<AskedOf> measure_spacetime(std::uint32_t asked, int rounds) {
    Rounds all(asked, rounds);
    ask_motions(all);
    ask_clocks(all);
    ask_signals(all);
    return std::move(all.costs);
}

std::string json_of(const AskedOf& cost) {
    return fmt::format(R"({{"name": "spacetime", "question": "{}", "model": "{}", "threads": 1, )"
                       R"("nanoseconds": {:.1f}, "least": {:.1f}, "most": {:.1f}}})",
                       cost.question, cost.model, cost.nanoseconds, cost.least, cost.most);
}

}  // namespace worldline
