// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "agents/machine/machine.hpp"
#include "agents/noticing.hpp"

namespace worldline {

/// What one percept leads a machine to do.
class MachineStep {
public:
    MachineStep(const Machine& machine, MachineState& state, const Percept& percept,
                Actions& actions);

    void begin();  ///< into the state that it starts in
    void ring();   ///< timers that are due
    void hear();   ///< a message

private:
    // Which transition?
    bool holds(const TransitionRow& row);
    bool is_from(const Whom& whom) const;
    bool is_about(std::uint32_t type) const;
    PromiseId promise_heard() const;
    bool knows(std::size_t place) const;
    bool fire_timer(std::size_t timer);
    std::size_t next_timer() const;
    void settle();

    // What it does.
    void take(const TransitionRow& row);
    void enter(std::uint32_t state);
    void carry_out(const Deed& act);
    void set(const Deed& act);
    void tell(const Deed& act);
    void impose(const Deed& act);
    void send(const Whom& whom, const Saying& saying, InFile at);
    void judge(const Deed& act);
    void keep(const Deed& act);
    void promise(const Deed& act);
    bool add_grounds(const Offer& offer, std::vector<Ground>& grounds) const;
    void withdraw(const Deed& act);
    void spawn(const Deed& act);
    void show(const Outcome& outcome, GroupId scope);

    // What is imposed on it.
    bool heed();
    bool accepts(const Offer& offer, const Offered& to) const;
    bool keeps_itself(const WhichPromise& which) const;
    std::uint32_t next_occurrence(PromiseId promise);

    // Timers.
    void start_timer(std::size_t timer, Reading from);
    void draw(Timer& timer, const TransitionRow& row, Reading from);
    Duration span(const TransitionRow& row);
    Duration span(const Span& span, InFile at, double least);
    double rate(const TransitionRow& row);
    void follow_rates();
    void set_alarm();

    // Numbers.
    double number(std::uint32_t expression, InFile at);
    void decode();
    std::size_t known(const WhichPromise& which) const;
    [[noreturn]] void fail(InFile at, const std::string& sentence) const;
    void count_step(std::uint32_t state);

    const Machine& machine_;
    const MachineTable& table_;
    const MachinePlan& plan_;
    MachineState& state_;
    const Percept& percept_;
    Actions& actions_;
    Reading now_;
    double tick_;  ///< [s]
    std::vector<double> room_;
    std::array<double, Machines::n_names_max> heard_;
    std::size_t n_heard_ = 0;
    bool is_decoded_ = false;
    bool is_over_ = false;  ///< it has stopped
    bool has_set_ = false;  ///< a variable has changed
    std::uint32_t n_steps_ = 0;
    std::array<std::uint32_t, 8> passed_{};  ///< states of the last steps, round and round
};

}  // namespace worldline
