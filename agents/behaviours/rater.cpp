// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/rater.hpp"

#include "agents/rules/trust_sample.hpp"

namespace worldline {

void Rater::react(RaterState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind != event_kind::plan) {
        observing_.react(state.observing, percept, actions);
        return;
    }
    const auto rated = percept.as<RatedRow>();
    Assessment found{.promise = rated.promise,
                     .verdict = rated.verdict,
                     .reason = Reason::outcome,
                     .degree = rated.degree,
                     .reading = percept.now};
    if (rated.promise.maker() != percept.self) {  // verdicts on oneself change nothing
        const TrustRule& rule = *surroundings_->trust;
        const double now = seconds_of(percept.now, surroundings_->resolution);
        const std::uint64_t key = trust_key(rated.promise.maker(), rated.type);
        const TrustRecord* held = state.observing.trust.find(key);
        const TrustRecord changed =
            rule.update(held == nullptr ? rule.initial() : *held,
                        {.degree = rated.degree, .verdict = rated.verdict, .now = now});
        state.observing.trust.put(key, changed);
        found.trust = rule.value(changed, now);
    }
    actions.assess(found);
    const Contents contents = Contents::of(Told{.promise = rated.promise,
                                                .occurrence = no_occurrence,
                                                .type = rated.type,
                                                .verdict = rated.verdict,
                                                .degree = rated.degree});
    actions.tell(
        rated.listeners,
        {.kind = message_kind::verdict, .promise = rated.promise, .contents = contents.bytes()});
}

}  // namespace worldline
