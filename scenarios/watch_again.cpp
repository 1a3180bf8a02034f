// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_again.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "agents/protocol.hpp"
#include "scenarios/families.hpp"

namespace worldline {

namespace {

/// The judge that is asked for, for what is asked about; what that rests on is judged as the
/// observer judges it, since conditions are met by its own verdicts.
std::vector<JudgesBy> judges_of(const MeasureSpec& measure, const Spec& spec,
                                std::vector<JudgesBy> own) {
    std::set<std::uint32_t> asked;
    if (measure.promise) {
        for (std::uint32_t i = 0; i < measure.n_promises; ++i) asked.insert(*measure.promise + i);
    } else {
        const auto n_promises = static_cast<std::uint32_t>(spec.promises.size());
        asked.insert(n_promises + measure.trace.value_or(0));
    }
    const std::set<std::uint32_t> needed = grounds_of(spec, asked);
    std::erase_if(own, [&](const JudgesBy& by) {
        return asked.contains(by.name.number) || !needed.contains(by.name.number);
    });
    for (const std::uint32_t place : asked) own.push_back({NameId{place}, *measure.judge});
    return own;
}

}  // namespace

JudgingAgain::JudgingAgain(const MeasureSpec& measure, const Spec& spec,
                           std::shared_ptr<const Surroundings> surroundings,
                           const Rehearing::Found& found)
    : until_(spec.until),
      observing_(std::make_unique<Observing>(surroundings)),
      by_agent_(spec.agents.size(), nullptr) {
    const FamilyMembers families(spec);
    const RehearingPlan plan{std::move(surroundings), spec.seed, spec.ordered_ties};
    for (const AgentId agent : measure.by) {
        AgentSetup setup = spec.templates[spec.agents[agent.number].of].setup;
        setup.id = agent;
        setup.judges = judges_of(measure, spec, families.judges_of(agent));
        setup.tells.clear();
        observers_.push_back(
            std::make_unique<Rehearing>(*observing_, observing_->add(setup), agent, plan, found));
        by_agent_[agent.number] = observers_.back().get();
    }
}

void JudgingAgain::begin() {
    if (std::exchange(has_begun_, true)) return;
    for (const auto& observer : observers_) observer->begin();
}

void JudgingAgain::commit(const Batch& batch) {
    begin();
    const std::span<const std::byte> bytes(batch.contents);
    for (const Message& message : batch.messages) {
        const bool is_of_interest = observer(message.receiver) != nullptr &&
                                    message.kind < message_kind::first_own &&
                                    message.received < until_;
        if (!is_of_interest) continue;
        UnderWay& held = under_way_[message.id.packed];
        held.kind = message.kind;
        held.contents.resize(message.size);
        std::ranges::copy(bytes.subspan(message.contents, message.size),
                          std::as_writable_bytes(std::span(held.contents)).begin());
    }
    for (const Transition& transition : batch.transitions) {
        Rehearing* const again = observer(transition.id.maker());
        if (again == nullptr || !transition.cause.exists()) continue;
        const auto held = under_way_.find(transition.cause.packed);
        if (held == under_way_.end()) continue;
        again->hear({.time = transition.time,
                     .receiver = transition.id.maker(),
                     .message = transition.cause,
                     .kind = held->second.kind,
                     .round = transition.round,
                     .contents = std::as_bytes(std::span(held->second.contents))});
        under_way_.erase(held);
    }
}

void JudgingAgain::end(Time end) {
    begin();
    for (const auto& observer : observers_) observer->end(end);
}

void JudgingAgain::save(SnapshotWriter& writer) const {
    writer.put(has_begun_);
    writer.put(std::uint64_t{under_way_.size()});
    for (const auto& [id, held] : under_way_) {
        writer.put(id);
        writer.put(held);
    }
    for (const auto& observer : observers_) observer->save(writer);
}

void JudgingAgain::load(SnapshotReader& reader) {
    reader.take(has_begun_);
    under_way_.clear();
    for (std::size_t count = reader.take_count(); count > 0; --count) {
        const auto id = reader.take<std::uint64_t>();
        reader.take(under_way_[id]);
    }
    for (const auto& observer : observers_) observer->load(reader);
}

}  // namespace worldline
