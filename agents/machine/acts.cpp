// SPDX-License-Identifier: Apache-2.0
//
// What a transition does, act by act.
#include <array>
#include <cstring>
#include <limits>

#include "agents/machine/step.hpp"
#include "sim/base/expects.hpp"

namespace worldline {

void MachineStep::carry_out(const Deed& act) {
    switch (act.kind) {
    case DeedKind::set:
        return set(act);
    case DeedKind::tell:
        return tell(act);
    case DeedKind::judge:
        return judge(act);
    case DeedKind::keep:
        return keep(act);
    case DeedKind::stop:
        actions_.stop();
        is_over_ = true;
        return;
    }
}

/// All right sides are worked out before any variable changes.
void MachineStep::set(const Deed& act) {
    const Assignment* const first = table_.assignments.data() + act.assignments.first;
    if (act.assignments.count == 1) {
        state_.variables[first->place] = number(first->expression, act.at);
    } else {
        std::vector<double> values;
        for (std::uint32_t i = 0; i < act.assignments.count; ++i) {
            values.push_back(number(first[i].expression, act.at));
        }
        for (std::uint32_t i = 0; i < act.assignments.count; ++i) {
            state_.variables[first[i].place] = values[i];
        }
    }
    has_set_ = true;
}

void MachineStep::tell(const Deed& act) {
    std::array<double, Machines::n_fields_max> numbers;
    const std::size_t n = machine_.machines().words[act.word].fields.size();
    std::fill_n(numbers.begin(), n, std::numeric_limits<double>::quiet_NaN());
    for (std::uint32_t i = 0; i < act.assignments.count; ++i) {
        const Assignment& field = table_.assignments[act.assignments.first + i];
        numbers[field.place] = number(field.expression, act.at);
    }
    const Saying saying{.kind = static_cast<std::uint16_t>(Machines::first_word + act.word),
                        .contents = std::as_bytes(std::span(numbers.data(), n))};
    switch (act.whom.kind) {
    case Whom::Kind::agent:
        return actions_.tell(AgentId{act.whom.number}, saying);
    case Whom::Kind::group:
        return actions_.tell(GroupId{act.whom.number}, saying);
    case Whom::Kind::parameter:
        return actions_.tell(plan_.agents[act.whom.number], saying);
    case Whom::Kind::self:
        return actions_.tell(percept_.self, saying);
    case Whom::Kind::sender:
        if (!percept_.message.exists()) fail(act.at, "nobody was heard, so there is no sender");
        return actions_.tell(percept_.sender, saying);
    case Whom::Kind::neighbours:
        for (const AgentId neighbour : plan_.neighbours) actions_.tell(neighbour, saying);
        return;
    case Whom::Kind::neighbour:
        if (plan_.neighbours.empty()) return;
        return actions_.tell(plan_.neighbours[actions_.random().below(plan_.neighbours.size())],
                             saying);
    case Whom::Kind::anyone:
        expects(false, "a machine tells somebody");
    }
}

/// The place of a promise among those that the scenario writes.
std::size_t MachineStep::known(const WhichPromise& which) const {
    const bool is_written = which.kind == WhichPromise::Kind::written;
    const std::uint32_t place = is_written ? which.number : plan_.promises[which.number].number;
    expects(place < machine_.surroundings().known_at_start.size(), "a promise is known");
    return place;
}

/// Its own verdict. A promise that is never due is judged anew each time, as its next occurrence;
/// of one that is due the first verdict stands.
void MachineStep::judge(const Deed& act) {
    const Notice& notice = machine_.surroundings().known_at_start[known(act.promise)];
    const std::uint32_t* so_far = state_.verdicts.find(notice.promise.packed);
    const std::uint32_t n = so_far == nullptr ? 1 : *so_far + 1;
    const bool is_single = !notice.is_schedule() && notice.due != no_reading;
    if ((is_single && n > 1) || (notice.is_schedule() && n > notice.occurrences)) return;
    if (!is_single || is_final(act.verdict)) state_.verdicts.put(notice.promise.packed, n);
    const bool is_heard = percept_.message.exists();
    Assessment found{.promise = notice.promise,
                     .occurrence = is_single ? no_occurrence : n,
                     .verdict = act.verdict,
                     .reason = is_heard ? Reason::outcome : Reason::silence,
                     .reading = now_,
                     .evidence = percept_.message};
    if (act.verdict == Verdict::undecided) found.reason = Reason::pending;
    if (act.verdict == Verdict::invalidated) found.reason = Reason::assumption;
    if (act.verdict == Verdict::kept) found.degree = 1.0;
    if (act.verdict == Verdict::broken || act.verdict == Verdict::not_kept) found.degree = 0.0;
    if (notice.promise.maker() == percept_.self) return actions_.assess(found);  // no trust in self
    machine_.observing().pronounce(state_.observing, notice, found, actions_);
}

/// A promise of its own.
void MachineStep::keep(const Deed& act) {
    const Surroundings& around = machine_.surroundings();
    const std::size_t place = known(act.promise);
    const Notice& notice = around.known_at_start[place];
    std::uint32_t occurrence = no_occurrence;
    if (notice.is_schedule()) {
        const std::uint32_t* so_far = state_.kept.find(notice.promise.packed);
        occurrence = so_far == nullptr ? 1 : *so_far + 1;
        if (occurrence > notice.occurrences) return;
        state_.kept.put(notice.promise.packed, occurrence);
    }
    const Outcome outcome{.promise = notice.promise,
                          .name = notice.name,
                          .occurrence = occurrence,
                          .value = act.value == no_expression ? 0.0 : number(act.value, act.at),
                          .stated = now_};
    actions_.keeps(notice.promise, occurrence);
    const Contents contents = Contents::of(outcome);
    actions_.tell(
        around.known_scopes[place],
        {.kind = message_kind::outcome, .promise = notice.promise, .contents = contents.bytes()});
}

}  // namespace worldline
