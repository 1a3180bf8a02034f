// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/correspondent.hpp"

#include <algorithm>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

VectorClock vector_of(const LogicalStamp& stamp, std::size_t own) {
    return {{stamp.counts.begin(), stamp.counts.end()}, own};
}

template <class Clock>
HappenedBefore by_number(const Clock& a, const Clock& b) {
    if (a == b) return HappenedBefore::neither;
    return a < b ? HappenedBefore::before : HappenedBefore::after;
}

}  // namespace

CorrespondentState Correspondent::add(const AgentSetup& setup) {
    Plan plan;
    const auto kind = setup.texts.find("clock_kind");
    if (kind != setup.texts.end() && kind->second == "lamport") plan.kind = LogicalKind::lamport;
    if (kind != setup.texts.end() && kind->second == "hybrid") plan.kind = LogicalKind::hybrid;
    plan.place = static_cast<std::uint32_t>(plans_.size());
    expects(plan.place < LogicalStamp::n_counts, "a stamp has a count for each correspondent");
    const auto rows = setup.rows.find("says");
    for (const Arguments& row :
         rows == setup.rows.end() ? std::vector<Arguments>() : rows->second) {
        const std::string& word = row.texts.at("word");
        const auto at = std::find(words_.begin(), words_.end(), word);
        plan.says.push_back({Reading{} + row.durations.at("at"),
                             AgentId{static_cast<std::uint32_t>(row.number("to"))},
                             static_cast<std::uint32_t>(at - words_.begin())});
        if (at == words_.end()) words_.push_back(word);
    }
    CorrespondentState state;
    state.observing = observing_.add(setup);
    state.plan = plan.place;
    plans_.push_back(std::move(plan));
    return state;
}

void Correspondent::react(CorrespondentState& state, const Percept& percept,
                          Actions& actions) const {
    if (percept.kind == alarm_kind::own) return say(state, percept, actions);
    if (percept.kind == message_kind::word || percept.kind == message_kind::conflict) {
        return hear(state, percept, actions);
    }
    if (percept.kind == event_kind::start) {
        const auto& says = plans_[state.plan].says;
        for (std::uint32_t i = 0; i < says.size(); ++i) {
            const Contents line = Contents::of(TimeRequest{i});
            actions.wake(says[i].at, alarm_kind::own, line.bytes());
        }
    }
    observing_.react(state.observing, percept, actions);
}

/// One event more, on the clock of this agent's kind.
void Correspondent::count(CorrespondentState& state, const LogicalStamp* heard, Reading now) const {
    const Plan& plan = plans_[state.plan];
    LogicalStamp& clock = state.clock;
    switch (plan.kind) {
    case LogicalKind::lamport: {
        LamportClock own{clock.counts[0]};
        if (heard)
            own.receive({heard->counts[0]});
        else
            own.local();
        clock.counts[0] = static_cast<std::uint32_t>(own.count);
        break;
    }
    case LogicalKind::vector: {
        VectorClock own = vector_of(clock, plan.place);
        if (heard)
            own.receive(vector_of(*heard, plan.place));
        else
            own.local();
        for (std::size_t i = 0; i < clock.counts.size(); ++i) {
            clock.counts[i] = static_cast<std::uint32_t>(own.counts[i]);
        }
        break;
    }
    case LogicalKind::hybrid: {
        HybridClock own{clock.latest, clock.counts[0]};
        if (heard)
            own.receive({heard->latest, heard->counts[0]}, now.ticks);
        else
            own.local(now.ticks);
        clock.latest = own.latest;
        clock.counts[0] = own.count;
        break;
    }
    }
}

HappenedBefore Correspondent::order(const Plan& plan, const LogicalStamp& a,
                                    const LogicalStamp& b) const {
    switch (plan.kind) {
    case LogicalKind::lamport:
        return by_number(a.counts[0], b.counts[0]);
    case LogicalKind::hybrid:
        return by_number(HybridClock{a.latest, a.counts[0]}, HybridClock{b.latest, b.counts[0]});
    case LogicalKind::vector:
        break;
    }
    return order_of(vector_of(a, plan.place), vector_of(b, plan.place));
}

/// Puts a word among those that stand. Is it against one of them, neither being later?
bool Correspondent::take(CorrespondentState& state, const StampedWord& word) const {
    const Plan& plan = plans_[state.plan];
    bool is_against = false;
    for (const auto& [key, known] : state.known.sorted()) {
        const HappenedBefore stands = order(plan, known.stamp, word.stamp);
        if (known.word == word.word || stands == HappenedBefore::after) {
            if (stands == HappenedBefore::after) return is_against;  // ours is news of later
            continue;
        }
        if (stands == HappenedBefore::before) state.known.erase(key);
        is_against = is_against || stands == HappenedBefore::neither;
    }
    state.known.put(word.word, word);
    return is_against;
}

void Correspondent::say(CorrespondentState& state, const Percept& percept, Actions& actions) const {
    const Line& line = plans_[state.plan].says[percept.as<TimeRequest>().number];
    count(state, nullptr, percept.now);
    const StampedWord word{line.word, state.clock};
    take(state, word);
    const Contents contents = Contents::of(word);
    actions.tell(line.to, {.kind = message_kind::word, .contents = contents.bytes()});
}

void Correspondent::hear(CorrespondentState& state, const Percept& percept,
                         Actions& actions) const {
    const auto word = percept.as<StampedWord>();
    count(state, &word.stamp, percept.now);
    if (percept.kind == message_kind::conflict || !take(state, word)) return;
    ++state.n_conflicts;
    count(state, nullptr, percept.now);
    const Contents contents = Contents::of(StampedWord{word.word, state.clock});
    actions.tell(percept.sender, {.kind = message_kind::conflict, .contents = contents.bytes()});
}

}  // namespace worldline
