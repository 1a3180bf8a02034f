// SPDX-License-Identifier: Apache-2.0
#include "cli/record_names.hpp"

#include <cmath>

#include <fmt/format.h>

namespace worldline {
namespace {

std::string at(const std::vector<std::string>& names, std::size_t i, const char* what) {
    return i < names.size() && !names[i].empty() ? names[i] : fmt::format("{} {}", what, i);
}

}  // namespace

RecordNames::RecordNames(const Reader& record)
    : resolution_{record.number<std::int64_t>("resolution")},
      agents_(record.texts("agents", "name")),
      kinds_(record.texts("message_kinds", "name")),
      verdicts_(record.labels("verdict")),
      reasons_(record.labels("reason")) {
    const auto ids = record.column<std::uint64_t>("named_promises", "promise");
    const auto names = record.texts("named_promises", "name");
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!names[i].empty()) promises_[ids[i]] = names[i];
    }
}

std::string RecordNames::of(AgentId agent) const { return at(agents_, agent.number, "agent"); }

std::string RecordNames::of(PromiseId promise) const {
    const auto found = promises_.find(promise.packed);
    if (found != promises_.end()) return found->second;
    return fmt::format("promise {} of {}", promise.count(), of(promise.maker()));
}

std::string RecordNames::of(TransitionId transition) const {
    return fmt::format("{} {}", of(transition.maker()), transition.count());
}

std::string RecordNames::of(const Message& message) const {
    const std::string about =
        message.promise.exists() ? " about " + of(message.promise) : std::string();
    return fmt::format("{} {} of {}{}", at(kinds_, message.kind, "message"), message.id.count(),
                       of(message.id.maker()), about);
}

std::string RecordNames::of(const Assessment& one) const {
    std::string text = "judges " + of(one.promise);
    if (one.occurrence != no_occurrence) text += fmt::format(" ({})", one.occurrence);
    text += fmt::format(": {}, {}", at(verdicts_, static_cast<std::size_t>(one.verdict), "verdict"),
                        at(reasons_, static_cast<std::size_t>(one.reason), "reason"));
    if (one.learnt_from != nobody) text += " by " + of(one.learnt_from);
    if (!std::isnan(one.margin)) text += fmt::format(", margin {:.6g} s", one.margin);
    if (!std::isnan(one.trust)) text += fmt::format(", trust now {:.6g}", one.trust);
    return text;
}

std::string RecordNames::of(Time time) const {
    return fmt::format("t = {:.15g} s", static_cast<double>(time.ticks) * resolution_.seconds());
}

std::string RecordNames::of(Reading reading) const {
    const double tick = resolution_.seconds();
    return fmt::format("{:.12g} s", (static_cast<double>(reading.ticks) + reading.fraction) * tick);
}

}  // namespace worldline
