// SPDX-License-Identifier: Apache-2.0
//
// What others impose on a machine.
#include <algorithm>
#include <cmath>

#include "agents/machine/step.hpp"
#include "sim/ledger/constraint.hpp"

namespace worldline {

/// Complies where a live promise of its own accepts what is imposed, unless an act of the machine
/// keeps that promise: then the machine decides. @return  whether anything accepts it
bool MachineStep::heed() {
    const Complying& complying = machine_.complying();
    if (const auto place = complying.acceptance_of(percept_)) {
        const PromiseId promise = machine_.surroundings().known_at_start[*place].promise;
        const std::uint32_t* so_far = state_.kept.find(promise.packed);
        if (so_far == nullptr || *so_far != taken_back) {
            const WhichPromise which{WhichPromise::Kind::written,
                                     static_cast<std::uint32_t>(*place)};
            if (keeps_itself(which)) return true;
            complying.heed(*place, next_occurrence(promise), percept_, actions_);
            return true;
        }
    }
    for (std::uint32_t i = 0; i < table_.offers.size(); ++i) {
        const Offer& offer = table_.offers[i];
        const PromiseId made = state_.made[i].promise;
        if (!made.exists() || !accepts(offer, plan_.offers[i])) continue;
        if (keeps_itself({WhichPromise::Kind::made, i})) return true;
        show({.promise = made,
              .name = offer.name_id,
              .occurrence = next_occurrence(made),
              .value = percept_.as<Imposition>().value,
              .stated = now_},
             plan_.offers[i].scope);
        return true;
    }
    return false;
}

/// Does what it promises under this name accept what was heard?
bool MachineStep::accepts(const Offer& offer, const Offered& to) const {
    const Surroundings& around = machine_.surroundings();
    const Body& body = around.bodies[offer.body.number];
    const auto& imposers = around.groups[to.promisees.number];
    const auto asked = percept_.as<Imposition>();
    return body.impositions && body.polarity == Polarity::accept && offer.type == asked.type &&
           std::binary_search(imposers.begin(), imposers.end(), percept_.sender) &&
           (std::isnan(asked.value) || admits(body.constraint, asked.value));
}

/// Has the machine an act that keeps this promise?
bool MachineStep::keeps_itself(const WhichPromise& which) const {
    const bool is_made = which.kind == WhichPromise::Kind::made;
    return std::any_of(table_.acts.begin(), table_.acts.end(), [&](const Deed& act) {
        if (act.kind != DeedKind::keep) return false;
        if ((act.promise.kind == WhichPromise::Kind::made) != is_made) return false;
        return is_made ? act.promise.number == which.number : known(act.promise) == which.number;
    });
}

/// Of a promise of its own that is kept again and again.
std::uint32_t MachineStep::next_occurrence(PromiseId promise) {
    const std::uint32_t* so_far = state_.kept.find(promise.packed);
    const std::uint32_t n = so_far == nullptr ? 1 : *so_far + 1;
    state_.kept.put(promise.packed, n);
    return n;
}

}  // namespace worldline
