// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/load.hpp"
#include "sim/engine/world.hpp"

namespace worldline {

/// The scenario of `PromiseRing` with agents that are machines: the same promises, messages,
/// judgements, failures and number of events, with chance of its own.
std::string promise_ring_scenario(const Load& load);

/// What that scenario is compiled to.
World promise_ring_machine(const Load& load);

}  // namespace worldline
