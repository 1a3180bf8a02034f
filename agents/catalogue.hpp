// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/setup.hpp"
#include "sim/base/registry.hpp"

namespace worldline {

/// Every behaviour by name: the only file that names them all. Self-registering globals would be
/// dropped from static libraries, so this is a plain list.
const Registry<BehaviourMaker>& behaviours();

}  // namespace worldline
