// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "sim/spacetime/parts.hpp"

/// What the files that register parts share: `motion_parts.cpp`, `metric_parts.cpp`,
/// `clock_parts.cpp`. For the sources of this folder only.
namespace worldline {

/// Registers a maker that sees only complete and checked arguments.
template <class Maker, class Make>
void add(Registry<Maker>& registry, Part part, Make make) {
    registry.add(part, [part, make](const Arguments& given, const auto&... more) {
        return make(completed(part, given), more...);
    });
}

}  // namespace worldline
