// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_again.hpp"

#include <algorithm>
#include <span>

#include "agents/ephemeris.hpp"
#include "agents/protocol.hpp"

namespace worldline {

JudgingAgain::JudgingAgain(const MeasureSpec& measure, const Spec& spec,
                           const Surroundings& surroundings)
    : measure_(measure),
      spec_(spec),
      surroundings_(surroundings),
      is_observer_(spec.agents.size(), false) {
    for (const AgentId observer : measure.by) is_observer_[observer.number] = true;
    if (!measure.promise) return;
    const PromiseSpec& promise = spec.promises[*measure.promise];
    if (promise.is_announced) return;  // then it travels, and is heard
    const auto& scope = spec.groups[promise.promise.scope.number];
    for (const AgentId observer : measure.by) {
        if (!std::binary_search(scope.begin(), scope.end(), observer)) continue;
        known_[{observer, promise.promise.id}].notice = promise.notice;
    }
}

void JudgingAgain::commit(const Batch& batch) {
    const std::span<const std::byte> bytes(batch.contents);
    for (const Message& message : batch.messages) {
        const bool is_of_interest =
            (message.kind == message_kind::outcome || message.kind == message_kind::promise) &&
            message.receiver.number < is_observer_.size() &&
            is_observer_[message.receiver.number] && message.received < spec_.until;
        if (is_of_interest) hear(message, bytes.subspan(message.contents, message.size));
    }
}

void JudgingAgain::hear(const Message& message, std::span<const std::byte> contents) {
    const Reading arrival = surroundings_.clocks[message.receiver.number]->read(message.received);
    if (message.kind == message_kind::promise) {
        const auto notice = value_of<Notice>(contents);
        const auto wanted = measure_.promise ? *measure_.promise
                                             : static_cast<std::uint32_t>(spec_.promises.size()) +
                                                   measure_.trace.value_or(0);
        if (notice.name.number != wanted) return;
        known_[{message.receiver, notice.promise}].notice = notice;
        return;
    }
    const auto outcome = value_of<Outcome>(contents);
    const bool is_written = measure_.promise.has_value();
    if (is_written && spec_.promises[*measure_.promise].promise.id != outcome.promise) return;
    known_[{message.receiver, outcome.promise}].heard.push_back({outcome, arrival});
}

std::optional<Judged> JudgingAgain::judged(AgentId observer, const Known& known,
                                           std::uint32_t occurrence) const {
    const Judge& rule = spec_.judges[*measure_.judge];
    const Notice& notice = known.notice;
    if (!notice.promise.exists()) return std::nullopt;  // never heard of: nothing to judge
    const Constraint& constraint = spec_.bodies[notice.body.number].constraint;
    const auto dated = [&](const Heard& heard) {
        return evidence_time(rule, heard.outcome, heard.arrival, observer, notice.promise.maker(),
                             surroundings_);
    };
    const Heard* previous = nullptr;
    for (const Heard& heard : known.heard) {
        if (heard.outcome.occurrence != occurrence) {
            if (heard.outcome.occurrence + 1 == occurrence) previous = &heard;
            continue;
        }
        Evidence evidence{.kind = heard.outcome.kind,
                          .value = heard.outcome.value,
                          .time = dated(heard),
                          .previous = {},
                          .components = surroundings_.components(notice.body, heard.outcome.value)};
        if (previous) evidence.previous = dated(*previous);
        const Finding found =
            judge(rule, notice, occurrence, constraint, &evidence, heard.arrival, spec_.resolution);
        return Judged{found.verdict, found.reason, found.margin};
    }
    const Reading due = notice.due_of(occurrence);
    if (due == no_reading) return std::nullopt;
    const Reading silence = rule.silence_at(due);
    if (surroundings_.clocks[observer.number]->when(silence) >= spec_.until) return std::nullopt;
    const Finding found =
        judge(rule, notice, occurrence, constraint, nullptr, silence, spec_.resolution);
    return Judged{found.verdict, found.reason, found.margin};
}

std::optional<Judged> JudgingAgain::find(AgentId observer, PromiseId promise,
                                         std::uint32_t occurrence) const {
    const auto known = known_.find({observer, promise});
    if (known == known_.end()) return std::nullopt;
    return judged(observer, known->second, occurrence);
}

void JudgingAgain::save(SnapshotWriter& writer) const {
    writer.put(std::uint64_t{known_.size()});
    for (const auto& [key, known] : known_) {
        writer.put(key.first);
        writer.put(key.second);
        writer.put(known);
    }
}

void JudgingAgain::load(SnapshotReader& reader) {
    known_.clear();
    for (std::size_t count = reader.take_count(); count > 0; --count) {
        const auto observer = reader.take<AgentId>();
        const auto promise = reader.take<PromiseId>();
        const Known& known = known_[{observer, promise}] = reader.take<Known>();
        const bool is_known =
            !known.notice.promise.exists() || known.notice.body.number < spec_.bodies.size();
        SnapshotReader::check(
            observer.number < is_observer_.size() && is_observer_[observer.number] && is_known,
            "an observer judges what its scenario does not tell of");
    }
}

std::uint64_t JudgingAgain::count(std::optional<Verdict> verdict,
                                  std::optional<Reason> reason) const {
    std::uint64_t n = 0;
    for (const auto& [key, known] : known_) {
        const bool is_schedule = known.notice.is_schedule();
        const std::uint32_t first = is_schedule ? 1 : no_occurrence;
        const std::uint32_t last = is_schedule ? known.notice.occurrences : no_occurrence;
        for (std::uint32_t occurrence = first; occurrence <= last; ++occurrence) {
            const auto found = judged(key.first, known, occurrence);
            if (!found || (verdict && found->verdict != *verdict)) continue;
            if (reason && found->reason != *reason) continue;
            ++n;
        }
    }
    return n;
}

}  // namespace worldline
