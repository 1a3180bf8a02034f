// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace worldline {
namespace {

/// Unless its guard is a number, in which case that decides.
bool is_guarded(const MachineTable& machine, const TransitionRow& row) {
    if (row.when == no_expression) return false;
    const auto constant = machine.expressions[row.when].constant();
    return !constant || *constant == 0.0;
}

bool is_same(const Whom& a, const Whom& b) { return a.kind == b.kind && a.number == b.number; }

/// Does what sets off `other` set off `one`, too?
/// @param all  whatever sets off the other sets off the one, too; false: something does
bool covers(const TransitionRow& one, const TransitionRow& other, bool all) {
    if (one.trigger != other.trigger) return false;
    switch (one.trigger) {
    case Trigger::none:
        return true;
    case Trigger::hears: {
        const auto is_shared = [&](std::uint16_t kind) {
            return std::binary_search(one.hears.begin(), one.hears.end(), kind);
        };
        return (one.from.kind == Whom::Kind::anyone || is_same(one.from, other.from)) &&
               (one.type == any_type || one.type == other.type) &&
               (all ? std::all_of(other.hears.begin(), other.hears.end(), is_shared)
                    : std::any_of(other.hears.begin(), other.hears.end(), is_shared));
    }
    case Trigger::after:
        return one.span.seconds == no_expression && other.span.seconds == no_expression &&
               one.span.ticks == other.span.ticks;
    case Trigger::every:
    case Trigger::rate:
        return false;  // each has its own times
    }
    return false;
}

class Checker {
public:
    Checker(const MachineTable& machine, std::span<const std::uint32_t> starts)
        : machine_(machine), reached_(machine.states.size(), false) {
        for (const std::uint32_t start : starts) reach(start);
        if (starts.empty() && !machine.states.empty()) reach(0);
        for (const Deed& act : machine.acts) {
            if (act.kind == DeedKind::spawn) reach(act.state);
        }
    }

    std::vector<MachineFault> check() {
        for (std::uint32_t i = 0; i < machine_.states.size(); ++i) {
            const StateRow& state = machine_.states[i];
            if (!reached_[i]) {
                add(state.at, fmt::format("{}: nothing leads to state `{}`, and no agent begins "
                                          "in it",
                                          machine_.name, state.name));
            }
            check_pairs(state, state.hears);
            check_pairs(state, state.timed);
            check_pairs(state, state.free);
        }
        check_loops();
        return std::move(faults_);
    }

private:
    void add(InFile at, std::string message) { faults_.push_back({at, std::move(message)}); }

    template <class Visit>
    void each_of(const StateRow& state, Visit visit) const {
        for (const auto* list : {&state.hears, &state.timed, &state.free}) {
            for (const std::uint32_t place : *list) visit(machine_.transitions[place]);
        }
    }
    void reach(std::uint32_t first) {
        std::vector<std::uint32_t> waiting{first};
        while (!waiting.empty()) {
            const std::uint32_t state = waiting.back();
            waiting.pop_back();
            if (reached_[state]) continue;
            reached_[state] = true;
            each_of(machine_.states[state], [&](const TransitionRow& row) {
                if (row.to != stays) waiting.push_back(row.to);
            });
        }
    }

    /// Document order decides among guards; between two transitions without any, nothing should.
    void check_pairs(const StateRow& state, const std::vector<std::uint32_t>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const TransitionRow& one = machine_.transitions[list[i]];
            if (is_guarded(machine_, one)) continue;
            for (std::size_t j = i + 1; j < list.size(); ++j) {
                const TransitionRow& other = machine_.transitions[list[j]];
                const bool is_pair = !is_guarded(machine_, other);
                if (!covers(one, other, !is_pair)) continue;
                add(other.at,
                    fmt::format("{}.{}: {} on line {}, {}", machine_.name, state.name,
                                is_pair ? "this transition has the trigger of the one"
                                        : "this transition is never taken: the one",
                                one.at.line,
                                is_pair ? "and neither has a guard: which is meant?"
                                        : "with the same trigger and no guard, comes first"));
            }
        }
    }

    bool stops(const TransitionRow& row) const {
        for (std::uint32_t i = 0; i < row.acts.count; ++i) {
            if (machine_.acts[row.acts.first + i].kind == DeedKind::stop) return true;
        }
        return false;
    }

    /// Where a state leads in no time whatever its variables are.
    std::optional<std::uint32_t> at_once(std::uint32_t state) const {
        const StateRow& row = machine_.states[state];
        for (const std::uint32_t place : row.free) {
            const TransitionRow& free = machine_.transitions[place];
            if (stops(free)) return std::nullopt;
            if (!is_guarded(machine_, free)) return free.to == stays ? state : free.to;
        }
        for (const std::uint32_t place : row.timed) {
            const TransitionRow& timed = machine_.transitions[place];
            const bool is_now = timed.trigger == Trigger::after &&
                                timed.span.seconds == no_expression && timed.span.ticks.ticks == 0;
            if (is_now && stops(timed)) return std::nullopt;
            if (is_now && timed.to != stays && !is_guarded(machine_, timed)) return timed.to;
        }
        return std::nullopt;
    }

    void check_loops() {
        std::vector<bool> is_seen(machine_.states.size(), false);
        for (std::uint32_t first = 0; first < machine_.states.size(); ++first) {
            std::vector<std::uint32_t> way;
            std::optional<std::uint32_t> next = first;
            while (next && !is_seen[*next]) {
                is_seen[*next] = true;
                way.push_back(*next);
                next = at_once(*next);
            }
            const auto start = next ? std::find(way.begin(), way.end(), *next) : way.end();
            if (start == way.end()) continue;
            std::string names;
            for (auto at = start; at != way.end(); ++at)
                names += machine_.states[*at].name + " -> ";
            names += machine_.states[*start].name;
            add(machine_.states[*start].at,
                fmt::format("{}: a loop that takes no time and has no way out: {}", machine_.name,
                            names));
        }
    }

    const MachineTable& machine_;
    std::vector<bool> reached_;
    std::vector<MachineFault> faults_;
};

}  // namespace

std::vector<MachineFault> faults_of(const MachineTable& machine,
                                    std::span<const std::uint32_t> starts) {
    return Checker(machine, starts).check();
}

}  // namespace worldline
