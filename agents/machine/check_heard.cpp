// SPDX-License-Identifier: Apache-2.0
//
// What is read of messages where none is at hand: `heard.x` and `sender` belong to `hears`.
#include <algorithm>

#include <fmt/format.h>

#include "agents/machine/check.hpp"

namespace worldline {
namespace {

class HeardChecker {
public:
    HeardChecker(const MachineTable& machine, const Machines& machines)
        : machine_(machine), machines_(machines), may_hear_(machine.states.size(), false) {
        bool has_changed = true;
        while (has_changed) has_changed = spread();
    }

    std::vector<MachineFault> check() {
        for (std::uint32_t i = 0; i < machine_.states.size(); ++i) {
            const StateRow& state = machine_.states[i];
            for (const std::uint32_t place : state.hears) {
                check_row(state, machine_.transitions[place], true);
            }
            for (const std::uint32_t place : state.timed) {
                const TransitionRow& row = machine_.transitions[place];
                check_row(state, row, false);
                for (const std::uint32_t at : {row.span.seconds, row.rate}) {
                    if (!may_hear_[i]) refuse_reading(state, at, row.at);
                }
            }
            for (const std::uint32_t place : state.free) {
                check_row(state, machine_.transitions[place], may_hear_[i]);
            }
        }
        return std::move(faults_);
    }

private:
    /// A message is at hand where one was heard, and in what follows at once. True: more was found.
    bool spread() {
        bool has_changed = false;
        const auto mark = [&](std::uint32_t state) {
            has_changed = has_changed || !may_hear_[state];
            may_hear_[state] = true;
        };
        for (std::uint32_t i = 0; i < machine_.states.size(); ++i) {
            for (const std::uint32_t place : machine_.states[i].hears) {
                const std::uint32_t to = machine_.transitions[place].to;
                mark(to == stays ? i : to);
            }
            for (const std::uint32_t place : machine_.states[i].free) {
                const std::uint32_t to = machine_.transitions[place].to;
                if (may_hear_[i] && to != stays) mark(to);
            }
        }
        return has_changed;
    }

    void check_row(const StateRow& state, const TransitionRow& row, bool is_heard) {
        check_expression(state, row, row.when, row.at, is_heard);
        for (std::uint32_t i = 0; i < row.acts.count; ++i) {
            const Deed& act = machine_.acts[row.acts.first + i];
            for (std::uint32_t j = 0; j < act.assignments.count; ++j) {
                const auto& one = machine_.assignments[act.assignments.first + j];
                check_expression(state, row, one.expression, act.at, is_heard);
            }
            check_expression(state, row, act.value, act.at, is_heard);
            if (act.kind == DeedKind::promise && act.offer < machine_.offers.size()) {
                const Span& due = machine_.offers[act.offer].due;
                check_expression(state, row, due.seconds, act.at, is_heard);
            }
            const bool has_whom = act.kind == DeedKind::tell || act.kind == DeedKind::impose;
            if (is_heard || !has_whom || act.whom.kind != Whom::Kind::sender) continue;
            add(state, act.at,
                "nobody is heard here, so there is no `sender`: it belongs to "
                "`hears`");
        }
    }

    void check_expression(const StateRow& state, const TransitionRow& row, std::uint32_t expression,
                          InFile at, bool is_heard) {
        if (!is_heard) return refuse_reading(state, expression, at);
        if (expression == no_expression || row.trigger != Trigger::hears) return;
        const auto wanted = machine_.expressions[expression].places(Operand::Kind::heard);
        for (const std::uint32_t field : wanted) {
            const bool is_carried =
                std::any_of(row.hears.begin(), row.hears.end(),
                            [&](std::uint16_t kind) { return carries(kind, field); });
            if (is_carried) continue;
            add(state, at,
                fmt::format("`heard.{}` is in nothing that this transition hears",
                            machines_.fields[field]));
        }
    }

    void refuse_reading(const StateRow& state, std::uint32_t expression, InFile at) {
        if (expression == no_expression) return;
        for (const std::uint32_t field :
             machine_.expressions[expression].places(Operand::Kind::heard)) {
            add(state, at,
                fmt::format("nothing is heard here, so there is no `heard.{}`: it "
                            "belongs to `hears`",
                            machines_.fields[field]));
        }
    }

    bool carries(std::uint16_t kind, std::uint32_t field) const {
        const std::size_t word = kind - std::size_t{Machines::first_word};
        if (kind >= Machines::first_word && word < machines_.words.size()) {
            const auto& fields = machines_.words[word].fields;
            return std::find(fields.begin(), fields.end(), field) != fields.end();
        }
        switch (kind) {
        case message_kind::outcome:
            return field == Machines::value || field == Machines::occurrence;
        case message_kind::verdict:
            return field == Machines::degree || field == Machines::occurrence;
        case message_kind::imposition:
            return field == Machines::value;
        default:
            return false;
        }
    }

    void add(const StateRow& state, InFile at, const std::string& sentence) {
        faults_.push_back({at, fmt::format("{}.{}: {}", machine_.name, state.name, sentence)});
    }

    const MachineTable& machine_;
    const Machines& machines_;
    std::vector<bool> may_hear_;  ///< by state: a message may be at hand when it is entered
    std::vector<MachineFault> faults_;
};

}  // namespace

std::vector<MachineFault> faults_of_hearing(const MachineTable& machine, const Machines& machines) {
    return HeardChecker(machine, machines).check();
}

}  // namespace worldline
