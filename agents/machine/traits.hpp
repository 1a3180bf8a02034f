// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/machine/table.hpp"

namespace worldline {

/// What judging again must know of a machine, as far as its tables show. [docs/model.md 4]
struct MachineTraits {
    /// (b) It hears verdicts of others, or comes to verdicts by acts of its own.
    bool heeds_verdicts = false;
    /// (c) It has timers, so that it does things by its clock that are no judge's alarms.
    bool acts_by_clock = false;
    /// (c) It draws, and draws go by how often it has acted, alarms included.
    bool draws = false;
    /// It may stop, after which it judges nothing, or call others into being.
    bool may_end = false;

    /// Nothing that it does depends on how it judges, and judging is all that it does by its clock.
    bool is_exact() const { return !heeds_verdicts && !acts_by_clock && !draws && !may_end; }
};

MachineTraits traits_of(const MachineTable& machine);

}  // namespace worldline
