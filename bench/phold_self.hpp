// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/phold.hpp"

namespace worldline {

/// PHOLD that mostly stays at home: with probability R = 0.1 a message goes to any agent after
/// L + Exp(1 − L), else back to its sender after Exp(1), however soon that is.
///
/// What an agent sends to itself falls into the open window, where it must be put in its place
/// among what is already there. So this measures the inside of a window more than its borders.
World phold_self(const Load& load);

}  // namespace worldline
