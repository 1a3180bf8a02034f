// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/conduct.hpp"

#include <algorithm>

namespace worldline {

Conduct conduct_of(const MachineTable& machine) {
    Conduct conduct;
    for (const TransitionRow& row : machine.transitions) {
        const bool hears_verdicts =
            std::binary_search(row.hears.begin(), row.hears.end(), message_kind::verdict);
        conduct.heeds_verdicts = conduct.heeds_verdicts || hears_verdicts;
        conduct.acts_by_clock = conduct.acts_by_clock || row.trigger == Trigger::after ||
                                row.trigger == Trigger::every || row.trigger == Trigger::rate;
        conduct.draws = conduct.draws || row.trigger == Trigger::rate;
    }
    for (const Deed& act : machine.acts) {
        conduct.heeds_verdicts = conduct.heeds_verdicts || act.kind == DeedKind::judge ||
                                 act.kind == DeedKind::stop || act.kind == DeedKind::spawn;
        conduct.draws = conduct.draws || act.whom.kind == Whom::Kind::neighbour;
    }
    conduct.draws =
        conduct.draws || std::any_of(machine.expressions.begin(), machine.expressions.end(),
                                     [](const Expression& one) { return one.is_chance(); });
    return conduct;
}

}  // namespace worldline
