// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "agents/setup.hpp"
#include "scenarios/expect.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/world.hpp"

namespace worldline {

/// A sink for the `expect:` block of a scenario. The spec outlives it.
std::unique_ptr<Expectations> watch(std::shared_ptr<const Spec> spec,
                                    std::shared_ptr<const Surroundings> surroundings);

}  // namespace worldline
