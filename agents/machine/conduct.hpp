// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/machine/table.hpp"
#include "agents/setup.hpp"

namespace worldline {

/// What judging again must know of a machine, as far as its tables show. Who stops, or calls others
/// into being, does so by what it hears, and its findings end with it: it counts as one that heeds
/// verdicts. Any timer counts as acting by the clock.
Conduct conduct_of(const MachineTable& machine);

}  // namespace worldline
