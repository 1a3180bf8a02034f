// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "sim/engine/engine.hpp"
#include "sim/engine/horizon.hpp"

/// What a world's lookahead makes of its windows, for who has looked for a horizon already.
namespace worldline {

/// What nothing that is sent undercuts; where bodies pass each other, in most epochs.
Duration lookahead_of(const World& world, const std::optional<Horizon>& horizon);

/// (B) where that is a single tick.
InnerLoop loop_of(Duration lookahead);

/// Of the width of a bin.
unsigned bin_width_log2(const World& world, Duration lookahead);

}  // namespace worldline
