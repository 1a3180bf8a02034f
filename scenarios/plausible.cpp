// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plausible.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "scenarios/families.hpp"
#include "scenarios/reach.hpp"
#include "sim/base/units.hpp"
#include "sim/spacetime/clock.hpp"

namespace worldline {
namespace {

/// One observer that is to judge one promise.
struct Judged {
    std::uint32_t promise;  ///< place in `Spec::promises`
    AgentId observer;
    std::uint16_t judge;

    friend bool operator<(const Judged& a, const Judged& b) {
        return std::tie(a.promise, a.observer) < std::tie(b.promise, b.observer);
    }
};

class Plausible {
public:
    Plausible(const Spec& spec, const Surroundings& around, std::string file)
        : spec_(spec), around_(around), file_(std::move(file)), reach_(spec, *around.network) {}

    std::vector<std::string> warnings() {
        check_judged();
        for (const PromiseSpec& promise : spec_.promises) check_prediction(promise);
        if (n_more_ > 0) {
            said_.push_back(
                fmt::format("at least {} more promises are implausible in such ways", n_more_));
        }
        return std::move(said_);
    }

private:
    static constexpr std::size_t n_said_max = 10;
    static constexpr std::size_t n_timed_max = 100'000;  ///< judged promises that are timed

    void say(const PromiseSpec& promise, const std::string& why) {
        if (said_.size() >= n_said_max) {
            ++n_more_;
            return;
        }
        said_.push_back(fmt::format("{}:{}:{}: {} is implausible: {}", file_, promise.place.line,
                                    promise.place.column, promise.name, why));
    }
    const std::string& name(AgentId agent) const { return spec_.agents[agent.number].name; }
    std::string text(Time time) const { return to_text(Duration{time.ticks}, spec_.resolution); }
    bool is_prediction(const PromiseSpec& promise) const {
        const Body& body = spec_.bodies[promise.promise.body.number];
        return body.is_prediction(promise.promise.promiser());
    }

    std::vector<Judged> all_judged() const {
        std::vector<Judged> all;
        const FamilyMembers families(spec_);
        for (std::uint32_t i = 0; i < spec_.agents.size(); ++i) {
            if (spec_.agents[i].parent != nobody) break;  // not there yet
            for (const JudgesBy& by : families.judges_of({i})) {
                if (by.name.number >= spec_.promises.size()) continue;  // a trace, an offer
                const PromiseSpec& promise = spec_.promises[by.name.number];
                const auto& scope = spec_.groups[promise.promise.scope.number];
                const bool is_in_scope = std::binary_search(scope.begin(), scope.end(), AgentId{i});
                if (!is_in_scope || is_prediction(promise)) continue;
                all.push_back({by.name.number, {i}, by.judge});
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }

    /// One warning a promise, about the first observer that it is about: others are counted. Too
    /// late for one is no fault of a promise that another can see.
    void check_judged() {
        const std::vector<Judged> all = all_judged();
        for (std::size_t i = 0; i < all.size();) {
            const PromiseSpec& promise = spec_.promises[all[i].promise];
            const std::size_t first = i;
            std::string no_way, too_late;
            std::size_t n_apart = 0, n_late = 0;
            for (; i < all.size() && all[i].promise == all[first].promise; ++i) {
                if (!reach_.is_joined(promise.promise.promiser(), all[i].observer)) {
                    if (++n_apart == 1) no_way = why_apart(promise, all[i]);
                } else if (const auto why = why_late(promise, all[i])) {
                    if (++n_late == 1) too_late = *why;
                }
            }
            const bool are_all_late = n_late == i - first;
            if (n_apart > 0) say(promise, no_way + and_more(n_apart - 1));
            if (n_apart == 0 && are_all_late) say(promise, too_late + and_more(n_late - 1));
        }
    }
    static std::string and_more(std::size_t n) {
        return n == 0 ? "" : fmt::format("; so for {} more", n);
    }

    std::string why_apart(const PromiseSpec& promise, const Judged& judged) const {
        return fmt::format("no way leads from {} to {}, who is to judge it",
                           name(promise.promise.promiser()), name(judged.observer));
    }

    std::optional<std::string> why_late(const PromiseSpec& promise, const Judged& judged) {
        const AgentId promiser = promise.promise.promiser();
        const Judge& judge = spec_.judges[judged.judge];
        const Reading due = promise.notice.due_of(1);
        if (due == no_reading || judge.clock != JudgeClock::own) return std::nullopt;
        const Time made = moment(promise, promise.promise.made);
        if (made == never || ++n_timed_ > n_timed_max) return std::nullopt;
        const Time gives_up = clock(judged.observer).when(judge.silence_at(due));
        const auto is_in_time = [&](Duration delay) {
            return delay != no_arrival && delay <= gives_up - made;
        };
        if (is_in_time(reach_.direct(promiser, judged.observer))) return std::nullopt;
        const Duration least = reach_.least(promiser, judged.observer);
        if (is_in_time(least) || !can_be_counted(made, least)) return std::nullopt;
        return fmt::format(
            "made at {}, it cannot be seen by {} before {}, who takes silence for an answer at {} "
            "(`{}`)",
            text(made), name(judged.observer), text(made + least), text(gives_up), judge.name);
    }

    /// Of whom one speaks one must be able to hear; of what is past, to have heard.
    void check_prediction(const PromiseSpec& promise) {
        if (!promise.promise.id.exists() || !is_prediction(promise)) return;
        const AgentId promiser = promise.promise.promiser();
        const AgentId subject = spec_.bodies[promise.promise.body.number].subject;
        if (!reach_.is_joined(subject, promiser)) {
            return say(promise, fmt::format("no way leads from {} to {}, who speaks of it",
                                            name(subject), name(promiser)));
        }
        const Promise& said = promise.promise;
        const bool is_of_the_past = said.about_to != no_reading && said.about_to <= said.made;
        if (!is_of_the_past) return;
        const Time made = moment(promise, said.made);
        const Time began = moment(promise, said.about_from);
        const Duration least = reach_.least(subject, promiser);
        if (made == never || !can_be_counted(began, least) || least <= made - began) return;
        say(promise, fmt::format("it is about {} from {} on, of which nothing reaches {} before "
                                 "{}, and is made at {}",
                                 name(subject), text(began), name(promiser), text(began + least),
                                 text(made)));
    }

    static bool can_be_counted(Time since, Duration delay) {
        return delay != no_arrival && delay.ticks <= never_ticks - since.ticks;
    }
    const Clock& clock(AgentId agent) const { return *around_.clocks[agent.number]; }

    /// When the clock of a promise shows this; a time before the run is its beginning.
    Time moment(const PromiseSpec& promise, Reading reading) const {
        const AgentId other = promise.promise.clock;
        const AgentId whose = other == nobody ? promise.promise.promiser() : other;
        return clock(whose).when(reading);
    }

    const Spec& spec_;
    const Surroundings& around_;
    std::string file_;
    Reach reach_;
    std::vector<std::string> said_ = {};
    std::size_t n_more_ = 0;
    std::size_t n_timed_ = 0;
};

}  // namespace

std::vector<std::string> implausible_promises(const Spec& spec, const Compiled& compiled,
                                              const std::string& file) {
    if (spec.promises.empty()) return {};
    return Plausible(spec, *compiled.surroundings, file).warnings();
}

}  // namespace worldline
