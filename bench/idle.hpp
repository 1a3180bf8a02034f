// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/phold.hpp"

namespace worldline {

/// What does an agent cost that never does anything? Of all agents a share `active`, evenly
/// spread over the numbers, play PHOLD with one another (R = 1); the others never hear anything.
///
/// With `only_active` the others are left out, and the active ones have the same load: where the
/// rates are alike, an idle agent costs memory and nothing else.
World idle(const Load& load);

/// How many agents of such a load are active: at least one.
std::uint32_t n_active_of(const Load& load);

}  // namespace worldline
