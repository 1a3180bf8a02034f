// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/traits.hpp"

#include <algorithm>

namespace worldline {

MachineTraits traits_of(const MachineTable& machine) {
    MachineTraits traits;
    for (const TransitionRow& row : machine.transitions) {
        const bool hears_verdicts =
            std::binary_search(row.hears.begin(), row.hears.end(), message_kind::verdict);
        traits.heeds_verdicts = traits.heeds_verdicts || hears_verdicts;
        traits.acts_by_clock = traits.acts_by_clock || row.trigger == Trigger::after ||
                               row.trigger == Trigger::every || row.trigger == Trigger::rate;
        traits.draws = traits.draws || row.trigger == Trigger::rate;
    }
    for (const Deed& act : machine.acts) {
        traits.heeds_verdicts = traits.heeds_verdicts || act.kind == DeedKind::judge;
        traits.draws = traits.draws || act.whom.kind == Whom::Kind::neighbour;
        traits.may_end =
            traits.may_end || act.kind == DeedKind::stop || act.kind == DeedKind::spawn;
    }
    traits.draws =
        traits.draws || std::any_of(machine.expressions.begin(), machine.expressions.end(),
                                    [](const Expression& one) { return one.is_chance(); });
    return traits;
}

}  // namespace worldline
