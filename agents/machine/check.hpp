// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agents/machine/table.hpp"

namespace worldline {

/// Something that cannot be meant.
struct MachineFault {
    InFile at;
    std::string message;
};

/// What is wrong with a machine, as far as its tables show: states that nobody ever comes into,
/// transitions of one state between which nothing decides, transitions that are never taken, and
/// loops that take no time and have no way out. Loops that guards may break are left to the run.
///
/// @param starts  states in which agents begin
std::vector<MachineFault> faults_of(const MachineTable& machine,
                                    std::span<const std::uint32_t> starts);

/// Where it reads of a message, or of its sender, and no message is at hand or none carries that.
std::vector<MachineFault> faults_of_hearing(const MachineTable& machine, const Machines& machines);

}  // namespace worldline
