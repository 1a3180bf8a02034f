// SPDX-License-Identifier: Apache-2.0
#include "analysis/causality.hpp"

#include <algorithm>
#include <tuple>

#include "analysis/worldlines.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

auto moment_of(const Transition& transition) {
    return std::tuple(transition.time, transition.round);
}

/// The facts, sorted for looking up, and what was found so far.
class Check {
public:
    Check(const Batch& facts, std::span<const std::uint32_t> kernels,
          const std::vector<bool>& pilots)
        : kernels_(kernels), pilots_(pilots), world_lines_(facts), messages_(facts.messages) {
        std::stable_sort(messages_.begin(), messages_.end(),
                         [](const Message& a, const Message& b) { return a.id < b.id; });
        times_heard_.resize(messages_.size());
    }

    std::vector<CausalityFault> run() {
        for (const AgentId agent : world_lines_.agents()) check_order(world_lines_.of(agent));
        for (const Message& message : messages_) check_saying(message);
        return std::move(faults_);
    }

private:
    void check_order(std::span<const Transition> line);
    void check_hearing(const Transition& hearing);
    void check_saying(const Message& message);
    const Transition* find(TransitionId id) const;
    bool is_near(AgentId a, AgentId b) const;
    bool is_pilot(AgentId agent) const;
    void found(CausalLaw law, TransitionId transition, MessageId message = {}) {
        faults_.push_back({law, transition, message});
    }

    std::span<const std::uint32_t> kernels_;
    const std::vector<bool>& pilots_;
    WorldLines world_lines_;
    std::vector<Message> messages_;
    std::vector<std::uint32_t> times_heard_;
    std::vector<CausalityFault> faults_;
};

void Check::check_order(std::span<const Transition> line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::uint32_t due = i == 0 ? 1 : line[i - 1].id.count() + 1;
        if (line[i].id.count() != due) found(CausalLaw::counts_without_gap, line[i].id);
        if (i > 0 && moment_of(line[i]) < moment_of(line[i - 1])) {
            found(CausalLaw::never_goes_back, line[i].id);
        }
        if (line[i].cause.exists()) check_hearing(line[i]);
    }
}

void Check::check_hearing(const Transition& hearing) {
    const auto at =
        std::lower_bound(messages_.begin(), messages_.end(), hearing.cause,
                         [](const Message& message, MessageId id) { return message.id < id; });
    if (at == messages_.end() || at->id != hearing.cause) {
        return found(CausalLaw::heard_was_said, hearing.id, hearing.cause);
    }
    if (at->receiver != hearing.id.maker()) {
        found(CausalLaw::heard_by_receiver, hearing.id, at->id);
    }
    const bool is_unknown = at->received == never && is_pilot(at->receiver);
    if (at->received != hearing.time && !is_unknown) {
        found(CausalLaw::heard_when_received, hearing.id, at->id);
    }
    auto& times_heard = times_heard_[static_cast<std::size_t>(at - messages_.begin())];
    if (++times_heard == 2) found(CausalLaw::heard_once, hearing.id, at->id);
    const Transition* said = find(at->transition);
    if (said != nullptr && moment_of(hearing) <= moment_of(*said)) {
        found(CausalLaw::effect_after_cause, hearing.id, at->id);
    }
}

void Check::check_saying(const Message& message) {
    const Transition* said = find(message.transition);
    if (said == nullptr || message.transition.maker() != message.id.maker()) {
        return found(CausalLaw::said_in_a_transition, {}, message.id);
    }
    const Duration least{is_near(message.id.maker(), message.receiver) ? 0 : 1};
    if (message.received < said->time + least) found(CausalLaw::takes_time, {}, message.id);
}

const Transition* Check::find(TransitionId id) const {
    const std::span<const Transition> line = world_lines_.of(id.maker());
    const auto at = std::lower_bound(
        line.begin(), line.end(), id,
        [](const Transition& transition, TransitionId wanted) { return transition.id < wanted; });
    return at != line.end() && at->id == id ? &*at : nullptr;
}

bool Check::is_near(AgentId a, AgentId b) const {
    if (a == b) return true;
    if (kernels_.empty()) return false;
    expects(a.number < kernels_.size() && b.number < kernels_.size(), "every agent has a kernel");
    return kernels_[a.number] == kernels_[b.number];
}

bool Check::is_pilot(AgentId agent) const {
    return agent.number < pilots_.size() && pilots_[agent.number];
}

}  // namespace

std::vector<CausalityFault> check_causality(const Batch& facts,
                                            std::span<const std::uint32_t> kernels,
                                            const std::vector<bool>& pilots) {
    return Check(facts, kernels, pilots).run();
}

std::vector<bool> pilots_of(const Network& network, std::size_t n_agents) {
    std::vector<bool> pilots(n_agents, false);
    for (std::uint32_t i = 0; i < n_agents; ++i) {
        pilots[i] = network.motion(AgentId{i}).top_speed().has_value();
    }
    return pilots;
}

std::string_view text_of(CausalLaw law) {
    switch (law) {
    case CausalLaw::counts_without_gap:
        return "an agent's transitions count 1, 2, 3, ...";
    case CausalLaw::never_goes_back:
        return "an agent's (time, round) never falls";
    case CausalLaw::said_in_a_transition:
        return "a message is said in a transition of its sender";
    case CausalLaw::takes_time:
        return "a message between kernels is received later than it was said";
    case CausalLaw::heard_was_said:
        return "what is heard was said";
    case CausalLaw::heard_by_receiver:
        return "a message is heard by its receiver";
    case CausalLaw::heard_when_received:
        return "a message is heard at the time at which it is received";
    case CausalLaw::heard_once:
        return "a message is heard once";
    case CausalLaw::effect_after_cause:
        return "an effect is later than its cause, in (time, round)";
    }
    expects(false, "every law has words");
    return {};
}

}  // namespace worldline
